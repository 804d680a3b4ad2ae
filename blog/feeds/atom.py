"""What a feed of posts says, ready for its template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from sqlalchemy.orm import Session

from blog.posts.models import Post
from blog.posts.reading import list_posts

ENTRIES = 25


@dataclass(frozen=True)
class FeedEntry:
    """One post in a feed; `html` whole, as it was stored."""

    id: str
    title: str
    url: str
    published_at: datetime
    changed_at: datetime
    author_name: str
    html: str
    tags: list[str]


def newest_entries(db: Session, site_url: str) -> list[FeedEntry]:
    """The newest posts, newest first."""
    return [_entry(post, site_url) for post in list_posts(db, size=ENTRIES).posts]


def feed_id(site_url: str) -> str:
    return f"tag:{urlsplit(site_url).hostname},2026:posts"


def _entry(post: Post, site_url: str) -> FeedEntry:
    assert post.shown is not None and post.published_at is not None
    return FeedEntry(
        # An id that never changes, whatever becomes of the address.
        id=post.feed_id or f"tag:{urlsplit(site_url).hostname},2026:post-{post.id}",
        title=post.shown.title,
        url=site_url + quote(post.permalink or "/", safe="/:@!$&'()*+,;=~"),
        published_at=post.published_at,
        changed_at=max(post.shown.saved_at, post.published_at),
        author_name=(post.author.name if post.author else post.author_name) or "",
        html=post.shown.html,
        tags=[tag.name for tag in post.tags],
    )
