"""Takes comments in that were written elsewhere: many at once, pending like any other until moderation says more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from blog.comments import paths
from blog.comments.models import Comment, CommentAnchor, CommentRevision, Lane, Status
from blog.comments.totals import move_totals, place_of
from blog.database.rows import make_public_id
from blog.markup.comments import Rendering
from blog.markup.text import searchable
from blog.signing import Keys

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_ANCHOR = 200, 500, 80

# Plain tables: a hundred thousand rows need not become objects first.
COMMENTS, REVISIONS = cast(Table, Comment.__table__), cast(Table, CommentRevision.__table__)
PLACING = (
    update(COMMENTS)
    .where(COMMENTS.c.id == bindparam("of"))
    .values({name: bindparam(name) for name in ("newest_revision_id", "parent_id", "sort_path", "depth")})
)


@dataclass(frozen=True)
class Brought:
    """A comment as it is to stand here. `parent` is the key of what it answers; `sent_at` its source's time."""

    source: str
    key: str
    kind: str
    post_id: int
    parent: str | None
    name: str
    email: str | None
    website: str | None
    author_uri: str | None
    typed: str
    rendering: Rendering
    anchors: tuple[str, ...]
    sent_at: datetime


@dataclass(frozen=True)
class Stood:
    """Where a stored comment stands in its thread."""

    id: int
    sort_path: str
    depth: int


def bring_in(
    db: Session, comments: Sequence[Brought], parents: Mapping[str, Stood], keys: Keys
) -> list[tuple[int, int]]:
    """Store new comments, each with one pending revision; (comment id, revision id) in the order they were given.

    A parent stands among `parents`, or before its replies among the comments themselves.
    """
    adding = insert(COMMENTS).returning(COMMENTS.c.id, sort_by_parameter_order=True)
    ids = db.scalars(adding, [_row(one) for one in comments])
    numbered = list(zip(comments, list(ids), strict=True))
    adding = insert(REVISIONS).returning(REVISIONS.c.id, sort_by_parameter_order=True)
    revisions = list(db.scalars(adding, [_revision(one, comment_id, 1, keys) for one, comment_id in numbered]))
    known = dict(parents)
    placed: list[dict[str, Any]] = []
    for (one, comment_id), revision_id in zip(numbered, revisions, strict=True):
        parent = known.get(one.parent) if one.parent is not None else None
        sort_path, depth = paths.place(parent, one.sent_at, comment_id)
        known[one.key] = Stood(comment_id, sort_path, depth)
        place = {"parent_id": parent.id if parent else None, "sort_path": sort_path, "depth": depth}
        placed.append({"of": comment_id, "newest_revision_id": revision_id, **place})
    db.connection().execute(PLACING, placed)
    _anchor(db, numbered)
    move_totals(db, [(one.post_id, None, place_of(Status.PENDING, Lane.GOOD)) for one in comments])
    return list(zip((comment_id for _, comment_id in numbered), revisions, strict=True))


def renew(db: Session, comment_id: int, seen: int, one: Brought, keys: Keys) -> Comment | None:
    """Give a comment what its source says now as a newer revision; None if anybody has touched it since `seen`.

    The revision takes the status of the one before it: what becomes of it is for moderation to say.
    """
    query = select(Comment).where(Comment.id == comment_id, Comment.seen == seen)
    comment = db.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    if comment is None:
        return None
    newest = db.get(CommentRevision, comment.newest_revision_id, populate_existing=True)
    assert newest is not None, "every comment is stored with a revision"
    if newest.typed != one.typed:
        number = db.scalars(select(func.max(CommentRevision.number)).where(CommentRevision.comment_id == comment_id))
        values = _revision(one, comment_id, (number.one() or 0) + 1, keys)
        revision = CommentRevision(**{**values, "status": newest.status, "lane": newest.lane})
        db.add(revision)
        if newest.status == Status.PENDING:
            newest.status = Status.DELETED
        db.flush()
        comment.newest_revision_id = revision.id
    comment.name = one.name[:LONGEST_NAME]
    db.flush()
    return comment


def find_stood(db: Session, ids: Sequence[int]) -> dict[int, tuple[int, Stood, int]]:
    """Comments by id: (the id of their post, where they stand, SEEN)."""
    query = select(Comment.id, Comment.post_id, Comment.sort_path, Comment.depth, Comment.seen)
    rows = db.execute(query.where(Comment.id.in_(ids))) if ids else ()
    return {row.id: (row.post_id, Stood(row.id, row.sort_path, row.depth), row.seen) for row in rows}


def _anchor(db: Session, numbered: Sequence[tuple[Brought, int]]) -> None:
    """The first who was known by an anchor under a post keeps it."""
    rows = [
        {"post_id": one.post_id, "anchor": anchor[:LONGEST_ANCHOR], "comment_id": comment_id}
        for one, comment_id in numbered
        for anchor in one.anchors
    ]
    if rows:
        adding: Any = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
        db.execute(adding(CommentAnchor.__table__).on_conflict_do_nothing(), rows)


def _row(one: Brought) -> dict[str, Any]:
    return {
        "public_id": make_public_id(10),
        "post_id": one.post_id,
        "sort_path": "",
        "depth": 0,
        "kind": one.kind,
        "source": one.source,
        "source_key": one.key,
        "author_uri": (one.author_uri or "")[:LONGEST_ADDRESS] or None,
        "name": one.name[:LONGEST_NAME],
        "email": one.email,
        "website": one.website,
        "status": Status.PENDING,
        "seen": 1,
        "created_at": one.sent_at,
    }


def _revision(one: Brought, comment_id: int, number: int, keys: Keys) -> dict[str, Any]:
    rendering = one.rendering
    return {
        "comment_id": comment_id,
        "number": number,
        "status": Status.PENDING,
        "typed": one.typed,
        "html": str(rendering.html),
        "inert": str(rendering.inert),
        "words": rendering.text,
        "links": list(rendering.links),
        "words_hash": keys.fingerprint("words", searchable(rendering.text)),
        "policy": rendering.policy,
        "created_at": one.sent_at,
        "waiting_since": one.sent_at,
        "arrival": {},
        "lane": Lane.GOOD,
        "score": 0.0,
        "findings": [],
    }
