"""Gives comments that come from elsewhere the statuses they had there, and takes them away when an import is undone.

Together with `decisions` the only place where a status changes. Nobody decided anything here, so no letter goes out,
and the log has one entry for each status of a whole import instead of one for each comment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.comments.searching import index_comments
from blog.comments.sizes import move_sizes, move_sizes_of
from blog.comments.totals import move_totals, place_of
from blog.database.versions import move_versions
from blog.moderation import log, screening
from blog.moderation.decisions import count_shown, newest_revisions
from blog.moderation.hosts import count_hosts, hosts_of
from blog.moderation.models import LogEntry

COMMENTS, REVISIONS = cast(Table, Comment.__table__), cast(Table, CommentRevision.__table__)
STATING = (
    update(COMMENTS)
    .where(COMMENTS.c.id == bindparam("of"))
    .values({name: bindparam(name) for name in ("status", "shown_revision_id", "seen", "published_at")})
)
MARKING = update(REVISIONS).where(REVISIONS.c.id == bindparam("of")).values(status=bindparam("status"))

IMPORT = "import"
NOWHERE = ""


@dataclass(frozen=True)
class Arrival:
    """A stored comment and the status it had elsewhere; `before` is the one it has here, with its lane and SEEN."""

    comment_id: int
    revision_id: int
    post_id: int
    status: Status
    links: Sequence[str]
    website: str | None
    sent_at: datetime
    before: Status = Status.PENDING
    lane: str = Lane.GOOD
    was_shown: bool = False
    seen: int = 1


def bring_in(db: Session, arrivals: Sequence[Arrival], now: datetime) -> dict[int, int]:
    """Set the statuses with all that follows from them; SEEN of every comment after it, by its id.

    The caller has stored or locked the comments in this transaction.
    """
    seen = {one.comment_id: one.seen for one in arrivals}
    moved = [one for one in arrivals if one.status != Status.PENDING or one.before != Status.PENDING]
    if not moved:
        return seen
    comments: list[dict[str, Any]] = []
    for one in moved:
        seen[one.comment_id] = one.seen + 1
        shown = one.status is Status.APPROVED
        state = {"status": one.status, "shown_revision_id": one.revision_id if shown else None, "seen": one.seen + 1}
        comments.append({"of": one.comment_id, "published_at": one.sent_at if shown else None, **state})
    db.connection().execute(STATING, comments)
    db.connection().execute(MARKING, [{"of": one.revision_id, "status": one.status} for one in moved])
    index_comments(db, [one.comment_id for one in moved if one.status is Status.APPROVED or one.was_shown])
    totals = [(one.post_id, place_of(one.before, one.lane), place_of(one.status, one.lane)) for one in moved]
    move_totals(db, totals)
    log.take_head(db)
    count_hosts(db, [(hosts_of(one.links, one.website), one.before, one.status) for one in moved])
    counts: Counter[int] = Counter()
    sizes: dict[int, int] = {}
    for one in moved:
        sizes[one.comment_id] = (one.status is Status.APPROVED) - one.was_shown
        counts[one.post_id] += sizes[one.comment_id]
    move_sizes_of(db, sizes)
    count_shown(db, counts)
    pages = {one.post_id for one in moved if one.status is Status.APPROVED or one.was_shown}
    if pages:
        move_versions(db, ["comments", *(f"post:{post_id}" for post_id in pages)], now)
    return seen


def take_away(db: Session, comments: Sequence[Comment], now: datetime) -> None:
    """Delete comments that the caller has locked, as if they had never come."""
    if not comments:
        return
    revisions = newest_revisions(db, comments)
    places = [(one.post_id, place_of(one.status, revisions[one.id].lane), None) for one in comments]
    move_totals(db, places)
    log.take_head(db)
    count_hosts(db, [(hosts_of(revisions[one.id].links, one.website), one.status, NOWHERE) for one in comments])
    shown = [one for one in comments if one.shown_revision_id is not None]
    move_sizes(db, [(one.post_id, one.sort_path, -1) for one in shown])
    counts = Counter(one.post_id for one in shown)
    count_shown(db, {post_id: -num for post_id, num in counts.items()})
    ids = [one.id for one in comments]
    screening.forget(db, select(CommentRevision.id).where(CommentRevision.comment_id.in_(ids)))
    db.execute(delete(Comment).where(Comment.id.in_(ids)))
    move_versions(db, ["comments", *(f"post:{one.post_id}" for one in comments)], now)


def note_import(
    db: Session, import_id: int, statuses: Mapping[str, int], account_id: int | None, note: str, now: datetime
) -> None:
    """Say in the log what an import brought (or took away again): an entry for each status, with how many."""
    head = log.take_head(db)
    entries = [
        LogEntry(
            subject=f"import-{import_id}/0/{account_id or ''}",
            actor=IMPORT,
            account_id=account_id,
            at=now,
            old=NOWHERE,
            new=status,
            seen_after=0,
            reason="",
            note=f"{note}: {number}",
        )
        for status, number in sorted(statuses.items())
        if number
    ]
    log.append(db, head, entries)
