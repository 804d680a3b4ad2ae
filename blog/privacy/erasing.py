"""Erases the texts of an address, or takes its name off them, everywhere at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from blog.comments.commenters import find_by_address, fold_address
from blog.comments.models import (
    Comment,
    Commenter,
    CommenterDevice,
    CommentRevision,
    CommentSend,
    Following,
    SearchableComment,
    Status,
)
from blog.database import fulltext
from blog.database.engine import Database
from blog.database.versions import move_versions
from blog.importers.models import Imported
from blog.importers.shapes import Kind
from blog.jobs import outbox
from blog.jobs.models import Job
from blog.mail import sending
from blog.moderation import decisions, desk_letters, digests, log, screening
from blog.moderation.announcing import NOTICE
from blog.moderation.bans import forget_bans
from blog.moderation.decisions import Cause
from blog.moderation.hosts import forget_hosts, hosts_of
from blog.moderation.models import Ban, CommentReport, LogEntry, PersonNote, TrustChange
from blog.moderation.states import WRITER, Actor, state_after
from blog.privacy.finding import comments_of, letters_to

JOB = "scrub"
# What the owner of the words wished to be gone is no state that an import may bring back.
ERASED = "erased"
# A text of which nothing is left.
EMPTY: dict[str, Any] = {
    "typed": "", "html": "", "inert": "", "words": "", "links": [], "words_hash": "", "findings": [], "arrival": {},
}  # fmt: skip


def erase_texts(db: Session, email: str, nobody: str, now: datetime) -> int:
    """Take every comment of the address down and leave nothing of its words and its writer; how many those were.

    nobody: the name in its place, for a stone that replies still need.
    """
    comments = decisions.take(db, comments_of(email))
    if not comments:
        _forget_reader(db, email)
        return 0
    writer = Actor(WRITER)
    moves = [(comment, state_after(comment, Status.DELETED, writer, now)) for comment in comments]
    decisions.change(db, moves, Cause(writer), now)
    ids = [comment.id for comment in comments]
    _forget_person(db, comments, ids, email, nobody, now)
    _every(db, update(Comment).where(Comment.id.in_(ids)).values(erased_at=now))
    _every(db, update(CommentRevision).where(CommentRevision.comment_id.in_(ids)).values(EMPTY))
    screening.forget(db, select(CommentRevision.id).where(CommentRevision.comment_id.in_(ids)))
    return len(comments)


def take_name_off(db: Session, email: str, nobody: str, now: datetime) -> int:
    """Let the texts stand without name, address and website; how many those were."""
    comments = decisions.take(db, comments_of(email))
    if comments:
        _forget_person(db, comments, [comment.id for comment in comments], email, nobody, now)
    else:
        _forget_reader(db, email)
    return len(comments)


def _forget_person(
    db: Session, comments: Sequence[Comment], ids: Sequence[int], email: str, nobody: str, now: datetime
) -> None:
    """Whatever says who it was: in the comment, the log, letters, the ledger of imports."""
    _forget_hosts(db, comments)
    gone: dict[str, Any] = {
        "name": nobody, "email": None, "website": None, "author_uri": None,
        "account_id": None, "prefix_hash": None, "commenter_id": None, "verified_at": None,
    }  # fmt: skip
    _every(db, update(Comment).where(Comment.id.in_(ids)).values(**gone, seen=Comment.seen + 1))
    log.forget(db, ids)
    about = [f"{kind}:{comment_id}" for kind in ("comment", "news", "outcome") for comment_id in ids]
    _forget_reader(db, email, ids)
    # The promise that the staff is told holds no word of it, and is kept for what still waits.
    letters = or_(Job.about.in_(about) & (Job.kind != NOTICE), letters_to(email))
    # What is only a wish for a letter, to be written when it is sent, lies in no file.
    written = select(Job.payload).where(letters, Job.kind == sending.KIND)
    files = [sending.file_of(Path(), payload).name for payload in db.scalars(written)]
    files += files_quoting(db, ids)
    _every(db, delete(Job).where(letters))
    _every(db, delete(CommentSend).where(CommentSend.comment_id.in_(ids)))
    # What readers wrote about it may well say whose it was.
    _every(db, delete(CommentReport).where(CommentReport.comment_id.in_(ids)))
    known = (Imported.kind == Kind.COMMENTS) & Imported.row_id.in_(ids)
    _every(db, update(Imported).where(known).values(raw=None, kept={}, mark=ERASED))
    db.expire_all()
    move_versions(db, ["comments", *(f"post:{post_id}" for post_id in {one.post_id for one in comments})], now)
    outbox.put(db, JOB, {"files": files}, now)


def _forget_reader(db: Session, email: str, ids: Sequence[int] = ()) -> None:
    """The address itself: what it is told of, the devices that know it, the letters that are planned for it."""
    key, commenter = fold_address(email), find_by_address(db, email)
    _every(db, delete(PersonNote).where(PersonNote.email_key == key))
    forget_bans(db, key, commenter.id if commenter is not None else None, ids)
    if commenter is None:
        return
    log.forget_measures(db, f"trust:{commenter.public_id}")
    _every(db, delete(Job).where(Job.about.in_([f"commenter:{commenter.id}", f"digest:{commenter.id}"])))
    _every(db, update(Comment).where(Comment.commenter_id == commenter.id).values(commenter_id=None))
    for table in (Following, CommenterDevice):
        _every(db, delete(table).where(table.commenter_id == commenter.id))
    _every(db, delete(Commenter).where(Commenter.id == commenter.id))


def _forget_hosts(db: Session, comments: Sequence[Comment]) -> None:
    """Of a comment that stands, its website's host; of one that is gone, every one it led to."""
    revisions = decisions.newest_revisions(db, comments)
    moves = []
    for comment in comments:
        left = set() if comment.status == Status.DELETED else set(hosts_of(revisions[comment.id].links, None))
        all_hosts = hosts_of(revisions[comment.id].links, comment.website)
        moves.append(([host for host in all_hosts if host not in left], comment.status))
    forget_hosts(db, moves)


def files_quoting(db: Session, ids: Collection[int]) -> list[str]:
    """The names of letters to the staff that quote these comments, where letters become files."""
    gone = set(ids)
    sent = db.scalars(select(Job.payload).where(Job.kind == digests.LETTER))
    quoting = [payload for payload in sent if gone.intersection(one[0] for one in payload["comments"])]
    return [sending.file_of(Path(), {"key": desk_letters.key_of(payload)}).name for payload in quoting]


def scrub(database: Database, folder: Path, payload: dict[str, Any]) -> None:
    """Leave nothing of what was erased in the files: the database's own, and letters that lie in BLOG_DATA."""
    for name in payload.get("files", ()):
        (folder / sending.FOLDER / Path(name).name).unlink(missing_ok=True)
    tables = (
        Comment,
        CommentRevision,
        CommentReport,
        LogEntry,
        Commenter,
        Ban,
        PersonNote,
        TrustChange,
        Following,
        Job,
        Imported,
        SearchableComment,
    )
    fulltext.scrub(database, SearchableComment)
    database.scrub([table.__tablename__ for table in tables])


def _every(db: Session, change: Any) -> None:
    """However many there are: the rows go by their ids, and no object is asked to follow."""
    db.execute(change, execution_options={"synchronize_session": False})
