"""Comments, their revisions, the anchors they are known by, and the sends already received."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.accounts.models import Account
from blog.database.rows import Row, byte_ordered
from blog.posts.models import Post


class Status(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    SPAM = "spam"
    DELETED = "deleted"


class Lane(StrEnum):
    """Where a waiting revision stands in the queue."""

    GOOD = "good"
    SPAM = "spam"


IMPORTED = text("source IS NOT NULL")
SHOWN = text("shown_revision_id IS NOT NULL")
UNLEARNED = text("CASE WHEN status = 'approved' THEN 'good' WHEN status = 'spam' THEN 'spam' ELSE '' END <> learned")
LEARNED = text("learned <> ''")
ALIKE = text("alike IS NOT NULL AND status = 'pending'")
MAX_DEPTH = 64
SEGMENT = 17  # characters of sort path a level adds


class Comment(Row):
    """A comment. Its words are in revisions; `shown_revision` is the approved one readers see."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_post_id_sort_path", "post_id", "sort_path"),
        Index("ix_comments_status_id", "status", "id"),
        # The queue of one post, however much else lies there.
        Index("ix_comments_post_id_status_id", "post_id", "status", "id"),
        UniqueConstraint("source", "source_key"),
        Index("ix_comments_prefix_hash_created_at", "prefix_hash", "created_at"),
        Index("ix_comments_email_status", "email", "status"),
        # Whoever sends a comment may go by the name of an imported reader, who may have written thousands.
        Index(
            "ix_comments_imported_name",
            "name",
            "status",
            "created_at",
            sqlite_where=IMPORTED,
            postgresql_where=IMPORTED,
        ),
        # What readers see: under one post in the order of its threads, however much else lies there,
        Index("ix_comments_thread", "post_id", "sort_path", sqlite_where=SHOWN, postgresql_where=SHOWN),
        # and newest first: on the whole blog, and under one post.
        Index("ix_comments_shown", "published_at", "id", sqlite_where=SHOWN, postgresql_where=SHOWN),
        Index("ix_comments_shown_of_post", "post_id", "published_at", "id", sqlite_where=SHOWN, postgresql_where=SHOWN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(12), unique=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="SET NULL"), index=True)
    # Immutable: per level the time of sending and the id, so that a thread is one range of an index.
    sort_path: Mapped[str] = mapped_column(byte_ordered(SEGMENT * (MAX_DEPTH + 1)))
    depth: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(20), default="comment")
    source: Mapped[str | None] = mapped_column(String(40))
    source_key: Mapped[str | None] = mapped_column(String(300))
    author_uri: Mapped[str | None] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    website: Mapped[str | None] = mapped_column(String(500))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    # Who was really there when it was written, by a proved address or a remembered device; never by what was typed.
    commenter_id: Mapped[int | None] = mapped_column(ForeignKey("commenters.id", ondelete="SET NULL"), index=True)
    # Since when it is known that the owner of its address wrote it.
    verified_at: Mapped[datetime | None]
    # When those who follow were told of it, which happens once.
    told_at: Mapped[datetime | None]
    # The status of the newest revision, kept here by decide() alone.
    status: Mapped[str] = mapped_column(String(12), default=Status.PENDING)
    # Pointers without a foreign key: rows that point at each other could be neither inserted nor deleted in one order.
    shown_revision_id: Mapped[int | None]
    newest_revision_id: Mapped[int | None]
    # Moves with every revision and every decision: what a moderator saw is ID@SEEN.
    seen: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    # Since when its words are gone for good, at the wish of who wrote them: no decision brings it back.
    erased_at: Mapped[datetime | None]
    prefix_hash: Mapped[str | None] = mapped_column(String(64))

    post: Mapped[Post] = relationship()
    account: Mapped[Account | None] = relationship()
    parent: Mapped[Comment | None] = relationship(remote_side=[id])
    commenter: Mapped[Commenter | None] = relationship()
    pin: Mapped[PinnedComment | None] = relationship(viewonly=True, uselist=False)
    shown: Mapped[CommentRevision | None] = relationship(
        primaryjoin="foreign(Comment.shown_revision_id) == CommentRevision.id", viewonly=True
    )
    newest: Mapped[CommentRevision | None] = relationship(
        primaryjoin="foreign(Comment.newest_revision_id) == CommentRevision.id", viewonly=True
    )


class CommentRevision(Row):
    """One state of a comment's words, with its own status and the verdict of its screening."""

    __tablename__ = "comment_revisions"
    __table_args__ = (
        UniqueConstraint("comment_id", "number"),
        Index(
            "ix_comment_revisions_waiting",
            "lane",
            "waiting_since",
            "id",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index("ix_comment_revisions_words_hash", "words_hash"),
        # What the learner has not learned yet as it stands now; nearly always nothing.
        Index("ix_comment_revisions_unlearned", "id", sqlite_where=UNLEARNED, postgresql_where=UNLEARNED),
        # The newest that were learned as the one or the other.
        Index("ix_comment_revisions_learned", "learned", "id", sqlite_where=LEARNED, postgresql_where=LEARNED),
        # Near-duplicates that wait, the first of each kind first.
        Index("ix_comment_revisions_alike", "alike", "lane", "id", sqlite_where=ALIKE, postgresql_where=ALIKE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(12), default=Status.PENDING)
    # What was typed; never render as HTML.
    typed: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    inert: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    links: Mapped[list[str]] = mapped_column(JSON)
    # Of the words alone, folded: the same text under any name is known again.
    words_hash: Mapped[str] = mapped_column(String(64))
    policy: Mapped[int]
    created_at: Mapped[datetime]
    waiting_since: Mapped[datetime]
    # The person of the desk who changed the words; None for the comment's writer. Without a foreign key: accounts stay.
    editor_id: Mapped[int | None]
    # How the form came in, for screening: {"stamp_age": seconds|None, "trap": bool, …}; no personal data.
    arrival: Mapped[dict[str, Any]] = mapped_column(JSON)
    lane: Mapped[str] = mapped_column(String(8), default=Lane.GOOD)
    score: Mapped[float] = mapped_column(Float, default=0.0)
    # [{"check", "points", "text", "values", "matter"}]: why it was held, kept with what was held.
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # As what the learner has learned these words: "good", "spam" or not at all.
    learned: Mapped[str] = mapped_column(String(4), default="", server_default="")
    # The first revision of a group of near-duplicates, this one or another's; by number alone, for that one may go.
    alike: Mapped[int | None]

    comment: Mapped[Comment] = relationship(foreign_keys=[comment_id])


class CommentAnchor(Row):
    """An address part an imported comment was known by (`c123`), which must keep leading to it."""

    __tablename__ = "comment_anchors"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    anchor: Mapped[str] = mapped_column(String(80), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), index=True)


class CommentThread(Row):
    """A thread of a post: the sort path it begins with, and how many of its comments readers see."""

    __tablename__ = "comment_threads"
    __table_args__ = (Index("ix_comment_threads_size", "post_id", "size", "root"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    root: Mapped[str] = mapped_column(byte_ordered(SEGMENT), primary_key=True)
    size: Mapped[int]


class PinnedComment(Row):
    """The one comment of a post that stands above its threads, since when, and who put it there."""

    __tablename__ = "pinned_comments"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), unique=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class CommentTotal(Row):
    """How many comments of a post have a status; with the post 0, those of the whole blog."""

    __tablename__ = "comment_totals"

    # Without a foreign key: 0 is no post.
    post_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(String(12), primary_key=True)
    # Of what waits; "" for what is decided.
    lane: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int]


class CommentSend(Row):
    """A send already received: the keyed hash of all that was sent, for fifteen minutes."""

    __tablename__ = "comment_sends"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(index=True)


class Commenter(Row):
    """A reader who is known again, by a proved address, by a remembered device, or by both.

    An address that somebody only typed to be told of answers stands here, too: unproved, and without a comment.
    """

    __tablename__ = "commenters"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Stands in the addresses of the letters.
    public_id: Mapped[str] = mapped_column(String(12), unique=True)
    # As it was typed, and as addresses are compared by: each stands here once.
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254), unique=True)
    created_at: Mapped[datetime]
    # When its owner pressed the button behind a mailed link that holds for ten minutes.
    proved_at: Mapped[datetime | None]
    # When a letter last went out that somebody asked for by typing the address, and its owner has not answered.
    asked_at: Mapped[datetime | None]
    # When its owner said that nothing is to be sent there, ever.
    refused_at: Mapped[datetime | None]


class CommenterDevice(Row):
    """A browser that a commenter wants to be known by. The cookie holds a signed random id; here is only its hash."""

    __tablename__ = "commenter_devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    commenter_id: Mapped[int] = mapped_column(ForeignKey("commenters.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    commenter: Mapped[Commenter] = relationship()


class Following(Row):
    """What an address is to be told of. Nothing is sent before its owner has confirmed it."""

    __tablename__ = "followings"
    __table_args__ = (UniqueConstraint("commenter_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commenter_id: Mapped[int] = mapped_column(ForeignKey("commenters.id", ondelete="CASCADE"))
    # "post:12" (every comment), "answers:34" (to that comment), "outcome:34" (what becomes of it).
    about: Mapped[str] = mapped_column(String(40), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    # The comment it was asked with.
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), index=True)
    # "now", "daily" or "never".
    pace: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    # When the letter went out that asks for the confirmation, and when it was confirmed.
    asked_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]

    commenter: Mapped[Commenter] = relationship()
    post: Mapped[Post] = relationship()
    comment: Mapped[Comment] = relationship()


class SearchableComment(Row):
    """The words of a comment that readers see as they are looked up; kept by `searching` alone. No name stands here."""

    __tablename__ = "searchable_comments"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
