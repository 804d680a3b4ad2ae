"""Reads the comments of a page, each page a range of an index, and what its replies hang from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from blog.comments import paths
from blog.comments.finding import is_public_id
from blog.comments.models import SEGMENT, Comment, CommentAnchor, CommentRevision, CommentThread, PinnedComment
from blog.comments.nodes import Above, Said, wanted_above
from blog.comments.orders import MOST_COUNTED, THE_MOST, Asked, Roots, ThreadPageNotFound
from blog.comments.places import A_PAGE
from blog.database.among import among
from blog.database.rows import moment_of, raw
from blog.posts.shown import Readable

# What sorts behind every sort path that begins with the same comment.
BEHIND = "g"


class Newest(NamedTuple):
    """What readers of the post could see last, and since when."""

    public_id: str
    at: datetime


@dataclass(frozen=True)
class Found:
    """The rows of a page in reading order, and the anchors of those that have some.

    `pinned` is the id of the post's pinned comment, `more` whether the thread goes on in the way it was read.
    """

    page: list[Said]
    anchors: dict[int, list[str]]
    pinned: int | None = None
    more: bool = False
    newest: Newest | None = None


def read_page(db: Session, post: Readable, asked: Asked) -> Found:
    """The comments of a page in the order of their times, and its anchors."""
    given: dict[str, Any] = {"post": post.id}
    if asked.is_first:
        return _cut(_read(db, _page(), given))
    cursor = asked.before or asked.start or asked.after or ""
    if not is_public_id(cursor):
        raise ThreadPageNotFound
    given["cursor"] = cursor
    if asked.before is not None:
        return _cut_before(_read(db, _page_before(), given))
    found = _cut(_read(db, _page_after() if asked.start is None else _page_from(), given))
    if asked.start is not None and all(said.public_id != cursor for said in found.page):
        # Far down an endless thread: the page begins with the comment itself.
        found = _cut(_read(db, _page_at(), given))
    if not found.page:
        raise ThreadPageNotFound
    return found


def read_threads(db: Session, post: Readable, roots: Roots) -> Found:
    """The comments of whole threads; of one that is longer than a page as many as a page holds."""
    if not roots.found:
        return Found([], {})
    keys = [root for root, _ in roots.found]
    if len(keys) == 1:
        given = {"post": post.id, "root": keys[0], "behind": keys[0] + BEHIND}
        return _cut(_read(db, _one_thread(), given))
    return _read(db, _threads(), {"post": post.id, "roots": keys})


def read_one(db: Session, post: Readable, comment_id: int) -> Said | None:
    """One comment of the post, if readers see it."""
    found = _read(db, _one(), {"post": post.id, "one": comment_id}).page
    return found[0] if found else None


def _read(db: Session, query: Any, given: dict[str, Any]) -> Found:
    rows: Any = db.connection().execute(query, given).all()
    anchors = {row[0]: sorted(row[-1].split("\n")) for row in rows if row[-1]}
    if not rows:
        return Found([], {})
    pinned, newest, seen_at = rows[0][-4:-1]
    return Found([Said(*row[:-4]) for row in rows], anchors, pinned, newest=Newest(newest, moment_of(seen_at)))


@cache
def _page() -> Any:
    """Put together once: that takes longer than asking."""
    return _said().order_by(Comment.sort_path).limit(THE_MOST + 1)


@cache
def _page_after() -> Any:
    return _page().where(Comment.sort_path > _cursor())


@cache
def _page_at() -> Any:
    return _page().where(Comment.sort_path >= _cursor())


@cache
def _page_from() -> Any:
    return _page().where(Comment.sort_path >= func.substr(_cursor(), 1, SEGMENT))


@cache
def _page_before() -> Any:
    return _said().where(Comment.sort_path < _cursor()).order_by(Comment.sort_path.desc()).limit(THE_MOST + 1)


@cache
def _one_thread() -> Any:
    return _page().where(Comment.sort_path >= bindparam("root"), Comment.sort_path < bindparam("behind"))


@cache
def _threads() -> Any:
    """As many comments as the sizes of these threads say: each is a range of the index."""
    of_thread = (
        (CommentThread.post_id == Comment.post_id)
        & (Comment.sort_path >= CommentThread.root)
        & (Comment.sort_path < CommentThread.root + BEHIND)
    )
    wanted = among(CommentThread.root, "roots")
    post = CommentThread.post_id == bindparam("post", type_=Comment.id.type)
    return _said().join(CommentThread, of_thread).where(post, wanted).order_by(Comment.sort_path).limit(2 * THE_MOST)


@cache
def _one() -> Any:
    return _said().where(Comment.id == bindparam("one", type_=Comment.id.type))


def _said() -> Any:
    """Shown comments of a post; last in each row the id of its pinned one, the newest, and the anchors."""
    post = bindparam("post", type_=Comment.id.type)
    pinned = select(PinnedComment.comment_id).where(PinnedComment.post_id == post).scalar_subquery()
    return (
        select(
            *(Comment.id, Comment.public_id, Comment.sort_path, Comment.depth, Comment.parent_id, Comment.name),
            *(Comment.website, Comment.account_id, raw(Comment.created_at), CommentRevision.html),
            *(_beginning(), CommentRevision.number, raw(CommentRevision.created_at)),
            *(raw(Comment.verified_at), raw(Comment.published_at), Comment.kind, Comment.commenter_id),
            CommentRevision.editor_id,
            *(pinned, _newest(Comment.public_id), raw(_newest(Comment.published_at)), _anchors()),
        )
        .join(CommentRevision, CommentRevision.id == Comment.shown_revision_id)
        .where(Comment.post_id == post, Comment.shown_revision_id.is_not(None))
    )


def _beginning() -> Any:
    """How the first comment of a thread's first page begins; of the others nobody asks, and the words are long."""
    other = aliased(Comment)
    first = select(other.id).where(
        other.post_id == bindparam("post", type_=Comment.id.type), other.shown_revision_id.is_not(None)
    )
    first = first.order_by(other.sort_path).limit(1)
    return case((Comment.id == first.scalar_subquery(), func.substr(CommentRevision.words, 1, 300)), else_="")


def _newest(column: Any) -> Any:
    """Of the comment of this post that readers could see last."""
    other = aliased(Comment)
    query = select(getattr(other, column.key)).where(
        other.post_id == bindparam("post", type_=Comment.id.type), other.shown_revision_id.is_not(None)
    )
    return query.order_by(other.published_at.desc(), other.id.desc()).limit(1).scalar_subquery()


def _cursor() -> Any:
    """The place of a comment of this post, whether it is shown by now or not."""
    post = bindparam("post", type_=Comment.id.type)
    named = select(Comment.sort_path).where(Comment.public_id == bindparam("cursor"), Comment.post_id == post)
    return named.scalar_subquery()


def _cut(found: Found) -> Found:
    """A page ends between two threads where it can."""
    rows = found.page
    end = next((number for number in range(A_PAGE, len(rows)) if rows[number].depth == 0), min(len(rows), THE_MOST))
    return replace(found, page=rows[:end], more=end < len(rows))


def _cut_before(found: Found) -> Found:
    """Of rows read backwards: a page begins with a thread where it can."""
    rows = found.page
    if not rows:
        raise ThreadPageNotFound
    whole = (number + 1 for number in range(A_PAGE - 1, len(rows)) if rows[number].depth == 0)
    end = next(whole, min(len(rows), THE_MOST))
    return replace(found, page=rows[:end][::-1], more=end < len(rows))


def count_before(db: Session, post: Readable, first: Said) -> tuple[int, bool]:
    """How many shown comments stand before this one, and whether that is all: long threads are not counted to the end.

    Whole threads are known by their sizes; only in its own one comments are counted.
    """
    root = paths.above(first.sort_path, 0)
    some = select(CommentThread.size).where(CommentThread.post_id == post.id, CommentThread.root < root)
    sizes = some.limit(MOST_COUNTED + 1).subquery()
    threads, before = db.execute(select(func.count(), func.sum(sizes.c.size)).select_from(sizes)).one()
    inside = 0
    if first.sort_path != root:
        inside = _count(db, post, (Comment.sort_path >= root) & (Comment.sort_path < first.sort_path))
    return int(before or 0) + inside, threads <= MOST_COUNTED and inside <= MOST_COUNTED


def count_after(db: Session, post: Readable, last: Said) -> int:
    """How many shown comments stand behind this one, counted up to one more than MOST_COUNTED."""
    return _count(db, post, Comment.sort_path > last.sort_path)


def _count(db: Session, post: Readable, where: Any) -> int:
    some = select(Comment.id).where(Comment.post_id == post.id, Comment.shown_revision_id.is_not(None), where)
    return db.scalar(select(func.count()).select_from(some.limit(MOST_COUNTED + 1).subquery())) or 0


def read_above(db: Session, post: Readable, page: Sequence[Said], anchors: dict[int, list[str]]) -> list[Above]:
    """What the page hangs from; the anchors found with it are added to `anchors`."""
    sort_paths, ids = wanted_above(page)
    if not sort_paths and not ids:
        return []
    rows = db.execute(
        select(
            *(Comment.id, Comment.public_id, Comment.sort_path, Comment.depth, Comment.parent_id, Comment.name),
            *(Comment.created_at, Comment.shown_revision_id, Comment.withdrawn_at),
            _anchors().label("anchors"),
        ).where(Comment.post_id == post.id, or_(Comment.sort_path.in_(sort_paths), Comment.id.in_(ids)))
    )
    above = []
    for row in rows:
        place: Any = (*row[:7], _gone(row.shown_revision_id, row.withdrawn_at))
        above.append(Above(*place))
        if row.anchors:
            anchors[row.id] = sorted(row.anchors.split("\n"))
    return above


def _gone(shown_revision_id: int | None, withdrawn_at: datetime | None) -> str | None:
    if shown_revision_id is not None:
        return None
    return "withdrawn" if withdrawn_at is not None else "removed"


def _anchors() -> Any:
    """The anchors of a comment, one a line, in the query that reads it."""
    # The line end is written into the statement: as a value it would be put there anew each time it is asked.
    line_end: Any = literal_column("'\n'")
    lines = func.aggregate_strings(CommentAnchor.anchor, line_end)
    return select(lines).where(CommentAnchor.comment_id == Comment.id).correlate(Comment).scalar_subquery()
