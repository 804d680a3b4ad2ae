"""What a feed of posts says, ready for its template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from sqlalchemy.orm import Session

from blog.markup.pictures import with_whole_addresses
from blog.markup.posts import render_html
from blog.posts.bylines import signatures
from blog.posts.covers import cover_of
from blog.posts.models import Post, PostRevision
from blog.posts.reading import list_posts
from blog.posts.rules import shows_comments
from blog.site.settings import SiteSettings

ENTRIES = 25


@dataclass(frozen=True)
class Replies:
    """How many comments readers see under a post, where they stand, and which feed brings them (by its path)."""

    count: int
    url: str
    feed_path: str


@dataclass(frozen=True)
class FeedEntry:
    """One post in a feed; `html` whole, as it was stored, with whole addresses: it is read elsewhere."""

    id: str
    title: str
    url: str
    published_at: datetime
    changed_at: datetime
    authors: tuple[str, ...]
    html: str
    tags: list[str]
    # Its cover: (address, type, bytes).
    cover: tuple[str, str, int] | None
    # What it is about: what its writer says, or its beginning; `summary` only the first of them.
    excerpt: str = ""
    summary: str = ""
    language: str | None = None
    replies: Replies | None = None


def newest_entries(db: Session, site: SiteSettings, site_url: str, now: datetime, where: Any = None) -> list[FeedEntry]:
    """The newest posts, newest first; with `where` only some of them."""
    posts = list_posts(db, where=where, size=ENTRIES).posts
    signed = signatures(db, posts)
    return [
        _entry(post, site_url, tuple(one.name for one in signed[post.id]), _replies(post, site, site_url, now))
        for post in posts
    ]


def feed_id(site_url: str, part: str = "") -> str:
    """The id of the feed of all posts, or of a part of them."""
    return f"tag:{urlsplit(site_url).hostname},2026:posts{part}"


def _replies(post: Post, site: SiteSettings, site_url: str, now: datetime) -> Replies | None:
    """None where readers do not see the comments."""
    if not shows_comments(post, site, now):
        return None
    return Replies(post.comment_count, f"{_url(post, site_url)}#comments", f"/feeds/{post.id}/comments/default")


def _url(post: Post, site_url: str) -> str:
    return site_url + quote(post.permalink or "/", safe="/:@!$&'()*+,;=~")


def _html(shown: PostRevision) -> str:
    """Never unfiltered: what a feed reader lets run is not ours to know."""
    return str(render_html(shown.html).html) if shown.unfiltered else shown.html


def _entry(post: Post, site_url: str, authors: tuple[str, ...], replies: Replies | None) -> FeedEntry:
    assert post.shown is not None and post.published_at is not None
    cover = cover_of(post)
    return FeedEntry(
        # An id that never changes, whatever becomes of the address.
        id=post.feed_id or f"tag:{urlsplit(site_url).hostname},2026:post-{post.id}",
        title=post.shown.title,
        url=_url(post, site_url),
        published_at=post.published_at,
        changed_at=max(post.shown.saved_at, post.published_at),
        authors=authors,
        html=with_whole_addresses(_html(post.shown), site_url),
        tags=[tag.name for tag in post.tags],
        summary=post.shown.plan.get("excerpt", ""),
        language=post.language,
        cover=(site_url + cover.drawn.path, cover.type, cover.size) if cover is not None else None,
        excerpt=post.shown.excerpt,
        replies=replies,
    )
