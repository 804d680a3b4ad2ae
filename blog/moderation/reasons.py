"""The list of reasons the desk offers, which it may change; what was decided with one stays readable for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.reasons import REASONS, reason_words
from blog.database.turns import take_turns
from blog.errors import Refusal
from blog.languages.sentences import Sentence
from blog.moderation.models import OfferedReason

REASON_CHARACTERS = 200
MOST = 50
# What the rows are called that come along with other numbers: offered, or retired.
REASON_MARKS = ("reason", "retired reason")


class ReasonUnread(Refusal):
    """A reason is a sentence of up to 200 characters that writers can read, and stands on the list once. Nothing was
    changed, and your words are kept."""


class ReasonUnknown(Refusal):
    """This reason is not on the list any more. Nothing was changed."""


class ReasonsFull(Refusal):
    """Fifty reasons are enough to choose from. Retire one first."""


@dataclass(frozen=True)
class Offered:
    """A reason as the list shows it: what a decision stores, and what its writer reads."""

    value: str
    words: Sentence | str
    retired: bool = False


def offered(db: Session) -> list[Offered]:
    """Those that can be chosen, in their order."""
    return [one for one in whole_list(db) if not one.retired]


def whole_list(db: Session) -> list[Offered]:
    """Also those that are retired, at the end. As long as nobody has changed anything, the first list holds."""
    rows = db.scalars(select(OfferedReason).order_by(OfferedReason.position, OfferedReason.id)).all()
    if not rows:
        return [Offered(value, words) for value, words in REASONS.items()]
    every = [Offered(row.value, reason_words(row.value), row.retired_at is not None) for row in rows]
    return sorted(every, key=lambda one: one.retired)


def reason_rows() -> Select[str, str, int]:
    """Every row of the list as (mark, value, position), to be asked for together with something else."""
    mark: Any = case((OfferedReason.retired_at.is_(None), REASON_MARKS[0]), else_=REASON_MARKS[1])
    return select(mark, OfferedReason.value, OfferedReason.position)


def offered_of(rows: Sequence[tuple[str, str, int]]) -> list[Offered]:
    """Those that can be chosen, of the rows that `reason_rows` found; without any the first list holds."""
    if not rows:
        return [Offered(value, words) for value, words in REASONS.items()]
    listed = sorted((position, value) for mark, value, position in rows if mark == REASON_MARKS[0])
    return [Offered(value, reason_words(value)) for _, value in listed]


def add_reason(db: Session, account: Account, words: str, now: datetime) -> None:
    """At the end of the list. One that was retired comes back. Raises ReasonUnread, ReasonsFull."""
    rows = _rows(db, account, now)
    if sum(row.retired_at is None for row in rows) >= MOST:
        raise ReasonsFull
    same = next((row for row in rows if str(reason_words(row.value)) == words or row.value == words), None)
    if same is not None and same.retired_at is None:
        raise ReasonUnread
    last = max((row.position for row in rows), default=0) + 1
    if same is not None:
        same.retired_at, same.position = None, last
        same.changed_at, same.changed_by = now, account.id
        db.flush()
        return
    _add(db, account, _checked(words), last, now)


def rename_reason(db: Session, account: Account, value: str, words: str, now: datetime) -> None:
    """In its place stands the new sentence; what was decided with the old one keeps it. Raises as `add_reason`."""
    rows = _rows(db, account, now)
    row = _find(rows, value)
    if str(reason_words(row.value)) == words:
        return
    if any(str(reason_words(other.value)) == words or other.value == words for other in rows):
        raise ReasonUnread
    row.value, row.changed_at, row.changed_by = _checked(words), now, account.id
    db.flush()


def retire_reason(db: Session, account: Account, value: str, now: datetime) -> None:
    """Nobody is offered it any more. Raises ReasonUnknown."""
    row = _find(_rows(db, account, now), value)
    row.retired_at, row.changed_at, row.changed_by = now, now, account.id
    db.flush()


def bring_back(db: Session, account: Account, value: str, now: datetime) -> None:
    """Raises ReasonUnknown, ReasonsFull."""
    rows = _rows(db, account, now)
    row = _find(rows, value)
    if sum(one.retired_at is None for one in rows) >= MOST:
        raise ReasonsFull
    row.retired_at, row.changed_at, row.changed_by = None, now, account.id
    db.flush()


def move_up(db: Session, account: Account, value: str, now: datetime) -> None:
    """One place up, before the one that stands there. Raises ReasonUnknown."""
    rows = [row for row in _rows(db, account, now) if row.retired_at is None]
    row = _find(rows, value)
    place = rows.index(row)
    if place > 0:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for position, one in enumerate(rows, 1):
        one.position = position
    db.flush()


def _rows(db: Session, account: Account, now: datetime) -> list[OfferedReason]:
    """The list as rows, in its order; the first change makes rows of the first list."""
    take_turns(db, ["reasons"])
    query = select(OfferedReason).order_by(OfferedReason.position, OfferedReason.id)
    rows = list(db.scalars(query))
    if not rows:
        for position, value in enumerate(REASONS, 1):
            _add(db, account, value, position, now)
        rows = list(db.scalars(query))
    return rows


def _add(db: Session, account: Account, value: str, position: int, now: datetime) -> None:
    db.add(OfferedReason(value=value, position=position, changed_at=now, changed_by=account.id))
    db.flush()


def _find(rows: list[OfferedReason], value: str) -> OfferedReason:
    row = next((row for row in rows if row.value == value), None)
    if row is None:
        raise ReasonUnknown
    return row


def _checked(words: str) -> str:
    # "policy: …" is what the log says of a policy, and no person's reason.
    if not words or len(words) > REASON_CHARACTERS or words.startswith("policy:"):
        raise ReasonUnread
    return words
