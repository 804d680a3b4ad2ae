"""The log of decisions, which can be proved, and the actions it is grouped by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
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


class Sweep(Row):
    """An action on more comments than one transaction takes: what it is to reach, and how far it has come."""

    __tablename__ = "sweeps"
    __table_args__ = (
        Index(
            "ix_sweeps_open",
            "action_id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True)
    # What was asked for, and where it ends; it may name a person, and is emptied when all is done.
    wish: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    # How many were left alone because somebody else had decided on them meanwhile.
    left_alone: Mapped[int] = mapped_column(default=0)
    # The id of the last comment that was looked at.
    reached: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    action: Mapped[Action] = relationship()


class LogEntry(Row):
    """One change of a status: what, old, new, who, when, why.

    `chain` hashes the entry's digest onto the entry before; `digest` covers `salt`, `subject` and the fields below it.
    Personal fields stand beside it: deleting the salt erases a person without breaking the chain.
    """

    __tablename__ = "moderation_log"
    # The newest entry of an action stands for all of them where the log is read.
    __table_args__ = (Index("ix_moderation_log_action_id_id", "action_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="SET NULL"), index=True)
    # Indexed for the day its revision goes: each would have to look through the whole log otherwise.
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("comment_revisions.id", ondelete="SET NULL"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("actions.id", ondelete="SET NULL"))
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


class TrustChange(Row):
    """That a moderator gave somebody trust by hand, or took it away; what is earned needs no row."""

    __tablename__ = "trust_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    commenter_id: Mapped[int] = mapped_column(ForeignKey("commenters.id", ondelete="CASCADE"), index=True)
    # "trusted" or "new", as given by hand.
    level: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    # What undo takes back; from then on it is as if it had not been, and what was before holds again.
    action_id: Mapped[int | None] = mapped_column(ForeignKey("actions.id", ondelete="SET NULL"), index=True)
    undone_at: Mapped[datetime | None]

    account: Mapped[Account | None] = relationship()


class Ban(Row):
    """Whose comments go straight to the probable spam: until when, by whom and why. It ends by itself."""

    __tablename__ = "bans"
    id: Mapped[int] = mapped_column(primary_key=True)
    # "person", "email", "network" or "host".
    kind: Mapped[str] = mapped_column(String(8))
    # Of a person, who has shown who they are; of all others the matter that is compared. The network's is a keyed
    # hash, the same that its comments carry, and is forgotten as soon as the ban is over.
    commenter_id: Mapped[int | None] = mapped_column(ForeignKey("commenters.id", ondelete="CASCADE"), index=True)
    matter: Mapped[str] = mapped_column(String(255), default="", index=True)
    # The comment it was made from, which says in the list who is meant.
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    # None holds until somebody lifts it.
    until: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    # What undo takes back.
    action_id: Mapped[int | None] = mapped_column(ForeignKey("actions.id", ondelete="SET NULL"), index=True)
    lift_action_id: Mapped[int | None] = mapped_column(ForeignKey("actions.id", ondelete="SET NULL"), index=True)

    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    lifter: Mapped[Account | None] = relationship(foreign_keys=[lifted_by])


class PersonNote(Row):
    """What the desk wants to remember about somebody; readers never see it."""

    __tablename__ = "person_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Of somebody who has shown who they are; else of the address that was typed, as addresses are compared by.
    commenter_id: Mapped[int | None] = mapped_column(ForeignKey("commenters.id", ondelete="CASCADE"), index=True)
    email_key: Mapped[str | None] = mapped_column(String(254), index=True)
    # Plain text; never render as HTML.
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    # The last thing done to it, which undo takes back as long as the words from before are kept.
    action_id: Mapped[int | None] = mapped_column(ForeignKey("actions.id", ondelete="SET NULL"), index=True)
    # Plain text; never render as HTML. Purged with what was deleted.
    words_before: Mapped[str | None] = mapped_column(Text)
    deleted_at: Mapped[datetime | None]

    account: Mapped[Account | None] = relationship()


class Emergency(Row):
    """A time in which everything waits, or no comments are taken at all: who began it, when, why, and its end."""

    __tablename__ = "emergencies"

    id: Mapped[int] = mapped_column(primary_key=True)
    # "moderated" or "closed".
    rule: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(200))
    began_at: Mapped[datetime]
    began_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))

    beginner: Mapped[Account | None] = relationship(foreign_keys=[began_by])
    ender: Mapped[Account | None] = relationship(foreign_keys=[ended_by])


class OfferedReason(Row):
    """A reason that the desk may turn a comment down for; as long as there is no row, the first list holds."""

    __tablename__ = "offered_reasons"

    id: Mapped[int] = mapped_column(primary_key=True)
    # What a decision stores: a word of the first list, or the very sentence, so that it stays readable for good.
    value: Mapped[str] = mapped_column(String(200), unique=True)
    position: Mapped[int]
    retired_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class LinkHost(Row):
    """A host that comments lead to, with how many of them stand approved and how many as spam."""

    __tablename__ = "link_hosts"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    approved: Mapped[int] = mapped_column(default=0)
    spam: Mapped[int] = mapped_column(default=0)


class LearnerState(Row):
    """What the learner knows, one row, made from the lessons."""

    __tablename__ = "learner"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Moves with the lessons; `trained` is the version that the weights were made from.
    version: Mapped[int]
    trained: Mapped[int | None]
    # How many lessons of each kind that was.
    good: Mapped[int]
    spam: Mapped[int]
    # The score from which a comment is taken for probable spam.
    bar: Mapped[float] = mapped_column(Float)
    # Packed.
    weights: Mapped[bytes | None] = mapped_column(LargeBinary)


class LearnerLesson(Row):
    """What the learner remembers of a decided comment: numbers that its words cannot be read from.

    It outlives the comment: spam is purged after some days, and what it looked like is still known. What a person
    wishes to be erased goes with its lesson.
    """

    __tablename__ = "learner_lessons"
    __table_args__ = (Index("ix_learner_lessons_is_spam", "is_spam", "revision_id"),)

    # Without a foreign key, so that it outlives the revision.
    revision_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post_id: Mapped[int]
    is_spam: Mapped[bool]
    # Buckets by kind, packed.
    numbers: Mapped[bytes] = mapped_column(LargeBinary)


class AlikeKey(Row):
    """A pair of words that stands for a comment when others are compared with it; eight a comment, of the newest."""

    __tablename__ = "alike_keys"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("comment_revisions.id", ondelete="CASCADE"), primary_key=True, index=True, autoincrement=False
    )


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
