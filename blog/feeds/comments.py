"""What a feed of comments says, of the whole blog or of one post: only what readers see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from blog.comments.models import Comment, CommentRevision
from blog.comments.places import encoded, href_of
from blog.languages.sentences import Sentence, say
from blog.posts.models import Post, PostRevision
from blog.posts.rules import not_hidden, readable_beside
from blog.site.settings import SiteSettings

ENTRIES = 50


@dataclass(frozen=True)
class SaidEntry:
    """One comment in a feed; `answers` and `answers_url` are the id and address of what it answers."""

    id: str
    title: Sentence
    url: str
    published_at: datetime
    changed_at: datetime
    author_name: str
    author_uri: str | None
    html: str
    answers: str
    answers_url: str


def newest_of_blog(db: Session, site: SiteSettings, site_url: str) -> list[SaidEntry]:
    """The comments that appeared last on the blog, newest first."""
    return _entries(db, site_url, [readable_beside(), not_hidden(site)])


def newest_of_post(db: Session, post: Post, site_url: str) -> list[SaidEntry]:
    """The comments that appeared last under a post whose comments readers see, newest first."""
    return _entries(db, site_url, [Comment.post_id == post.id])


def comments_feed_id(site_url: str, post: Post | None = None) -> str:
    return f"{_tag(site_url)}:comments{f'-{post.id}' if post is not None else ''}"


def post_id_of(site_url: str, feed_id: str | None, post_id: int) -> str:
    """The id of a post in every feed, which never changes, whatever becomes of its address."""
    return feed_id or f"{_tag(site_url)}:post-{post_id}"


def _tag(site_url: str) -> str:
    return f"tag:{urlsplit(site_url).hostname},2026"


def _entries(db: Session, site_url: str, where: list[Any]) -> list[SaidEntry]:
    parent = aliased(Comment)
    query = (
        select(
            *(Comment.public_id, Comment.name, Comment.website, Comment.created_at, Comment.published_at),
            *(CommentRevision.html, CommentRevision.number, CommentRevision.created_at.label("revised_at")),
            *(Post.id.label("post_id"), Post.permalink, Post.feed_id, Post.comment_count, PostRevision.title),
            *(parent.public_id.label("answers"), parent.shown_revision_id.label("answered_shown")),
        )
        .join(CommentRevision, CommentRevision.id == Comment.shown_revision_id)
        .join(Post, Post.id == Comment.post_id)
        .join(PostRevision, PostRevision.id == Post.shown_revision_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .where(Comment.shown_revision_id.is_not(None), *where)
        .order_by(Comment.published_at.desc(), Comment.id.desc())
        .limit(ENTRIES)
    )
    return [_entry(row, site_url) for row in db.execute(query)]


def _entry(row: Any, site_url: str) -> SaidEntry:
    path = site_url + encoded(row.permalink or "/")
    published = row.published_at or row.created_at
    # What readers do not see is not named either: the answer then stands under the post.
    answers = row.answers if row.answered_shown is not None else None
    return SaidEntry(
        id=f"{_tag(site_url)}:comment-{row.public_id}",
        title=say("%(name)s on “%(title)s”", name=row.name, title=row.title),
        url=href_of(path, row.public_id, row.comment_count),
        published_at=published,
        changed_at=max(published, row.revised_at) if row.number > 1 else published,
        author_name=row.name,
        author_uri=row.website,
        html=row.html,
        answers=f"{_tag(site_url)}:comment-{answers}" if answers else post_id_of(site_url, row.feed_id, row.post_id),
        answers_url=href_of(path, answers, row.comment_count) if answers else path,
    )
