"""What a check looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from blog.database.engine import Database
from blog.languages.sentences import Sentence
from blog.settings import Settings

Figure = str | int | float | bool | None | list[str]


class State(StrEnum):
    WELL = "well"
    WARNING = "warning"
    ILL = "ill"


@dataclass(frozen=True)
class Result:
    """What one check found: a state, a sentence for people, and figures for programs (never a secret)."""

    state: State
    sentence: Sentence
    figures: Mapping[str, Figure] = field(default_factory=dict)


class Backups(Protocol):
    """The newest good backup of the blog's own, and what is wrong with those after it."""

    @property
    def name(self) -> str | None: ...

    @property
    def made_at(self) -> datetime | None: ...

    @property
    def flaws(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Subject:
    """The blog that is checked. What this room may not know itself, HTTP and backups, is handed in to be asked.

    `answer()` gives the status and the headers (by name in small letters) that a page of the blog is sent with,
    `cookie()` the Set-Cookie line of a session.
    """

    settings: Settings
    database: Database
    now: datetime
    answer: Callable[[], tuple[int, Mapping[str, str]]]
    cookie: Callable[[], str]
    backups: Callable[[], Backups]


def well(sentence: Sentence, **figures: Figure) -> Result:
    return Result(State.WELL, sentence, figures)


def warning(sentence: Sentence, **figures: Figure) -> Result:
    return Result(State.WARNING, sentence, figures)


def ill(sentence: Sentence, **figures: Figure) -> Result:
    return Result(State.ILL, sentence, figures)
