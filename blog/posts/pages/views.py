"""What the templates of posts are given: small, frozen, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from sqlalchemy.orm import Session

from blog.languages.sentences import Sentence
from blog.markup.stored import stored
from blog.posts.authors import path_of
from blog.posts.bylines import Signature, signatures
from blog.posts.covers import Cover, cover_of
from blog.posts.models import Post, PostKind, PostStatus
from blog.posts.reading import Discussed, Neighbour
from blog.posts.rules import Ruling
from blog.posts.shown import Readable
from blog.posts.words import STATUS_WORDS


@dataclass(frozen=True)
class Link:
    title: str
    path: str
    at: datetime


@dataclass(frozen=True)
class Author:
    """A name under a post, and where that person's page is."""

    name: str
    path: str | None


@dataclass(frozen=True)
class PostPage:
    """A post as readers see it; `html` was cleaned when it was stored."""

    id: int
    title: str
    path: str
    # None for a page: what it says is not news of a day.
    published_at: datetime | None
    # When its words became what they are; never before it appeared.
    changed_at: datetime
    html: Markup
    authors: tuple[Author, ...]
    byline_shown: bool
    tags: list[tuple[str, str]]
    language: str | None
    excerpt: str
    cover: Cover | None


@dataclass(frozen=True)
class Entry:
    title: str
    path: str
    published_at: datetime
    excerpt: str
    count: int
    voice: Any
    comments_hidden: bool
    comments_taken: bool
    authors: tuple[Author, ...] = ()
    language: str | None = None
    cover: Cover | None = None


@dataclass(frozen=True)
class Lately:
    name: str
    words: str
    href: str
    post_title: str
    at: datetime


@dataclass(frozen=True)
class Discussion:
    """A post in the list of those most is said about; `path` leads to what is said."""

    title: str
    path: str
    count: int


@dataclass(frozen=True)
class Row:
    """A post in the desk's list."""

    id: int
    title: str
    status: str
    status_word: Sentence
    published_at: datetime | None
    changed_at: datetime
    author_name: str
    comment_count: int
    href: str
    path: str | None
    # Whether a version waits that readers do not see yet.
    newer: bool = False


def href(path: str) -> str:
    """A permalink as the value of an href: stored decoded, sent encoded."""
    return quote(path, safe="/:@!$&'()*+,;=~")


def title_of(post: Readable) -> str:
    return post.shown.title if post.shown else ""


def authors_of(signed: Sequence[Signature]) -> tuple[Author, ...]:
    return tuple(Author(one.name, path_of(one.slug)) for one in signed)


def names_of(signed: Sequence[Signature]) -> str:
    """All of them on one line, without links."""
    return ", ".join(one.name for one in signed)


def link(to: Neighbour | None) -> Link | None:
    return Link(to.title, href(to.permalink), to.published_at) if to is not None else None


def post_page(post: Readable, signed: Sequence[Signature]) -> PostPage:
    assert post.shown is not None and post.published_at is not None
    return PostPage(
        id=post.id,
        title=post.shown.title,
        path=href(post.permalink or "/"),
        published_at=post.published_at if post.kind == PostKind.POST else None,
        changed_at=max(post.shown.saved_at, post.published_at),
        html=stored(post.shown.html),
        authors=authors_of(signed),
        byline_shown=is_signed(post, post.shown.html, signed),
        tags=[(tag.name, f"/tags/{quote(tag.slug)}") for tag in post.tags],
        language=post.language,
        excerpt=post.shown.excerpt,
        cover=cover_of(post),
    )


def is_signed(post: Readable, html: str, signed: Sequence[Signature]) -> bool:
    """A text that carries its own byline is not signed a second time, and a page speaks for the whole blog."""
    return post.kind == PostKind.POST and 'class="byline"' not in html and bool(signed)


def entry(post: Post, voice: Any, ruling: Ruling, signed: Sequence[Signature] = ()) -> Entry:
    assert post.shown is not None and post.published_at is not None
    return Entry(
        title=post.shown.title,
        path=href(post.permalink or "/"),
        published_at=post.published_at,
        excerpt=post.shown.excerpt,
        count=post.comment_count,
        voice=voice,
        comments_hidden=not ruling.shows,
        comments_taken=ruling.takes,
        authors=authors_of(signed),
        language=post.language,
        cover=cover_of(post),
    )


def lately(said: Any) -> Lately:
    """A comment for the list of the newest; `said` comes from `threads.latest`."""
    return Lately(said.name, said.words, said.href, said.post_title, said.at)


def discussion(of: Discussed) -> Discussion:
    return Discussion(of.title, f"{href(of.permalink)}#comments", of.comments)


def rows(db: Session, posts: Sequence[Post]) -> list[Row]:
    signed = signatures(db, posts)
    return [row(post, signed[post.id]) for post in posts]


def row(post: Post, signed: Sequence[Signature]) -> Row:
    published = post.status == PostStatus.PUBLISHED
    return Row(
        id=post.id,
        title=post.newest.title if post.newest else "",
        status=post.status,
        status_word=STATUS_WORDS[PostStatus(post.status)],
        published_at=post.published_at if post.status != PostStatus.DRAFT else None,
        changed_at=post.changed_at,
        author_name=names_of(signed),
        comment_count=post.comment_count,
        href=f"/desk/posts/{post.id}",
        path=href(post.permalink) if published and post.permalink else None,
        newer=published and post.newest_revision_id != post.shown_revision_id,
    )
