"""Reads the log of decisions for people: page by page, what was done in one go as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from blog.accounts.models import Account
from blog.comments.models import Comment
from blog.moderation.logquery import About, LogQuery, about_of
from blog.moderation.models import Action, Ban, LogEntry, PersonNote

PAGE = 50
# Of an action on many so many entries unfold in place; all of them stand on a page of their own.
UNFOLDED = 20


@dataclass(frozen=True)
class Line:
    """An entry of the log with the name of the comment's writer, where it is about one."""

    entry: LogEntry
    comment_id: str
    name: str


@dataclass(frozen=True)
class Deed:
    """What was done in one go. `changes` are (old, new, how many); `lines` the newest of its entries, at least one."""

    lines: list[Line]
    number: int
    changes: list[tuple[str, str, int]]
    action: Action | None = None


def read_log(db: Session, asked: LogQuery, zone: ZoneInfo, about: About | None = None) -> tuple[list[Deed], str | None]:
    """A page of what was done, the newest first, and where the next one begins.

    An action on many stands once, where its newest entry does that was asked for; the entries themselves are as ever.
    """
    where = asked.where(zone, about)
    query = _lines().where(where).order_by(LogEntry.id.desc()).limit(PAGE + 1)
    if not asked.action:
        newer = aliased(LogEntry)
        one_of = (newer.action_id == LogEntry.action_id, newer.id > LogEntry.id, asked.where(zone, about, newer))
        query = query.where(or_(LogEntry.action_id.is_(None), ~exists().where(*one_of)))
    if asked.before:
        query = query.where(LogEntry.id < int(asked.before))
    found = _read(db, query)
    page, more = found[:PAGE], str(found[PAGE - 1].entry.id) if len(found) > PAGE else None
    if asked.action:
        return [Deed([one], 1, [(one.entry.old, one.entry.new, 1)]) for one in page], more
    return _gather(db, page, where), more


def _gather(db: Session, page: Sequence[Line], where: ColumnElement[bool]) -> list[Deed]:
    """Each line with what else was done in the same go."""
    ends: dict[int, int] = {one.entry.action_id: one.entry.id for one in page if one.entry.action_id is not None}
    actions = {one.id: one for one in db.scalars(select(Action).where(Action.id.in_(ends)))} if ends else {}
    changes: dict[int, list[tuple[str, str, int]]] = {}
    counting = select(LogEntry.action_id, LogEntry.old, LogEntry.new, func.count())
    counting = counting.where(where, LogEntry.action_id.in_(ends)).group_by(*list(counting.selected_columns)[:3])
    for action_id, old, new, number in db.execute(counting) if ends else ():
        changes.setdefault(action_id or 0, []).append((old, new, number))
    numbers = {action_id: sum(one[2] for one in of_it) for action_id, of_it in changes.items()}
    # What one transaction has logged stands together, so the newest are found without looking through all of them.
    ranges = [
        and_(LogEntry.action_id == action_id, LogEntry.id > end - UNFOLDED)
        for action_id, end in ends.items()
        if numbers.get(action_id, 1) > 1
    ]
    unfolded: dict[int, list[Line]] = {}
    for line in _read(db, _lines().where(where, or_(*ranges)).order_by(LogEntry.id.desc())) if ranges else ():
        unfolded.setdefault(line.entry.action_id or 0, []).append(line)
    deeds = []
    for one in page:
        key = one.entry.action_id or 0
        of_it = sorted(changes.get(key, [(one.entry.old, one.entry.new, 1)]), key=lambda change: -change[2])
        deeds.append(Deed(unfolded.get(key, [one]), numbers.get(key, 1), of_it, actions.get(key)))
    return deeds


def _lines() -> Any:
    query = select(LogEntry, Comment.public_id, Comment.name).outerjoin(Comment, Comment.id == LogEntry.comment_id)
    return query.options(joinedload(LogEntry.account))


def _read(db: Session, query: Any) -> list[Line]:
    found = [(entry, public_id or "", name or "") for entry, public_id, name in db.execute(query)]
    named = _people_of(db, [entry for entry, public_id, _ in found if not public_id])
    return [Line(entry, *named.get(about_of(entry), (public_id, name))) for entry, public_id, name in found]


def _people_of(db: Session, entries: Sequence[LogEntry]) -> dict[str, tuple[str, str]]:
    """Whom a ban or a note is about, by what the entry names: the key of their page, and a name they go by."""
    ids: dict[str, list[int]] = {"ban": [], "note": []}
    for entry in entries:
        kind, _, number = about_of(entry).partition(":")
        if kind in ids:
            ids[kind].append(int(number))
    named: dict[str, tuple[str, str]] = {}
    for kind, table in (("ban", Ban), ("note", PersonNote)):
        if not ids[kind]:
            continue
        own: Any = table
        one = aliased(Comment)
        newest = select(func.max(one.id)).where(one.erased_at.is_(None))
        theirs = newest.where(one.commenter_id == own.commenter_id).scalar_subquery()
        typed = newest.where(one.commenter_id.is_(None), one.email == PersonNote.email_key).scalar_subquery()
        other = own.comment_id if kind == "ban" else typed
        query = select(own.id, Comment.public_id, Comment.name).join(
            Comment, Comment.id == func.coalesce(theirs, other)
        )
        for number, public_id, name in db.execute(query.where(own.id.in_(ids[kind]))):
            named[f"{kind}:{number}"] = (public_id, name)
    return named


def moderators(db: Session) -> list[Account]:
    """Whoever may stand in the log, by name."""
    decided = select(LogEntry.account_id).where(LogEntry.account_id == Account.id).exists()
    return list(db.scalars(select(Account).where(or_(decided)).order_by(Account.name)))
