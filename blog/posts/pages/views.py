"""What the templates of posts are given: small, frozen, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import Markup

from blog.languages.sentences import Sentence, say
from blog.markup.stored import stored
from blog.posts.models import Post, PostStatus
from blog.posts.reading import Neighbour
from blog.posts.rules import Ruling
from blog.posts.shown import Readable


@dataclass(frozen=True)
class Link:
    title: str
    path: str


@dataclass(frozen=True)
class PostPage:
    """A post as readers see it; `html` was cleaned when it was stored."""

    id: int
    title: str
    path: str
    published_at: datetime
    html: Markup
    author_name: str
    byline_shown: bool
    tags: list[tuple[str, str]]
    language: str | None
    excerpt: str


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


@dataclass(frozen=True)
class Lately:
    name: str
    words: str
    href: str
    post_title: str
    at: datetime


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


STATUS_WORDS = {
    PostStatus.DRAFT: say("Draft"),
    PostStatus.SCHEDULED: say("Scheduled"),
    PostStatus.PUBLISHED: say("Published"),
    PostStatus.DELETED: say("Deleted"),
}


def href(path: str) -> str:
    """A permalink as the value of an href: stored decoded, sent encoded."""
    return quote(path, safe="/:@!$&'()*+,;=~")


def title_of(post: Readable) -> str:
    return post.shown.title if post.shown else ""


def author_of(post: Readable) -> str:
    return post.author.name if post.author else post.author_name or ""


def link(to: Neighbour | None) -> Link | None:
    return Link(to.title, href(to.permalink)) if to is not None else None


def post_page(post: Readable) -> PostPage:
    assert post.shown is not None and post.published_at is not None
    return PostPage(
        id=post.id,
        title=post.shown.title,
        path=href(post.permalink or "/"),
        published_at=post.published_at,
        html=stored(post.shown.html),
        author_name=author_of(post),
        # A text that carries its own byline is not signed a second time.
        byline_shown='class="byline"' not in post.shown.html and bool(author_of(post)),
        tags=[(tag.name, f"/tags/{quote(tag.slug)}") for tag in post.tags],
        language=post.language,
        excerpt=post.shown.excerpt,
    )


def entry(post: Post, voice: Any, ruling: Ruling) -> Entry:
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
    )


def lately(said: Any) -> Lately:
    """A comment for the list of the newest; `said` comes from `threads.latest`."""
    return Lately(said.name, said.words, said.href, said.post_title, said.at)


def row(post: Post) -> Row:
    published = post.status == PostStatus.PUBLISHED
    return Row(
        id=post.id,
        title=post.newest.title if post.newest else "",
        status=post.status,
        status_word=STATUS_WORDS[PostStatus(post.status)],
        published_at=post.published_at if post.status != PostStatus.DRAFT else None,
        changed_at=post.changed_at,
        author_name=author_of(post),
        comment_count=post.comment_count,
        href=f"/desk/posts/{post.id}",
        path=href(post.permalink) if published and post.permalink else None,
    )


def time_field(moment: datetime | None, time_zone: str) -> str:
    """A time as the form shows it: in the site's zone, with seconds only where there are any."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(time_zone))
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")
