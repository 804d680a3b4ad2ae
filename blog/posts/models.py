"""Posts, their revisions, tags and addresses."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.accounts.models import Account
from blog.database.rows import Row
from blog.media.models import Picture


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


class Origin(StrEnum):
    """How a revision came to be."""

    SAVED = "saved"
    RESTORED = "restored"
    IMPORTED = "imported"


class Post(Row):
    """A post. Its words are in revisions; readers see `shown_revision`, authors edit the newest."""

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("permalink"),
        Index("ix_posts_status_published_at_id", "status", "published_at", "id"),
        # A few rows, however many posts: what a menu that comes by itself is read from. Without the first two columns,
        # which are the same in all of them, SQLite prefers the index above.
        Index(
            "ix_posts_shown_pages",
            "kind",
            "status",
            "published_at",
            "id",
            sqlite_where=text("kind = 'page' AND status = 'published'"),
            postgresql_where=text("kind = 'page' AND status = 'published'"),
        ),
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
    # How many sign it beside the first author; kept by `bylines.py`, so that most posts need no second question.
    coauthor_count: Mapped[int] = mapped_column(default=0, server_default="0")
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
    # The picture that readers see above it and in lists: that of the revision they see. A pointer like those above:
    # SQLite adds no foreign key to a table without writing it anew, and a picture that a post shows is not taken away.
    cover_id: Mapped[int | None] = mapped_column(index=True)

    author: Mapped[Account | None] = relationship()
    shown: Mapped[PostRevision | None] = relationship(
        primaryjoin="foreign(Post.shown_revision_id) == PostRevision.id", viewonly=True
    )
    newest: Mapped[PostRevision | None] = relationship(
        primaryjoin="foreign(Post.newest_revision_id) == PostRevision.id", viewonly=True
    )
    tags: Mapped[list[Tag]] = relationship(secondary="post_tags", order_by="PostTag.position", viewonly=True)
    coauthors: Mapped[list[Account]] = relationship(
        secondary="post_coauthors", order_by="Coauthor.position", viewonly=True
    )
    cover: Mapped[Picture | None] = relationship(primaryjoin="foreign(Post.cover_id) == Picture.id", viewonly=True)


class Coauthor(Row):
    """Who signs a post beside its first author, in this order, and may do with it what that one may."""

    __tablename__ = "post_coauthors"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=1)


class HandOver(Row):
    """Posts that went from one name to another's account in one go, so that it can be taken back."""

    __tablename__ = "hand_overs"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The account they came from, or the name that an import brought.
    from_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    from_name: Mapped[str | None] = mapped_column(String(200))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    undone_at: Mapped[datetime | None]
    # Which posts: {"first": [ids that one person signs], "together": [[id, [accounts before], [accounts after]]]}.
    posts: Mapped[dict[str, list[Any]]] = mapped_column(JSON, default=dict)


class PostPicture(Row):
    """A picture that readers see because of this post: in its published words or above them. Others are not public."""

    __tablename__ = "post_pictures"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True, index=True)


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
    # Whether its HTML holds what only those may keep who write unfiltered HTML; feeds clean it.
    unfiltered: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What the form said beside the words (tags, permalink, published_at), as typed, until publishing makes it true.
    plan: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # The picture that stands above these words; publishing makes it the post's. A pointer, too: an old revision loses
    # it with the picture.
    cover_id: Mapped[int | None] = mapped_column(index=True)
    saved_at: Mapped[datetime]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    origin: Mapped[str] = mapped_column(String(12), default=Origin.SAVED, server_default=Origin.SAVED)
    # The number of the revision whose words were put back as this one.
    restored_from: Mapped[int | None]
    # When somebody last said that readers are to see it, and who that was.
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))

    cover: Mapped[Picture | None] = relationship(
        primaryjoin="foreign(PostRevision.cover_id) == Picture.id", viewonly=True
    )


class Unsaved(Row):
    """What somebody is typing into a post form and has not saved yet: one row for each form, renewed as they type.

    It is nobody else's, and no revision: it waits until its form is saved, or its writer takes it up or puts it away.
    """

    __tablename__ = "unsaved_texts"
    __table_args__ = (UniqueConstraint("account_id", "draft"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    # The name of the form it was typed into, made by chance.
    draft: Mapped[str] = mapped_column(String(32))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    # The number of the revision the form was opened with.
    base: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(Text)
    # What was typed; never render as HTML.
    typed: Mapped[str] = mapped_column(Text)
    plan: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    kept_at: Mapped[datetime]
    # Since when it is saved or put away: what a slow browser still sends for it then is not kept again.
    ended_at: Mapped[datetime | None]


class PreviewLink(Row):
    """A private way to what is not published yet: for whoever has the link, until it ends."""

    __tablename__ = "preview_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(20), unique=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class Tag(Row):
    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    # What its posts say about their comments; None says nothing. With who decided so, and since when.
    comments_rule: Mapped[str | None] = mapped_column(String(12))
    ruled_at: Mapped[datetime | None]
    ruled_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    # What its page says of it, in the Markdown of comments, as typed; never render as HTML.
    description: Mapped[str] = mapped_column(Text, default="", server_default="")


class FormerTag(Row):
    """An address a tag once had: it leads (301) to the tag it is now, or is gone (410) where there is none."""

    __tablename__ = "former_tags"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tags.id", ondelete="SET NULL"), index=True)
    left_at: Mapped[datetime]


class MenuEntry(Row):
    """One link of the blog's menu; exactly one of page, tag, or address says where it leads."""

    __tablename__ = "menu_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Entries stand in this order; two never share a place.
    position: Mapped[int]
    # What it is called; empty where the page or the tag it leads to gives its own name.
    label: Mapped[str] = mapped_column(String(80), default="")
    # A path of this blog, or an address elsewhere.
    address: Mapped[str] = mapped_column(String(500), default="")
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), index=True)


class PostTag(Row):
    __tablename__ = "post_tags"
    __table_args__ = (Index("ix_post_tags_tag_id_published_at_post_id", "tag_id", "published_at", "post_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    # When the post was published, and None while readers do not see it; kept by `filing.py`, so that the newest posts
    # of a tag stand together in the index, however many there are.
    published_at: Mapped[datetime | None]


class FormerPath(Row):
    """An address a post once had (301 to where it is now), or one that was taken down (410)."""

    __tablename__ = "former_paths"

    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    gone_at: Mapped[datetime | None]
    left_at: Mapped[datetime]


class SearchablePost(Row):
    """The words of a published post as they are looked up; kept by `searching` alone, beside an index of each database.

    The index (FTS5, or a tsvector) follows these rows by itself: see migration 0020.
    """

    __tablename__ = "searchable_posts"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
