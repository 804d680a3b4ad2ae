"""What is new for moderators who look at the queue: what came in, what somebody else decided, who is reading what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from blog.accounts.models import Account
from blog.accounts.presence import Presence
from blog.accounts.roles import Capability, may
from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.database.engine import Database
from blog.database.versions import PageVersion
from blog.languages.sentences import Sentence, say
from blog.moderation.models import LogEntry
from blog.moderation.resorting import SORTED
from blog.moderation.words import STATUS_WORDS
from blog.posts import bylines

# More than a look may find is told by one event that says to look again.
MOST = 200
READING = timedelta(seconds=45)
QUEUE = "queue"


@dataclass(frozen=True)
class Came:
    """Comments began to wait, the newest at `at`: how many in each lane, under posts of these accounts."""

    authors: tuple[int, ...]
    good: int
    spam: int
    at: datetime


@dataclass(frozen=True)
class Decided:
    """Somebody decided: on the comment with this public id, as what."""

    comment: str
    authors: tuple[int, ...]
    account_id: int | None
    name: str
    status: str


@dataclass(frozen=True)
class Reads:
    """Somebody has a comment before them; `comment` is empty when they have turned away."""

    comment: str
    account_id: int
    name: str


@dataclass(frozen=True)
class Sorted:
    """What waits was sorted again: some of it has another lane since `at`."""

    at: datetime


News = Came | Decided | Reads | Sorted


class Lookout:
    """Finds what is new since it was last asked. One for each process; asked by one thread at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._log_id: int | None = None
        self._revision_id = 0
        self._sorted_at: datetime | None = None

    def look(self) -> list[News]:
        """Three queries by primary key, and nothing found nearly always. The first look finds where it begins."""
        with self._database.reading() as db:
            sorted_at = db.scalar(select(PageVersion.changed_at).where(PageVersion.key == SORTED))
            if self._log_id is None:
                self._log_id = db.scalar(select(func.max(LogEntry.id))) or 0
                self._revision_id = db.scalar(select(func.max(CommentRevision.id))) or 0
                self._sorted_at = sorted_at
                return []
            decided = db.execute(_decisions(self._log_id)).all()
            came = db.execute(_arrivals(self._revision_id)).all()
            authors = bylines.signing_all(db, {row.post_id for row in (*decided, *came)})
        if decided:
            self._log_id = decided[-1].id
        if came:
            self._revision_id = came[-1].id
        found: list[News] = [
            Decided(row.public_id, authors[row.post_id], row.account_id, row.name or "", row.new) for row in decided
        ]
        found += _by_authors([row for row in came if row.status == Status.PENDING], authors)
        if sorted_at is not None and sorted_at != self._sorted_at:
            self._sorted_at = sorted_at
            found.append(Sorted(sorted_at))
        return found


def reads(presence: Presence, account: Account, comment: str, now: datetime) -> Reads:
    """Note which comment somebody has before them. Empty `comment`: none any more."""
    if comment:
        presence.note(account, QUEUE, comment, now, READING)
    else:
        presence.leave(account, QUEUE, now)
    return Reads(comment, account.id, account.name)


def words_for(account: Account, news: News) -> dict[str, Sentence | str | int] | None:
    """What an event says to this person; None for their own doings and for what is not theirs to see."""
    if isinstance(news, Reads):
        if news.account_id == account.id or not may(account, Capability.MODERATE_ALL):
            return None
        words = say("%(name)s is reading this", name=news.name) if news.comment else ""
        return {"kind": "reads", "comment": news.comment, "who": str(news.account_id), "words": words}
    if isinstance(news, Sorted):
        return {"kind": "sorted", "at": int(news.at.timestamp() * 1000)}
    if not may(account, Capability.MODERATE_ALL) and account.id not in news.authors:
        return None
    if isinstance(news, Came):
        # A page that was made later shows them already.
        at = int(news.at.timestamp() * 1000)
        return {"kind": "came", "good": news.good, "spam": news.spam, "at": at}
    if news.account_id == account.id:
        return None
    status = STATUS_WORDS[Status(news.status)]
    words = (
        say("Handled by %(name)s: %(status)s", name=news.name, status=status)
        if news.name
        else say("Changed meanwhile: %(status)s", status=status)
    )
    return {"kind": "decided", "comment": news.comment, "words": words}


def _by_authors(came: Sequence[Any], authors: Mapping[int, tuple[int, ...]]) -> list[News]:
    waiting: dict[tuple[int, ...], list[Any]] = {}
    for row in came:
        waiting.setdefault(authors[row.post_id], []).append(row)
    found: list[News] = []
    for signing, rows in waiting.items():
        lanes = [row.lane for row in rows]
        newest = max(row.created_at for row in rows)
        found.append(Came(signing, lanes.count(Lane.GOOD), lanes.count(Lane.SPAM), newest))
    return found


def _decisions(after: int) -> Any:
    return (
        select(LogEntry.id, Comment.public_id, Comment.post_id, LogEntry.account_id, Account.name, LogEntry.new)
        .join(Comment, Comment.id == LogEntry.comment_id)
        .outerjoin(Account, Account.id == LogEntry.account_id)
        .where(LogEntry.id > after)
        .order_by(LogEntry.id)
        .limit(MOST)
    )


def _arrivals(after: int) -> Any:
    return (
        select(
            *(CommentRevision.id, CommentRevision.status, CommentRevision.lane, CommentRevision.created_at),
            Comment.post_id,
        )
        .join(Comment, Comment.id == CommentRevision.comment_id)
        .where(CommentRevision.id > after)
        .order_by(CommentRevision.id)
        .limit(MOST)
    )
