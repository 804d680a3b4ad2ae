"""What a page of the desk says of the thing just done on it, with the way to take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from blog.languages.sentences import Sentence
from blog.moderation import notices, undoing
from blog.moderation.notices import Notice
from blog.web.rendering import own_path
from blog.web.visits import Visit

# Where an undo may lead back to; from elsewhere it leads to the queue.
PLACES = ("/desk/log", "/desk/bans", "/desk/people/")


@dataclass(frozen=True)
class Flash:
    """Sentences, and the action that a button beside them undoes; `back` is the page it stands on."""

    notices: Sequence[Notice]
    undo: int | None
    back: str


def read_flash(
    db: Session, visit: Visit, words: Mapping[str, Sentence], back: str, undoable: Sequence[str] = ()
) -> Flash | None:
    """What `?done=` says: one of `words`, or the signed note of an undo. `undoable` of the words are measures."""
    done = visit.query.get("done", "")
    if done in words:
        last = undoing.newest_measure(db, visit.person, visit.now) if done in undoable else None
        return Flash([Notice(words[done], "done")], last.id if last is not None else None, back)
    note = notices.read_note(visit.keys, done, visit.person, visit.now) if done else None
    said = notices.say_note(note, visit.now)
    return Flash(said, None, back) if said else None


def way_back(typed: str) -> str:
    """The page an undo was pressed on, if it is one that says what was done; else nothing."""
    return own_path(typed, "") if typed.startswith(PLACES) and typed.isascii() else ""


def with_note(back: str, visit: Visit, note: dict[str, Any]) -> str:
    path, _, query = back.partition("?")
    done = urlencode({"done": notices.sign_note(visit.keys, note, visit.now)})
    return f"{path}?{query}&{done}" if query else f"{path}?{done}"
