"""What is known of imported things by the names they had elsewhere, for whoever still asks by those."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.importers.models import Import, Imported
from blog.importers.shapes import Kind
from blog.posts.models import Post, PostStatus


def blog_keys(db: Session, source: str) -> list[str]:
    """The keys of the blogs that came from there, the first one first."""
    query = select(Import.blog_key).where(Import.source == source, Import.blog_key != "").order_by(Import.id)
    return list(dict.fromkeys(db.scalars(query)))


def find_post(db: Session, source: str, keys: Sequence[str], number: str) -> Post | None:
    """The published post that had this number in one of these blogs."""
    named = [f"{key}/{number}" for key in keys]
    query = select(Post).where(Post.source == source, Post.source_key.in_(named), Post.status == PostStatus.PUBLISHED)
    found = {post.source_key: post for post in db.scalars(query)} if named else {}
    return next((found[name] for name in named if name in found), None)


def find_tag_slug(db: Session, source: str, path: str) -> str | None:
    """The slug here of the category or tag that stood at this path, where its old short name does not say it."""
    line = db.get(Imported, (source, Kind.REDIRECTS.value, path[:300]))
    return line.kept.get("tag") if line is not None else None
