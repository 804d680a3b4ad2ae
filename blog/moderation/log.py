"""The log of decisions: entries are only ever added, each chained to the one before, so that it can be proved."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.orm import Session, joinedload

from blog.accounts.models import Account
from blog.comments.models import Comment, CommentRevision
from blog.database.inserting import insert_once
from blog.moderation.models import LogEntry, LogHead
from blog.moderation.states import MODERATOR, WRITER

THE_HEAD = 1
BEGINNING = "0" * 64
ROWS = cast(Table, LogEntry.__table__)
_COLUMNS = [column.key for column in LogEntry.__table__.columns if column.key != "id"]
# Made once: json.dumps would make it anew for every entry.
PLAIN = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


@dataclass(slots=True)
class Entry:
    """An entry before it is in the log: the same fields as its row, and as cheap as can be made by the thousand."""

    comment_id: int | None
    revision_id: int | None
    action_id: int | None
    subject: str
    actor: str
    account_id: int | None
    at: datetime
    old: str
    new: str
    old_shown_id: int | None
    new_shown_id: int | None
    seen_after: int
    reason: str = ""
    note: str = ""
    salt: str | None = None
    digest: str = ""
    chain: str = ""


def take_head(db: Session) -> LogHead:
    """The newest link of the chain, locked: from here on, deciders follow one another on PostgreSQL too."""
    query = select(LogHead).where(LogHead.id == THE_HEAD).with_for_update().execution_options(populate_existing=True)
    head = db.scalar(query)
    if head is None:
        insert_once(db, LogHead, id=THE_HEAD, chain=BEGINNING)
        head = db.scalars(query).one()
    return head


def append(db: Session, head: LogHead, entries: Sequence[Entry | LogEntry]) -> list[LogEntry]:
    """Add entries in their order to the chain that ends in `head`, which `take_head` gave.

    One becomes the session's and is handed back; many go in as rows alone, in one statement, and get no ids here.
    """
    for entry in entries:
        entry.salt = secrets.token_hex(16)
        entry.digest = digest_of(entry, entry.salt)
        entry.chain = head.chain = link(head.chain, entry.digest)
    kept: list[LogEntry] = []
    if len(entries) == 1:
        [one] = entries
        kept = [one if isinstance(one, LogEntry) else LogEntry(**_row_of(one))]
        db.add(kept[0])
    db.flush()
    if len(entries) > 1:
        db.connection().execute(insert(ROWS), [_row_of(entry) for entry in entries])
    return kept


def _row_of(entry: Entry | LogEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _COLUMNS}


def measure(
    what: str, account: Account, old: str, new: str, reason: str, now: datetime, action_id: int | None = None
) -> LogEntry:
    """The entry of something that is no comment's status: a ban, trust, an emergency. what: "ban:12", no slash."""
    return LogEntry(
        action_id=action_id,
        subject=f"{what}//{account.id}",
        actor=MODERATOR,
        account_id=account.id,
        at=now,
        old=old,
        new=new,
        seen_after=0,
        reason=reason,
        note="",
    )


def forget(db: Session, comment_ids: Sequence[int]) -> None:
    """Take from all entries about these comments what may say something of a person.

    Without its salt a digest tells nobody what it was made of, and the chain holds as before.
    """
    entries = update(LogEntry).where(LogEntry.comment_id.in_(comment_ids)).values(salt=None, reason="", note="")
    db.execute(entries, execution_options={"synchronize_session": False})


def forget_measures(db: Session, what: str) -> None:
    """Like `forget`, for what was done to a person or an address: "trust:k7f2q"."""
    entries = update(LogEntry).where(LogEntry.subject.like(f"{what}//%")).values(salt=None, reason="", note="")
    db.execute(entries, execution_options={"synchronize_session": False})


def subject_of(comment: Comment, revision: CommentRevision, account_id: int | None) -> str:
    """What an entry names its comment, revision and account by, even when their rows are gone."""
    return f"{comment.public_id}/{revision.number}/{account_id or ''}"


def digest_of(entry: Entry | LogEntry, salt: str) -> str:
    """SHA-256 over the salt and all that the entry says, 64 hex digits."""
    said = [
        salt,
        entry.subject,
        entry.actor,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.old,
        entry.new,
        entry.old_shown_id,
        entry.new_shown_id,
        entry.seen_after,
        entry.reason,
        entry.note,
    ]
    return hashlib.sha256(PLAIN.encode(said).encode()).hexdigest()


def link(before: str, digest: str) -> str:
    return hashlib.sha256(f"{before}{digest}".encode()).hexdigest()


def verify(db: Session) -> list[str]:
    """Read the whole log and name every entry that is not what was written; empty when all is well."""
    # Plain columns: a hundred thousand entries as objects would take twice as long.
    columns: Any = LogEntry.__table__.c
    query = (
        select(*columns, Comment.public_id, CommentRevision.number)
        .select_from(LogEntry)
        .outerjoin(Comment, Comment.id == LogEntry.comment_id)
        .outerjoin(CommentRevision, CommentRevision.id == LogEntry.revision_id)
        .order_by(LogEntry.id)
        .execution_options(yield_per=500)
    )
    broken: list[str] = []
    chain = BEGINNING
    for row in db.execute(query):
        entry: Any = row
        if entry.chain != link(chain, entry.digest):
            broken.append(f"Entry {entry.id} does not follow the one before it.")
        if entry.salt is not None and entry.digest != digest_of(entry, entry.salt):
            broken.append(f"Entry {entry.id} does not say what was written.")
        if not _points_as_named(entry, entry.public_id, entry.number):
            broken.append(f"Entry {entry.id} points at something else than it names.")
        chain = entry.chain
    head = db.scalar(select(LogHead.chain).where(LogHead.id == THE_HEAD))
    if chain != (head or BEGINNING):
        broken.append("The end of the log is missing.")
    return broken


def _points_as_named(entry: LogEntry, public_id: str | None, number: int | None) -> bool:
    """What a deleted row leaves empty proves nothing; what is there must be what the digest covers."""
    named_comment, named_number, named_account = entry.subject.split("/")
    return (
        public_id in (None, named_comment)
        and (number is None or str(number) == named_number)
        and (entry.account_id is None or str(entry.account_id) == named_account)
    )


def deciding_entry(db: Session, comment: Comment) -> LogEntry | None:
    """The desk's newest entry that led to the status the comment has now; what its writer did does not hide it."""
    query = (
        select(LogEntry)
        .where(LogEntry.comment_id == comment.id, LogEntry.new == comment.status, LogEntry.actor != WRITER)
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    return db.scalar(query)


def newest_entries(db: Session, comment_ids: Iterable[int], before: int | None = None) -> dict[int, LogEntry]:
    """The newest entry of each comment (older than the entry with the id `before`), with its account."""
    newest = select(func.max(LogEntry.id)).where(LogEntry.comment_id.in_(list(comment_ids)))
    if before is not None:
        newest = newest.where(LogEntry.id < before)
    query = (
        select(LogEntry)
        .where(LogEntry.id.in_(newest.group_by(LogEntry.comment_id)))
        .options(joinedload(LogEntry.account))
    )
    return {entry.comment_id: entry for entry in db.scalars(query) if entry.comment_id is not None}
