"""The comments that readers see: one post's thread a page at a time, and the newest of the whole blog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from blog.comments.finding import is_public_id
from blog.comments.models import Comment, CommentAnchor, CommentRevision
from blog.comments.nodes import Above, Frame, Node, Said, arrange, keys_of, wanted_above
from blog.comments.showing import path_of
from blog.errors import Refusal
from blog.markup.text import excerpt, first_words
from blog.posts.models import Post, PostRevision, PostStatus
from blog.posts.rules import not_hidden
from blog.site.settings import SiteSettings

# A page ends before the next thread begins, once it holds this many comments; no page holds more than THE_MOST.
A_PAGE = 100
THE_MOST = 200
VOICE_CHARACTERS = 140


class ThreadPageNotFound(Refusal):
    """There are no comments after that one."""


@dataclass(frozen=True)
class Thread:
    """A page of a post's comments. `more` leads to the next one; `first` is how the first comment begins."""

    count: int
    nodes: list[Node]
    more: str | None = None
    first: str | None = None
    first_href: str | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        """All that its comments show, so that nothing is written anew while they stand."""
        return keys_of(self.nodes)


@dataclass(frozen=True)
class Voice:
    """A comment in a few words, for lists of posts. `path` is its post's permalink as it is stored."""

    id: str
    name: str
    words: str
    path: str
    post_title: str
    at: datetime


def published(db: Session, post: Post, after: str | None, now: datetime, takes_replies: bool) -> Thread:
    """The shown comments of a post after the comment with the public id `after`. Raises ThreadPageNotFound.

    Two queries, whatever the size of the thread.
    """
    found, anchors = _read_page(db, post, after)
    if after is not None and not found:
        raise ThreadPageNotFound
    page = found[: _end_of_page(found)]
    above = _read_above(db, post, page, anchors)
    frame = Frame(post.author_id, takes_replies, anchors)
    nodes = arrange(page, above, frame)
    if after is not None or not page:
        return Thread(post.comment_count, nodes, _more(page, found))
    first = page[0]
    href = f"#comment-{first.public_id}"
    return Thread(post.comment_count, nodes, _more(page, found), first_words(first.beginning) or None, href)


def latest(db: Session, site: SiteSettings, limit: int) -> list[Voice]:
    """The comments that appeared last on the blog, newest first."""
    newest = (Comment.published_at.desc(), Comment.id.desc())
    query = _voices().where(Post.status == PostStatus.PUBLISHED, not_hidden(site)).order_by(*newest).limit(limit)
    return [_voice(row) for row in db.execute(query)]


def voices(db: Session, post_ids: Sequence[int]) -> dict[int, Voice]:
    """The comment that appeared last under each of these posts; posts without one are left out."""
    if not post_ids:
        return {}
    other = aliased(Comment)
    last = (
        select(other.id)
        .where(other.post_id == Post.id, other.shown_revision_id.is_not(None))
        .order_by(other.published_at.desc(), other.id.desc())
        .limit(1)
        .correlate(Post)
        .scalar_subquery()
    )
    rows = db.execute(_voices().where(Post.id.in_(post_ids), Comment.id == last))
    return {row.post_id: _voice(row) for row in rows}


def address_of(db: Session, post: Post, comment: Comment) -> str:
    """Where a shown comment stands: its post's page, or in a long thread the page that begins with it."""
    place = f"#comment-{comment.public_id}"
    if post.comment_count <= A_PAGE:
        return path_of(post) + place
    before = db.scalar(
        select(Comment.public_id)
        .where(
            Comment.post_id == post.id,
            Comment.shown_revision_id.is_not(None),
            Comment.sort_path < comment.sort_path,
        )
        .order_by(Comment.sort_path.desc())
        .limit(1)
    )
    return path_of(post) + (f"?after={before}" if before else "") + place


def address_of_instant(db: Session, post: Post, instant: datetime) -> str | None:
    """Where the shown comment that came from elsewhere and was sent in this second stands, in a long thread.

    None if there is none, or if it stands on the first page: whoever asks has its place there already.
    """
    if post.comment_count <= A_PAGE:
        return None
    second = instant.replace(microsecond=0)
    query = select(Comment).where(
        Comment.post_id == post.id,
        Comment.shown_revision_id.is_not(None),
        Comment.source.is_not(None),
        Comment.published_at >= second,
        Comment.published_at < second + timedelta(seconds=1),
    )
    # Of several the one that is nearest; a second holds few.
    found = min(
        db.scalars(query.limit(20)), key=lambda one: abs((one.created_at - instant).total_seconds()), default=None
    )
    return address_of(db, post, found) if found is not None else None


def _read_page(db: Session, post: Post, after: str | None) -> tuple[list[Said], dict[int, list[str]]]:
    """The comments of a page and a few more, and the anchors of those that have some."""
    query, given = _page(), dict[str, Any](post=post.id)
    if after is not None:
        if not is_public_id(after):
            raise ThreadPageNotFound
        query, given = _page_after(), {"post": post.id, "after": after}
    rows: Any = db.execute(query, given).all()
    return [Said(*row[:-1]) for row in rows], {row[0]: sorted(row[-1].split("\n")) for row in rows if row[-1]}


@cache
def _page() -> Any:
    """Put together once: that takes longer than asking."""
    return (
        select(
            *(Comment.id, Comment.public_id, Comment.sort_path, Comment.depth, Comment.parent_id, Comment.name),
            *(Comment.website, Comment.account_id, Comment.created_at, CommentRevision.html),
            *(func.substr(CommentRevision.words, 1, 300), CommentRevision.number, CommentRevision.created_at),
            Comment.verified_at,
            _anchors(),
        )
        .join(CommentRevision, CommentRevision.id == Comment.shown_revision_id)
        .where(Comment.post_id == bindparam("post", type_=Comment.id.type))
        .order_by(Comment.sort_path)
        .limit(THE_MOST + 1)
    )


@cache
def _page_after() -> Any:
    cursor = select(Comment.sort_path).where(
        Comment.public_id == bindparam("after"), Comment.post_id == bindparam("post", type_=Comment.id.type)
    )
    return _page().where(Comment.sort_path > cursor.scalar_subquery())


def _end_of_page(found: Sequence[Said]) -> int:
    """How many of these make a page: it ends between two threads where it can."""
    for number in range(A_PAGE, len(found)):
        if found[number].depth == 0:
            return number
    return min(len(found), THE_MOST)


def _more(page: Sequence[Said], found: Sequence[Said]) -> str | None:
    return f"?after={page[-1].public_id}#comments" if len(page) < len(found) else None


def _read_above(db: Session, post: Post, page: Sequence[Said], anchors: dict[int, list[str]]) -> list[Above]:
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
    lines = func.aggregate_strings(CommentAnchor.anchor, "\n")
    return select(lines).where(CommentAnchor.comment_id == Comment.id).correlate(Comment).scalar_subquery()


def _voices() -> Any:
    """Shown comments with their posts. Of their words only the beginning is fetched."""
    words = func.substr(CommentRevision.words, 1, 4 * VOICE_CHARACTERS).label("words")
    return (
        select(
            *(Comment.public_id, Comment.name, words, Post.permalink, PostRevision.title),
            *(Comment.published_at, Comment.created_at, Comment.post_id),
        )
        .join(CommentRevision, CommentRevision.id == Comment.shown_revision_id)
        .join(Post, Post.id == Comment.post_id)
        .join(PostRevision, PostRevision.id == Post.shown_revision_id)
    )


def _voice(row: Any) -> Voice:
    return Voice(
        id=row.public_id,
        name=row.name,
        words=excerpt(row.words, VOICE_CHARACTERS),
        path=row.permalink or "/",
        post_title=row.title,
        at=row.published_at or row.created_at,
    )
