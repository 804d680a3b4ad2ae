"""Revisions of a comment: the first one, and each edit, which waits while the approved text stays up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from blog.comments.forms import Words
from blog.comments.models import Comment, CommentRevision, Status
from blog.comments.totals import move_totals, place_of
from blog.errors import Refusal
from blog.markup.text import searchable
from blog.signing import Keys
from blog.site.settings import SiteSettings

MOST_REVISIONS = 50


class NotEditable(Refusal):
    """This comment cannot be changed any more. Your text is kept below, so that you can send it as a new comment."""


def may_edit(comment: Comment, site: SiteSettings, now: datetime) -> bool:
    """Whether its writer may still change it, whatever became of it meanwhile."""
    return (
        comment.withdrawn_at is None
        and comment.erased_at is None
        and now < comment.created_at + timedelta(hours=site.edit_hours)
    )


def check_editable(comment: Comment, site: SiteSettings, now: datetime) -> None:
    """Raises NotEditable."""
    if not may_edit(comment, site, now):
        raise NotEditable


def add_first(
    db: Session, comment: Comment, form: Words, arrival: dict[str, Any], keys: Keys, now: datetime
) -> CommentRevision:
    """Revision 1 of a new comment: pending, whoever wrote it."""
    revision = _revision(comment, form, 1, arrival, keys, now)
    db.add(revision)
    db.flush()
    _make_newest(comment, revision)
    return revision


def revise(
    db: Session,
    comment: Comment,
    form: Words,
    arrival: dict[str, Any],
    keys: Keys,
    now: datetime,
    editor_id: int | None = None,
) -> CommentRevision:
    """A new pending revision; the one before comes back when the words are the same. Raises NotEditable.

    A text that waited undecided is superseded: it is kept, and nobody needs to decide on it any more.
    """
    comment = _lock(db, comment)
    newest = db.get(CommentRevision, comment.newest_revision_id, populate_existing=True)
    assert newest is not None
    if newest.typed == form.body:
        return newest
    if newest.number >= MOST_REVISIONS:
        raise NotEditable
    before = place_of(comment.status, newest.lane)
    revision = _revision(comment, form, newest.number + 1, arrival, keys, now)
    revision.editor_id = editor_id
    if newest.status == Status.PENDING:
        newest.status = Status.DELETED
        # Whoever mends a comment that waits keeps its place in the queue.
        revision.waiting_since = newest.waiting_since
    db.add(revision)
    db.flush()
    _make_newest(comment, revision)
    comment.status = Status.PENDING
    comment.seen += 1
    db.flush()
    move_totals(db, [(comment.post_id, before, place_of(comment.status, revision.lane))])
    return revision


def _lock(db: Session, comment: Comment) -> Comment:
    """The comment as it is now, and nobody else's until the commit: a moderator may be deciding on it."""
    query = select(Comment).where(Comment.id == comment.id).with_for_update(key_share=True)
    return db.scalars(query.execution_options(populate_existing=True)).one()


def _revision(
    comment: Comment, form: Words, number: int, arrival: dict[str, Any], keys: Keys, now: datetime
) -> CommentRevision:
    rendering = form.rendering
    assert rendering is not None, "a form with complaints is never stored"
    return CommentRevision(
        comment_id=comment.id,
        number=number,
        status=Status.PENDING,
        typed=form.body,
        html=str(rendering.html),
        inert=str(rendering.inert),
        words=rendering.text,
        links=list(rendering.links),
        words_hash=keys.fingerprint("words", searchable(rendering.text)),
        policy=rendering.policy,
        created_at=now,
        waiting_since=now,
        arrival=dict(arrival),
        findings=[],
    )


def _make_newest(comment: Comment, revision: CommentRevision) -> None:
    comment.newest_revision_id = revision.id
    set_committed_value(comment, "newest", revision)
    set_committed_value(revision, "comment", comment)
