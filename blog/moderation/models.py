"""The log of decisions, which can be proved, and the actions it is grouped by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blog.accounts.models import Account
from blog.database.rows import Row

OPEN = text("settled_at IS NULL")


class Action(Row):
    """What one person did in one go, with one or many comments; the unit that undo takes back."""

    __tablename__ = "actions"
    __table_args__ = (Index("ix_actions_account_id_id", "account_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    decision: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    # An undo is an action too, and names what it took back.
    undoes: Mapped[int | None] = mapped_column(ForeignKey("actions.id", ondelete="SET NULL"))


class LogEntry(Row):
    """One change of a status: what, old, new, who, when, why.

    `chain` hashes the entry's digest onto the entry before; `digest` covers `salt`, `subject` and the fields below it.
    Personal fields stand beside it: deleting the salt erases a person without breaking the chain.
    """

    __tablename__ = "moderation_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="SET NULL"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("comment_revisions.id", ondelete="SET NULL"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("actions.id", ondelete="SET NULL"), index=True)
    # What `digest` names the comment, revision and account by, for good: rows may go, and this stays ("k7f2q/2/7").
    subject: Mapped[str] = mapped_column(String(60))
    # "moderator", "writer" (of the comment) or "policy"; with account_id None for the last two.
    actor: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    old: Mapped[str] = mapped_column(String(12))
    new: Mapped[str] = mapped_column(String(12))
    old_shown_id: Mapped[int | None]
    new_shown_id: Mapped[int | None]
    # The comment's `seen` after this entry: whoever finds another number has been overtaken.
    seen_after: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    salt: Mapped[str | None] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    chain: Mapped[str] = mapped_column(String(64))

    account: Mapped[Account | None] = relationship()


class LogHead(Row):
    """The newest link of the chain, one row: taking it first puts entries in one order on PostgreSQL too."""

    __tablename__ = "moderation_log_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(String(64))


class LinkHost(Row):
    """A host that comments lead to, with how many of them stand approved and how many as spam."""

    __tablename__ = "link_hosts"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    approved: Mapped[int] = mapped_column(default=0)
    spam: Mapped[int] = mapped_column(default=0)


class LearnerState(Row):
    """What the learner knows, one row: counts by bucket for good comments and for spam, packed."""

    __tablename__ = "learner"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Moves with everything that is learned, so that other processes notice.
    version: Mapped[int]
    good: Mapped[int]
    spam: Mapped[int]
    # The score from which a comment is taken for probable spam, and how many examples that was told from.
    bar: Mapped[float] = mapped_column(Float)
    bar_known: Mapped[int]
    counts: Mapped[bytes] = mapped_column(LargeBinary)


class CommentReport(Row):
    """What one reader finds wrong with a comment that stands approved. It never takes anything down by itself."""

    __tablename__ = "comment_reports"
    __table_args__ = (
        # One a person and comment: a second one by the same network or account is no second row.
        UniqueConstraint("comment_id", "reporter"),
        Index("ix_comment_reports_open", "comment_id", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    # The text that readers saw then.
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("comment_revisions.id", ondelete="SET NULL"), index=True)
    # Keyed hash of the comment with the network or the account; forgotten with the codes of networks.
    reporter: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(12))
    # Plain text; never render as HTML.
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    # Set on the report that made the number at which the moderators are told of this text, once.
    told_at: Mapped[datetime | None]
    # Since when a moderator has decided on what was reported, and by which action; undoing that opens it again.
    settled_at: Mapped[datetime | None]
    action_id: Mapped[int | None] = mapped_column(ForeignKey("actions.id", ondelete="SET NULL"), index=True)
