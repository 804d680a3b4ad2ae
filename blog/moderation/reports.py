"""Reports by readers: kept, counted, told of and settled. They decide nothing: what a person has approved stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.finding import CommentNotFound, find_shown
from blog.comments.models import Comment
from blog.database.buckets import Allowance, take_token
from blog.database.inserting import insert_once
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.markup.comments import Unreadable, is_blank, normalize
from blog.moderation.announcing import tell_of_reports
from blog.moderation.models import CommentReport
from blog.posts.models import PostStatus
from blog.posts.rules import shows_comments
from blog.site.settings import SiteSettings, read_site

NOTE_CHARACTERS = 1000
# A whole school behind one address may report; a script may not fill the table.
REPORTS = Allowance("reports", most=20, span=timedelta(minutes=10))


class Reason(StrEnum):
    SPAM = "spam"
    INSULT = "insult"
    PRIVATE = "private"
    PLACE = "place"
    OTHER = "other"


REASON_WORDS: dict[str, Sentence] = {
    Reason.SPAM: say("Spam or advertising"),
    Reason.INSULT: say("It insults somebody"),
    Reason.PRIVATE: say("It tells private data of somebody"),
    Reason.PLACE: say("It is in the wrong place"),
    Reason.OTHER: say("Something else"),
}


class TooManyReports(Refusal):
    """Many reports came from your network in the last minutes. Wait a minute, then send yours again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class Fields(Protocol):
    def get(self, name: str) -> str: ...


@dataclass(frozen=True)
class ReportForm:
    """What was chosen and typed, and what stands in the way (field → sentence)."""

    reason: str = ""
    note: str = ""
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> ReportForm:
        complaints: dict[str, Sentence] = {}
        reason = fields.get("reason")
        try:
            note = normalize(fields.get("note")).strip()
        except Unreadable:
            note = fields.get("note")
            complaints["note"] = say("This holds characters that cannot be stored. Paste it again as plain text.")
        if reason not in set(Reason):
            complaints["reason"] = say("Choose what is wrong with it.")
        if len(note) > NOTE_CHARACTERS:
            complaints["note"] = say("The note is longer than %(most)s characters.", most=NOTE_CHARACTERS)
        elif reason == Reason.OTHER and is_blank(note) and "note" not in complaints:
            complaints["note"] = say("Say in a few words what it is.")
        if fields.get("subject"):
            # People do not see this field; a program that fills it in is told, and so is whoever it was by mistake.
            complaints["note"] = say(
                "One field of this form is a trap for programs and stays empty. Send it once more."
            )
        return cls(reason, note, complaints)


@dataclass(frozen=True)
class Reported:
    """The open reports of a comment; nothing in them says who sent them."""

    comment_id: int
    number: int
    reasons: list[tuple[str, int]]
    notes: list[CommentReport]


def find_reportable(db: Session, public_id: str, now: datetime) -> Comment:
    """A comment that readers see on a page they may open. Raises CommentNotFound."""
    comment = find_shown(db, public_id)
    post = comment.post
    if post.status != PostStatus.PUBLISHED or not shows_comments(post, read_site(db), now):
        raise CommentNotFound
    return comment


def report(
    db: Session, comment: Comment, form: ReportForm, reporter: str, site: SiteSettings, now: datetime, site_url: str
) -> bool:
    """Keep the report; False when this person has reported the comment already. At the threshold the staff is told.

    `reporter` is a keyed hash. Two reports on one comment follow each other, so that only one makes the number full.
    """
    locked = select(Comment.id).where(Comment.id == comment.id).with_for_update(key_share=True)
    db.execute(locked)
    values: dict[str, Any] = {
        "comment_id": comment.id,
        "revision_id": comment.shown_revision_id,
        "reporter": reporter,
        "reason": form.reason,
        "note": form.note,
        "created_at": now,
    }
    if not insert_once(db, CommentReport, **values):
        return False
    _tell_once(db, comment, site.report_threshold, now, site_url)
    return True


def check_pace(db: Session, network: str, now: datetime) -> None:
    """Take one from the network's allowance. Raises TooManyReports."""
    wait = take_token(db, REPORTS, network, now)
    if wait:
        raise TooManyReports(wait)


def _tell_once(db: Session, comment: Comment, threshold: int, now: datetime, site_url: str) -> None:
    """Once for each text that readers see: a person who has looked at it is not called again."""
    of_text = (CommentReport.comment_id == comment.id, CommentReport.revision_id == comment.shown_revision_id)
    told = db.scalar(select(CommentReport.id).where(*of_text, CommentReport.told_at.is_not(None)).limit(1))
    number = db.scalar(select(func.count()).where(CommentReport.comment_id == comment.id, is_open())) or 0
    if told is not None or number < threshold:
        return
    newest = select(func.max(CommentReport.id)).where(*of_text).scalar_subquery()
    db.execute(_quietly(update(CommentReport).where(CommentReport.id == newest).values(told_at=now)))
    tell_of_reports(db, comment, number, now, site_url)


def is_open() -> Any:
    """A report that nobody has decided on, word for word as its index has it."""
    return CommentReport.settled_at.is_(None)


def settle(db: Session, comment_ids: Sequence[int], action_id: int, now: datetime) -> None:
    """A moderator has decided on these comments, having seen them: their open reports are done with."""
    open_ones = update(CommentReport).where(CommentReport.comment_id.in_(comment_ids), is_open())
    db.execute(_quietly(open_ones.values(settled_at=now, action_id=action_id)))


def open_again(db: Session, action_id: int, comment_ids: Sequence[int]) -> None:
    """The decision that settled them was taken back."""
    settled = (CommentReport.action_id == action_id, CommentReport.comment_id.in_(comment_ids))
    db.execute(_quietly(update(CommentReport).where(*settled).values(settled_at=None, action_id=None)))


def numbers(where: Any) -> Select[int, int, int]:
    """(comment id, number of open reports, id of the first) of comments that readers see, the most reported first.

    What is not seen has no open reports: they are settled by whatever took it down, and stand again if it comes back.
    """
    number, first = func.count(CommentReport.id).label("number"), func.min(CommentReport.id).label("first")
    return (
        select(CommentReport.comment_id, number, first)
        .join(Comment, Comment.id == CommentReport.comment_id)
        .where(is_open(), Comment.shown_revision_id.is_not(None), where)
        .group_by(CommentReport.comment_id)
        .order_by(number.desc(), first)
    )


def read_reported(db: Session, comment_ids: Iterable[int]) -> dict[int, Reported]:
    """The open reports of these comments, by the comment's id; one query."""
    wanted = CommentReport.comment_id.in_(list(comment_ids))
    found: dict[int, list[CommentReport]] = {}
    for one in db.scalars(select(CommentReport).where(wanted, is_open()).order_by(CommentReport.id)):
        found.setdefault(one.comment_id, []).append(one)
    return {
        comment_id: Reported(
            comment_id, len(many), Counter(one.reason for one in many).most_common(), [one for one in many if one.note]
        )
        for comment_id, many in found.items()
    }


def forget_reporters(db: Session, before: datetime) -> None:
    """Take from old reports what tells whether two came from one person; what they say stays."""
    old = update(CommentReport).where(CommentReport.created_at < before, CommentReport.reporter.is_not(None))
    db.execute(_quietly(old.values(reporter=None)))


def reporter_of(account: Account | None, prefix: str) -> tuple[str, str]:
    """Whom a report counts for: the account, else the network."""
    return ("account", str(account.id)) if account is not None else ("prefix", prefix)


def _quietly(change: Any) -> Any:
    return change.execution_options(synchronize_session=False)
