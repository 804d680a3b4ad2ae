"""Finds what readers may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from blog.errors import Refusal
from blog.posts.models import FormerTag, Post, PostKind, PostRevision, PostStatus, PostTag, Tag
from blog.posts.rules import not_hidden, rule_for
from blog.posts.shown import Readable
from blog.site.settings import SiteSettings, read_site

A_PAGE = 10
# A list of the most discussed posts looks at so many of the newest: no day has to come for a post to leave it.
AMONG = 200
# Fewer comments are no discussion.
A_DISCUSSION = 2
MOST_DISCUSSED = 5


class PostNotFound(Refusal):
    """This post is not here, or not any more."""


class CommentsClosed(Refusal):
    """This post takes no comments any more."""


@dataclass(frozen=True)
class Listing:
    """A page of posts, newest first. `older` is the cursor of the next page, or None; `newer` that of the page before:
    "" for the first one, which needs none, and None on the first one itself."""

    posts: list[Post]
    older: str | None
    newer: str | None = None


class Discussed(NamedTuple):
    """A post and how many comments readers see under it; `permalink` as it is stored."""

    permalink: str
    title: str
    comments: int


def find_by_path(db: Session, path: str) -> Post | None:
    """The published post at this address."""
    return db.scalar(_at_path(), {"path": path})


@cache
def _by_id() -> Select[Post]:
    return _plain().where(Post.id == bindparam("id"))


@cache
def _with_tags() -> Select[Post]:
    """One post has few tags, and what it allows depends on them."""
    return _by_id().options(joinedload(Post.tags), defer(Post.created_at), defer(Post.changed_at))


@cache
def _at_path() -> Select[Post]:
    return _plain().where(Post.permalink == bindparam("path"))


def find_published(db: Session, post_id: int) -> Post:
    """Raises PostNotFound for what readers may not see."""
    post = db.scalar(_by_id(), {"id": post_id})
    if post is None:
        raise PostNotFound
    return post


def find_open_post(db: Session, post_id: int, now: datetime) -> Post:
    """The post, when a comment may be sent to it. Raises PostNotFound, CommentsClosed."""
    post = db.scalars(_with_tags(), {"id": post_id}).unique().one_or_none()
    if post is None:
        raise PostNotFound
    ruling = rule_for(post, read_site(db), now)
    if not ruling.shows:
        raise PostNotFound
    if not ruling.takes:
        raise CommentsClosed
    return post


def list_posts(db: Session, before: str | None = None, where: Any = None, size: int = A_PAGE) -> Listing:
    """Published posts, newest first, after the cursor `before`; raises ValueError for a cursor that is none."""
    query = _shown().where(Post.kind == PostKind.POST).order_by(Post.published_at.desc(), Post.id.desc())
    query = query.limit(size + 1)
    place = read_cursor(before) if before is not None else None
    if isinstance(where, WithTag):
        query = query.where(Post.id.in_(where.newest(size + 1, place)))
    elif where is not None:
        query = query.where(where)
    if place is not None:
        query = query.where(_older(*place))
    found = list(db.scalars(query))
    newer = None if before is None else _page_before(db, before, where, size)
    return Listing(found[:size], _cursor(found[size - 1]) if len(found) > size else None, newer)


def _page_before(db: Session, before: str, where: Any, size: int) -> str:
    """The cursor of the page that ends where this one begins; "" when that is the first."""
    at, number = read_cursor(before)
    query = select(Post.published_at, Post.id).where(Post.status == PostStatus.PUBLISHED, Post.kind == PostKind.POST)
    query = query.where(_newer(at, number - 1))
    if where is not None:
        query = query.where(where.every if isinstance(where, WithTag) else where)
    # What stands right before that page is what it begins after.
    above = db.execute(query.order_by(Post.published_at, Post.id).offset(size).limit(1)).first()
    return f"{int(above.published_at.timestamp())}-{above.id}" if above is not None else ""


def months_of(db: Session, year: int, zone: ZoneInfo) -> list[tuple[datetime, int]]:
    """The months of a year in which posts were published, each as its first day there, with how many there are.

    The database counts: of ten thousand posts a year only twelve numbers are read.
    """
    starts = [datetime(year, month, 1, tzinfo=zone) for month in range(1, 13)]
    month = case(*((Post.published_at < start, number) for number, start in enumerate(starts[1:])), else_=11)
    within = published_between(starts[0].astimezone(UTC), datetime(year + 1, 1, 1, tzinfo=zone).astimezone(UTC))
    query = select(month, func.count()).where(Post.status == PostStatus.PUBLISHED, Post.kind == PostKind.POST, within)
    return [(starts[number], posts) for number, posts in db.execute(query.group_by(month).order_by(month))]


def beside(db: Session, start: datetime, end: datetime) -> tuple[datetime | None, datetime | None]:
    """When the last post before `start` and the first one from `end` on were published."""
    query = select(Post.published_at).where(Post.status == PostStatus.PUBLISHED, Post.kind == PostKind.POST).limit(1)
    earlier = db.scalar(query.where(Post.published_at < start).order_by(Post.published_at.desc()))
    return earlier, db.scalar(query.where(Post.published_at >= end).order_by(Post.published_at))


@dataclass(frozen=True)
class WithTag:
    """What is filed under a tag: as a condition on posts, or the newest of them, from the tag's own index."""

    slug: str

    @property
    def every(self) -> Any:
        return Post.id.in_(select(PostTag.post_id).where(PostTag.tag_id == self._tag_id()))

    def newest(self, number: int, place: tuple[datetime, int] | None) -> Any:
        """The ids of so many published posts, from the newest on or after a place in time."""
        ids = select(PostTag.post_id).where(PostTag.tag_id == self._tag_id(), PostTag.published_at.is_not(None))
        if place is not None:
            ids = ids.where(_older(*place, PostTag.published_at, PostTag.post_id))
        return ids.order_by(PostTag.published_at.desc(), PostTag.post_id.desc()).limit(number)

    def _tag_id(self) -> Any:
        return select(Tag.id).where(Tag.slug == self.slug).scalar_subquery()


def published_between(start: datetime, end: datetime) -> Any:
    return and_(Post.published_at >= start, Post.published_at < end)


def find_tag(db: Session, slug: str) -> Tag | None:
    return db.scalar(select(Tag).where(Tag.slug == slug))


def find_former_tag(db: Session, slug: str) -> FormerTag | None:
    """An address that a tag had once."""
    return db.get(FormerTag, slug)


def follow_tag(db: Session, slug: str) -> Tag | None:
    """The tag at this address, or the one that an address of former days leads to."""
    tag = find_tag(db, slug)
    if tag is None and (former := find_former_tag(db, slug)) is not None and former.tag_id is not None:
        return db.get(Tag, former.tag_id)
    return tag


def most_discussed(db: Session, site: SiteSettings, where: Any = None, among: int = AMONG) -> list[Discussed]:
    """The posts with the most comments readers see, of the `among` newest that `where` lets in: a few, or none."""
    newest = select(Post.id).where(Post.status == PostStatus.PUBLISHED, Post.kind == PostKind.POST)
    newest = newest.order_by(Post.published_at.desc(), Post.id.desc()).limit(among)
    latest = (newest if where is None else newest.where(where)).subquery()
    query = select(Post.permalink, PostRevision.title, Post.comment_count).join(latest, latest.c.id == Post.id)
    query = query.join(PostRevision, PostRevision.id == Post.shown_revision_id)
    query = query.where(Post.comment_count >= A_DISCUSSION, not_hidden(site))
    query = query.order_by(Post.comment_count.desc(), Post.published_at.desc(), Post.id.desc()).limit(MOST_DISCUSSED)
    return [Discussed(path or "/", title, comments) for path, title, comments in db.execute(query)]


class Neighbour(NamedTuple):
    """A post that stands beside another in time; `permalink` as it is stored."""

    id: int
    published_at: datetime
    permalink: str
    title: str


def neighbours(db: Session, post: Readable) -> tuple[Neighbour | None, Neighbour | None]:
    """The published posts before and after this one in time: (earlier, later). A page stands in no row."""
    if post.kind == PostKind.PAGE:
        return None, None
    at, number = post.published_at, post.id
    assert at is not None, "what readers see has a time"
    found = [Neighbour(*row) for row in db.connection().execute(_neighbours(), {"at": at, "number": number})]
    by_side = {(one.published_at, one.id) > (at, number): one for one in found}
    return by_side.get(False), by_side.get(True)


@cache
def _neighbours() -> Any:
    """Put together once: that takes longer than asking."""
    at, number = bindparam("at", type_=Post.published_at.type), bindparam("number", type_=Post.id.type)
    row = select(Post.id).where(Post.status == PostStatus.PUBLISHED, Post.kind == PostKind.POST)
    earlier = (
        row.where(_older(at, number)).order_by(Post.published_at.desc(), Post.id.desc()).limit(1).scalar_subquery()
    )
    later = row.where(_newer(at, number)).order_by(Post.published_at, Post.id).limit(1).scalar_subquery()
    named = select(Post.id, Post.published_at, Post.permalink, PostRevision.title)
    return named.join(PostRevision, PostRevision.id == Post.shown_revision_id).where(
        or_(Post.id == earlier, Post.id == later)
    )


def _older(at: Any, number: Any, published_at: Any = Post.published_at, post_id: Any = Post.id) -> Any:
    """What stands after a place in the order of lists. Said so that both databases begin there in the index: an OR
    alone would have SQLite read everything newer first."""
    return and_(published_at <= at, or_(published_at < at, post_id < number))


def _newer(at: Any, number: Any) -> Any:
    return and_(Post.published_at >= at, or_(Post.published_at > at, Post.id > number))


def newest(db: Session) -> Post | None:
    return db.scalar(_listed().order_by(Post.published_at.desc(), Post.id.desc()).limit(1))


def read_cursor(text: str) -> tuple[datetime, int]:
    """What `_cursor` made; raises ValueError."""
    at, _, number = text.partition("-")
    if not (at.isdecimal() and number.isdecimal() and len(at) < 14 and len(number) < 16):
        raise ValueError("no cursor")
    return datetime.fromtimestamp(int(at), UTC), int(number)


def _cursor(post: Post) -> str:
    assert post.published_at is not None
    return f"{int(post.published_at.timestamp())}-{post.id}"


def _plain() -> Select[Post]:
    return select(Post).where(Post.status == PostStatus.PUBLISHED).options(joinedload(Post.shown))


def _listed() -> Select[Post]:
    return _plain().where(Post.kind == PostKind.POST)


def _shown() -> Select[Post]:
    return _plain().options(joinedload(Post.author), joinedload(Post.cover), selectinload(Post.tags))
