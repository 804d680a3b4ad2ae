"""Posts, their revisions, tags and addresses."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.accounts.models import Account
from blog.database.rows import Row


class PostStatus(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    DELETED = "deleted"


class PostKind(StrEnum):
    """A page stands at its address only: not on the home page, in feeds or among the archives."""

    POST = "post"
    PAGE = "page"


class CommentsRule(StrEnum):
    """What a post, a tag or the site says about comments; None says nothing, and the next row of the table does."""

    OPEN = "open"
    MODERATED = "moderated"
    CLOSED = "closed"
    HIDDEN = "hidden"


class Post(Row):
    """A post. Its words are in revisions; readers see `shown_revision`, authors edit the newest."""

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("permalink"),
        Index("ix_posts_status_published_at_id", "status", "published_at", "id"),
        Index("ix_posts_source_source_key", "source", "source_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), default=PostKind.POST)
    status: Mapped[str] = mapped_column(String(12), default=PostStatus.DRAFT)
    # The whole path, data and not a pattern; a draft has none until its writer or its publishing gives it one.
    permalink: Mapped[str | None] = mapped_column(String(500))
    language: Mapped[str | None] = mapped_column(String(12))
    comments_rule: Mapped[str | None] = mapped_column(String(12))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    # An imported author who has no account here.
    author_name: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    # Pointers without a foreign key: rows that point at each other could be neither inserted nor deleted in one order.
    shown_revision_id: Mapped[int | None]
    newest_revision_id: Mapped[int | None]
    # Comments readers see, moved by the one place that decides.
    comment_count: Mapped[int] = mapped_column(default=0)
    source: Mapped[str | None] = mapped_column(String(40))
    source_key: Mapped[str | None] = mapped_column(String(300))
    # The id feed readers know it by; imported posts keep theirs.
    feed_id: Mapped[str | None] = mapped_column(String(300))

    author: Mapped[Account | None] = relationship()
    shown: Mapped[PostRevision | None] = relationship(
        primaryjoin="foreign(Post.shown_revision_id) == PostRevision.id", viewonly=True
    )
    newest: Mapped[PostRevision | None] = relationship(
        primaryjoin="foreign(Post.newest_revision_id) == PostRevision.id", viewonly=True
    )
    tags: Mapped[list[Tag]] = relationship(secondary="post_tags", order_by="PostTag.position", viewonly=True)


class PostRevision(Row):
    """One saved state of a post's words."""

    __tablename__ = "post_revisions"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    format: Mapped[str] = mapped_column(String(12), default="markdown")
    # What was typed; never render as HTML.
    typed: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(Text)
    policy: Mapped[int]
    # What the form said beside the words (tags, permalink, published_at), as typed, until publishing makes it true.
    plan: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    saved_at: Mapped[datetime]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class Tag(Row):
    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    # What its posts say about their comments; None says nothing. With who decided so, and since when.
    comments_rule: Mapped[str | None] = mapped_column(String(12))
    ruled_at: Mapped[datetime | None]
    ruled_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class PostTag(Row):
    __tablename__ = "post_tags"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class FormerPath(Row):
    """An address a post once had (301 to where it is now), or one that was taken down (410)."""

    __tablename__ = "former_paths"

    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    gone_at: Mapped[datetime | None]
    left_at: Mapped[datetime]
