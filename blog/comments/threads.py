"""The comments that readers see: one post's thread a page at a time, and the newest of the whole blog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from blog.comments.models import Comment, CommentRevision
from blog.comments.nodes import Frame, Node, Part, Said, arrange, make_node
from blog.comments.orders import MOST_COUNTED, Asked, Roots, read_roots
from blog.comments.paths import above
from blog.comments.places import A_PAGE, PREFIX, encoded, href_of, start_at
from blog.comments.ranges import Found, Newest, count_after, count_before, read_above, read_one, read_page, read_threads
from blog.comments.showing import path_of
from blog.markup.text import excerpt, first_words
from blog.posts.bylines import signing
from blog.posts.models import Post, PostRevision
from blog.posts.rules import not_hidden, readable_beside
from blog.posts.shown import Readable
from blog.signing import Keys
from blog.site.settings import SiteSettings

VOICE_CHARACTERS = 140
NOBODY: tuple[None, None] = (None, None)


@dataclass(frozen=True)
class Onward:
    """A link to more comments, and how many there are; with `counted` unset there are more than that."""

    href: str
    count: int
    counted: bool = True


@dataclass(frozen=True)
class Pinned:
    """The comment that stands above the threads, and where its own place is."""

    node: Node
    href: str

    @property
    def key(self) -> tuple[Any, ...]:
        return *self.node.key, self.href


@dataclass(frozen=True)
class Thread:
    """A page of a post's comments. `first` is how the first comment begins.

    `earlier` and `later` lead to its neighbours; `rest` goes on with a thread that is longer than a page.
    `newest` is what readers could see last, where that stands on another page.
    """

    count: int
    parts: tuple[Part, ...]
    frame: Frame
    earlier: Onward | None = None
    later: Onward | None = None
    rest: Onward | None = None
    first: str | None = None
    first_href: str | None = None
    pinned: Pinned | None = None
    newest: Newest | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        """All that its comments show, so that nothing is arranged and written anew while they stand."""
        return self.parts, self.frame.key

    @property
    def nodes(self) -> list[Node]:
        """The comments as they stand on the page, arranged when this is asked for."""
        return [node for part in self.parts for node in arrange(part, self.frame)]

    @property
    def more(self) -> str | None:
        return self.later.href if self.later else None


@dataclass(frozen=True)
class Voice:
    """A comment in a few words, for lists of posts. `path` is its post's permalink as it is stored."""

    id: str
    name: str
    words: str
    path: str
    post_title: str
    at: datetime
    count: int = 0
    # Of its row: it decides the order where times are the same.
    number: int = 0

    @property
    def href(self) -> str:
        """Where it stands; `count` are shown under its post."""
        return href_of(encoded(self.path), self.id, self.count)


def published(db: Session, post: Readable, asked: Asked, takes_replies: bool, faces: Keys | None = None) -> Thread:
    """A page of the shown comments of a post, with `faces` drawn by these keys. Raises ThreadPageNotFound.

    A few queries of bounded size, however long the thread; two for the first page of most posts.
    """
    thread, found = (_in_order if asked.order else _in_time)(db, post, asked, takes_replies, faces)
    newest = found.newest
    if newest is None or any(said.public_id == newest.public_id for said in found.page):
        return thread
    return replace(thread, newest=newest)


def _in_time(
    db: Session, post: Readable, asked: Asked, takes_replies: bool, faces: Keys | None
) -> tuple[Thread, Found]:
    """A page in the order of the times that threads began, and what it was made of."""
    found = read_page(db, post, asked)
    page, frame = found.page, Frame(signing(db, post), takes_replies, found.anchors, faces)
    parts = (Part(tuple(page), tuple(read_above(db, post, page, found.anchors))),) if page else ()
    earlier, later = _around(db, post, asked, found)
    if not asked.is_first or not page:
        return Thread(post.comment_count, parts, frame, earlier, later), found
    words, href = first_words(page[0].beginning) or None, f"#{PREFIX}{page[0].public_id}"
    pinned = _pinned(db, post, found, frame)
    return Thread(post.comment_count, parts, frame, earlier, later, None, words, href, pinned), found


def _in_order(
    db: Session, post: Readable, asked: Asked, takes_replies: bool, faces: Keys | None
) -> tuple[Thread, Found]:
    """A page of whole threads, in one of the orders that have their own columns, and what it was made of."""
    roots = read_roots(db, post.id, asked)
    found = read_threads(db, post, roots)
    frame = Frame(signing(db, post), takes_replies, found.anchors, faces)
    said, above_them = _by_root(found.page), _by_root(read_above(db, post, found.page, found.anchors))
    thread = Thread(
        post.comment_count,
        tuple(Part(tuple(said[root]), tuple(above_them[root])) for root, _ in roots.found),
        frame,
        None if asked.is_first else Onward(f"?order={asked.order}#comments", 0),
        _later_of(asked, roots),
        _rest_of(roots, found.page),
        pinned=_pinned(db, post, found, frame) if asked.is_first else None,
    )
    return thread, found


def latest(db: Session, site: SiteSettings, limit: int, where: Any = None, backwards: bool = False) -> list[Voice]:
    """The comments that appeared last on the blog, newest first; `where` leaves some out, `backwards` begins at the
    oldest of them."""
    order = (Comment.published_at, Comment.id) if backwards else (Comment.published_at.desc(), Comment.id.desc())
    query = _voices().where(readable_beside(), not_hidden(site)).order_by(*order).limit(limit)
    return [_voice(row) for row in db.execute(query if where is None else query.where(where))]


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


def _around(db: Session, post: Readable, asked: Asked, found: Found) -> tuple[Onward | None, Onward | None]:
    """What leads to the pages before and after this one, and how many comments there are in that direction."""
    if not found.page:
        return None, None
    first, last = found.page[0], found.page[-1]
    after = f"?after={last.public_id}#comments"
    total = post.comment_count - len(found.page)
    if asked.is_first:
        return None, Onward(after, total) if found.more else None
    before, known = count_before(db, post, first)
    left, left_known = (total - before, True) if known else _up_to(count_after(db, post, last))
    if asked.before is None:
        # Whether it goes on was seen, and does not depend on any number being right.
        left = max(left, 1) if found.more else 0
    href = f"?before={first.public_id}" if before > A_PAGE else path_of(post)
    return _onward(f"{href}#comments", before, known), _onward(after, left, left_known)


def _onward(href: str, count: int, known: bool) -> Onward | None:
    return Onward(href, count, known) if count > 0 else None


def _up_to(count: int) -> tuple[int, bool]:
    return min(count, MOST_COUNTED), count <= MOST_COUNTED


def _later_of(asked: Asked, roots: Roots) -> Onward | None:
    if roots.next is None:
        return None
    return Onward(f"?order={asked.order}&after={roots.next}#comments", roots.left, roots.counted)


def _rest_of(roots: Roots, page: Sequence[Said]) -> Onward | None:
    """Where a thread goes on that is longer than a page, in the order of its times."""
    missing = roots.found[0][1] - len(page) if len(roots.found) == 1 else 0
    return Onward(f"?after={page[-1].public_id}#comments", missing) if missing > 0 else None


def _by_root(every: Sequence[Any]) -> defaultdict[str, list[Any]]:
    """Comments by the sort path that their thread begins with."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for one in every:
        found[above(one.sort_path, 0)].append(one)
    return found


def _pinned(db: Session, post: Readable, found: Found, frame: Frame) -> Pinned | None:
    """The pinned comment, if readers see it: from the page, or from further down the thread."""
    if found.pinned is None:
        return None
    here = next((one for one in found.page if one.id == found.pinned), None)
    if here is not None:
        return Pinned(make_node(here, 0, NOBODY, frame), f"#{PREFIX}{here.public_id}")
    there = read_one(db, post, found.pinned)
    if there is None:
        return None
    return Pinned(make_node(there, 0, NOBODY, frame), f"{start_at(there.public_id)}#{PREFIX}{there.public_id}")


def _voices() -> Any:
    """Shown comments with their posts. Of their words only the beginning is fetched."""
    words = func.substr(CommentRevision.words, 1, 4 * VOICE_CHARACTERS).label("words")
    return (
        select(
            *(Comment.public_id, Comment.name, words, Post.permalink, PostRevision.title),
            *(Comment.published_at, Comment.created_at, Comment.post_id, Post.comment_count),
            Comment.id.label("number"),
        )
        .join(CommentRevision, CommentRevision.id == Comment.shown_revision_id)
        .join(Post, Post.id == Comment.post_id)
        .join(PostRevision, PostRevision.id == Post.shown_revision_id)
        # The join says so, too; but only what is said in these words leads to the index of shown comments.
        .where(Comment.shown_revision_id.is_not(None))
    )


def _voice(row: Any) -> Voice:
    return Voice(
        id=row.public_id,
        name=row.name,
        words=excerpt(row.words, VOICE_CHARACTERS),
        path=row.permalink or "/",
        post_title=row.title,
        at=row.published_at or row.created_at,
        count=row.comment_count,
        number=row.number,
    )
