"""Lets the words of spam, and of what was deleted, go for good, some days after a person has decided so.

Nothing goes unread: what only the screening has sorted waits as long as it takes, and what came with an import as spam
goes only after the owner has said that they have looked through it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, false, or_, select, update
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision, CommentSend, Following, Status
from blog.comments.totals import move_totals, place_of
from blog.database.engine import Database
from blog.importers.models import Import, Imported
from blog.importers.shapes import Kind
from blog.jobs import outbox
from blog.jobs.models import Job
from blog.languages.catalog import translate, translations
from blog.languages.sentences import say
from blog.moderation import decisions, duplicates, log, notes
from blog.moderation.models import CommentReport, LogEntry
from blog.moderation.states import MODERATOR, WRITER
from blog.privacy.erasing import EMPTY, ERASED, JOB, files_quoting
from blog.site.settings import SiteSettings, read_site

# So many take some 15 ms under the write lock.
BATCH = 50
RETENTION = "retention"
NEWEST = 2**31 - 1


def purge(database: Database, now: datetime) -> Counter[str]:
    """Let go whatever is due; how many that were, by status. Looks beside the writers and writes in small batches."""
    with database.reading() as db:
        site = read_site(db)
    gone: Counter[str] = Counter()
    for status, days in ((Status.SPAM, site.spam_days), (Status.DELETED, site.deleted_days)):
        if days:
            gone[status] = _purge(database, _due(status, now - timedelta(days=days), site), now)
    if gone.total():
        database.write(lambda db: _note(db, gone, now))
    if site.deleted_days:
        database.write(lambda db: notes.forget_deleted(db, now - timedelta(days=site.deleted_days)))
    return gone


def has_unread(db: Session) -> bool:
    """Whether spam came with an import that nobody has said to have looked through."""
    imported = Comment.status.in_((Status.SPAM, Status.DELETED)) & _imported()
    unread = imported & ~_came_before(read_site(db).imported_read_at)
    return db.scalar(select(Comment.id).where(unread, Comment.erased_at.is_(None)).limit(1)) is not None


def _purge(database: Database, due: ColumnElement[bool], now: datetime) -> int:
    """The newest first, so that answers are gone before what they answer, which then leaves no stone."""
    gone, last = 0, NEWEST
    while True:
        with database.reading() as db:
            chosen = select(Comment.id).where(due, Comment.id < last).order_by(Comment.id.desc()).limit(BATCH)
            ids = db.scalars(chosen).all()
            files = files_quoting(db, ids)
        if not ids:
            return gone
        with database.writing() as db:
            gone += _purge_batch(db, ids, files, due, now)
        last = ids[-1]


def _due(status: Status, before: datetime, site: SiteSettings) -> ColumnElement[bool]:
    """Decided by a person before then, and nothing has happened to it since."""
    of_it = LogEntry.comment_id == Comment.id
    by_person = exists().where(
        of_it, LogEntry.new == status, LogEntry.actor.in_((MODERATOR, WRITER)), LogEntry.at <= before
    )
    since = exists().where(of_it, LogEntry.at > before)
    ripe = and_(by_person, ~since)
    if site.imported_read_at and datetime.fromisoformat(site.imported_read_at) <= before:
        ripe = or_(ripe, and_(_imported(), _came_before(site.imported_read_at)))
    return and_(Comment.status == status, Comment.erased_at.is_(None), ripe)


def _imported() -> ColumnElement[bool]:
    """Came as it is from elsewhere, and nobody here has decided on it."""
    return and_(Comment.source.is_not(None), ~exists().where(LogEntry.comment_id == Comment.id))


def _came_before(read_at: str) -> ColumnElement[bool]:
    """With an import that was begun before somebody said to have looked through what came."""
    if not read_at:
        return false()
    line = and_(Imported.kind == Kind.COMMENTS, Imported.row_id == Comment.id)
    return exists().where(line, Import.id == Imported.import_id, Import.started_at < datetime.fromisoformat(read_at))


def _purge_batch(db: Session, ids: Sequence[int], files: list[str], due: ColumnElement[bool], now: datetime) -> int:
    """As they are now: what somebody took back meanwhile stays. What is answered leaves a stone without words."""
    comments = decisions.take(db, Comment.id.in_(ids), due)
    found = [comment.id for comment in comments]
    if not found:
        return 0
    answered = _answered(db, found)
    _forget_around(db, found)
    _empty(db, [comment_id for comment_id in found if comment_id in answered], now)
    going = [comment for comment in comments if comment.id not in answered]
    lanes: Mapping[int, Any] = decisions.newest_revisions(db, going)
    move_totals(db, [(one.post_id, place_of(one.status, lanes[one.id].lane), None) for one in going])
    _every(db, delete(Comment).where(Comment.id.in_([one.id for one in going])))
    db.expire_all()
    outbox.put(db, JOB, {"files": files}, now)
    return len(found)


def _answered(db: Session, ids: Sequence[int]) -> set[int]:
    """Those under which something stays."""
    answers: dict[int, set[int]] = {}
    for answer_id, parent_id in db.execute(select(Comment.id, Comment.parent_id).where(Comment.parent_id.in_(ids))):
        answers.setdefault(parent_id or 0, set()).add(answer_id)
    going: set[int] = set()
    for comment_id in sorted(ids, reverse=True):
        if not answers.get(comment_id, set()) - going:
            going.add(comment_id)
    return set(ids) - going


def _forget_around(db: Session, ids: Sequence[int]) -> None:
    """What else tells of them. The log stays as it is: it names nobody, and proves that they were decided on."""
    about = [f"{kind}:{comment_id}" for kind in ("comment", "news", "outcome") for comment_id in ids]
    _every(db, delete(Job).where(Job.about.in_(about)))
    for table in (CommentSend, CommentReport, Following):
        _every(db, delete(table).where(table.comment_id.in_(ids)))
    # An import that comes again must not bring them back.
    known = (Imported.kind == Kind.COMMENTS) & Imported.row_id.in_(ids)
    _every(db, update(Imported).where(known).values(raw=None, kept={}, mark=ERASED))


def _empty(db: Session, ids: Sequence[int], now: datetime) -> None:
    nobody = translate(say("Anonymous"), translations(read_site(db).language))
    person: dict[str, Any] = {
        "name": nobody, "email": None, "website": None, "author_uri": None, "account_id": None,
        "prefix_hash": None, "commenter_id": None, "verified_at": None, "erased_at": now,
    }  # fmt: skip
    _every(db, update(Comment).where(Comment.id.in_(ids)).values(**person, seen=Comment.seen + 1))
    _every(db, update(CommentRevision).where(CommentRevision.comment_id.in_(ids)).values(EMPTY))
    # The lessons of the learner stay: they are numbers, and what advertised once will advertise again.
    duplicates.forget_likeness(db, select(CommentRevision.id).where(CommentRevision.comment_id.in_(ids)))


def _note(db: Session, gone: Mapping[str, int], now: datetime) -> None:
    """One entry a run, with how many; it is about no comment that is still there."""
    said = ", ".join(f"{number} {status}" for status, number in sorted(gone.items()) if number)
    entry = LogEntry(
        subject=f"{RETENTION}/0/", actor=RETENTION, at=now, old="", new=Status.DELETED, seen_after=0, reason="",
        note=f"Purged for good after their time: {said}",
    )  # fmt: skip
    log.append(db, log.take_head(db), [entry])


def _every(db: Session, change: Any) -> None:
    db.execute(change, execution_options={"synchronize_session": False})
