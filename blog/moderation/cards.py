"""The cards of the queue: a comment, its writer, why it waits, and what may be decided."""

from __future__ import annotations

import string
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import inspect

from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.comments.places import href_of
from blog.comments.reasons import reason_words
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say, say_count
from blog.markup.differences import Difference, Kind
from blog.markup.text import excerpt
from blog.moderation.background import Background, History
from blog.moderation.models import LogEntry
from blog.moderation.reports import REASON_WORDS, Reported
from blog.moderation.states import MODERATOR, WRITER
from blog.moderation.words import DECISION_WORDS, STATUS_WORDS
from blog.posts.models import Post

PARENT_CHARACTERS = 160
GLIMPSE_CHARACTERS = 140


@dataclass(frozen=True)
class PostLink:
    title: str
    path: str


@dataclass(frozen=True)
class Said:
    name: str
    words: str


@dataclass(frozen=True)
class FindingView:
    """A line of "why it waits"; the letter is its footnote mark."""

    letter: str
    words: Sentence
    matter: str
    points: float


@dataclass(frozen=True)
class Decision:
    value: str
    label: Sentence
    primary: bool


@dataclass(frozen=True)
class ReportsView:
    """What readers have said against a comment: never who; the notes are plain text."""

    words: Sentence
    reasons: list[tuple[Sentence, int]]
    notes: list[str]


@dataclass(frozen=True)
class Card:
    """A comment as the queue shows it; `html` is inert: nothing in it leads or loads anywhere."""

    key: str
    id: str
    name: str
    website: str | None
    email: str | None
    facts: list[Sentence]
    post: PostLink
    waiting: Sentence | None
    at: datetime
    parent: Said | None
    html: str
    findings: list[FindingView]
    score: float
    threshold: float
    why: Sentence
    edited: bool
    shown: bool
    approved_html: str | None
    status: str
    decided: Sentence | None
    href: str | None
    decisions: list[Decision]
    reports: ReportsView | None = None
    # "pin" or "unpin", where there is a button for it.
    pin: str = ""
    # What an edit changes, and the same in a sentence.
    change: Difference | None = None
    change_words: Sentence | None = None

    @property
    def glimpse(self) -> str:
        """What an edit adds, where that is known: its beginning was good enough to be approved."""
        added = " ".join(one.text for one in self.change.pieces if one.kind is Kind.NEW) if self.change else ""
        return excerpt(added, GLIMPSE_CHARACTERS)

    @property
    def actions_key(self) -> tuple[str, ...]:
        """All that its buttons say."""
        return self.key, self.name, self.status, str(bool(self.reports)), self.pin

    @property
    def signals_key(self) -> tuple[object, ...]:
        """All that is said of why it waits; sentences hold values, so it is what they are written as."""
        return self.status, self.score, self.threshold, repr(self.why), repr(self.findings), repr(self.reports)


def make_card(
    comment: Comment,
    revision: CommentRevision,
    background: Background,
    threshold: float,
    now: datetime,
    entry: LogEntry | None = None,
) -> Card:
    """The card of a comment and its newest revision; `entry` is the log's last word on it."""
    pending = comment.status == Status.PENDING
    shown, post = comment.shown, _post_link(comment.post)
    edited = shown is not None and shown.id != revision.id
    change = background.edits.get(comment.id)
    return Card(
        key=f"{comment.public_id}@{comment.seen}",
        id=comment.public_id,
        name=comment.name,
        website=comment.website,
        email=comment.email,
        facts=_facts(comment, background.history),
        post=post,
        waiting=wait_in_words(now - revision.waiting_since) if pending else None,
        at=revision.created_at,
        parent=_parent(comment),
        html=revision.inert,
        findings=_findings(revision),
        score=revision.score,
        threshold=threshold,
        why=_why(comment, revision, edited, change is not None),
        edited=edited,
        shown=shown is not None,
        approved_html=shown.inert if shown is not None and edited else None,
        status=comment.status,
        decided=decided_words(comment, entry, now) if entry is not None and not pending else None,
        href=href_of(post.path, comment.public_id, comment.post.comment_count) if shown is not None else None,
        decisions=_decisions(Status(comment.status)) if comment.erased_at is None else [],
        pin=_pin(comment),
        change=change,
        change_words=_change_words(change) if change is not None else None,
    )


def newest_of(comment: Comment) -> CommentRevision:
    assert comment.newest is not None, "a comment is stored together with its first revision"
    return comment.newest


def _change_words(change: Difference) -> Sentence:
    gone = say_count("%(num)s word taken away", "%(num)s words taken away", change.gone)
    new = say_count("%(num)s word added", "%(num)s words added", change.new)
    if change.gone and change.new:
        return say("%(gone)s, %(new)s", gone=gone, new=new)
    if not change.gone and not change.new:
        return say("no word, only signs or spaces")
    return gone if change.gone else new


def view_reports(reported: Reported) -> ReportsView:
    return ReportsView(
        say_count("%(num)s person reported it", "%(num)s people reported it", reported.number),
        [(REASON_WORDS[reason], number) for reason, number in reported.reasons],
        [one.note for one in reported.notes],
    )


def _pin(comment: Comment) -> str:
    """What the card's button for pinning does; only in lists that were read with it."""
    if comment.status != Status.APPROVED or "pin" in inspect(comment).unloaded:
        return ""
    return "unpin" if comment.pin is not None else "pin"


def _post_link(post: Post) -> PostLink:
    title = post.shown.title if post.shown else ""
    return PostLink(title, quote(post.permalink or "/", safe="/:@!$&'()*+,;=~"))


def _facts(comment: Comment, history: History) -> list[Sentence]:
    """What is known of the writer. A typed address proves nobody, so the words only ever speak of the address."""
    if comment.account is not None:
        return [say("Signed in as %(name)s", name=comment.account.name)]
    if not comment.email:
        return [say("No e-mail address")]
    before = Counter(history.get(comment.email, {}))
    before[comment.status] -= 1
    approved = before[Status.APPROVED]
    refused = before[Status.REJECTED] + before[Status.SPAM] + before[Status.DELETED]
    facts = []
    if approved > 0:
        facts.append(say_count("%(num)s approved before", "%(num)s approved before", approved))
    if refused > 0:
        facts.append(say_count("%(num)s turned down before", "%(num)s turned down before", refused))
    return facts or [say("Nothing decided about this address yet")]


def _parent(comment: Comment) -> Said | None:
    parent = comment.parent
    if parent is None:
        return None
    return Said(parent.name, excerpt(parent.shown.words, PARENT_CHARACTERS) if parent.shown else "")


def _findings(revision: CommentRevision) -> list[FindingView]:
    letters = string.ascii_lowercase
    return [
        FindingView(
            letter=letters[number % len(letters)],
            words=Sentence(found["text"], found["values"]),
            matter=found["matter"],
            points=found["points"],
        )
        for number, found in enumerate(revision.findings)
    ]


def _why(comment: Comment, revision: CommentRevision, edited: bool, decided_before: bool) -> Sentence:
    if comment.status != Status.PENDING:
        if edited:
            return say("Readers still see the text from before.")
        return say("It was decided on.")
    if edited:
        return say(
            "The writer changed it, and the approved text stays up. Reject keeps it so; Spam and Delete take the whole "
            "comment down."
        )
    if decided_before:
        return say("It was decided on before, and is not shown. Its writer has put it in other words.")
    if revision.lane == Lane.SPAM:
        return say("Every comment here waits for a moderator, and this one looks like spam.")
    return say("Every comment here waits for a moderator.")


def decided_words(comment: Comment, entry: LogEntry, now: datetime) -> Sentence:
    """Who brought the comment into its state, and how long ago."""
    values = {"status": STATUS_WORDS[Status(entry.new)], "time": wait_in_words(now - entry.at)}
    if entry.actor == WRITER and comment.withdrawn_at is not None:
        return say("Taken back by its writer, %(time)s ago.", time=values["time"])
    if entry.actor != MODERATOR or entry.account is None:
        return say("Now %(status)s, since %(time)s.", **values)
    if entry.reason:
        return say(
            "Now %(status)s, by %(name)s, %(time)s ago: %(reason)s",
            name=entry.account.name,
            reason=reason_words(entry.reason),
            **values,
        )
    return say("Now %(status)s, by %(name)s, %(time)s ago.", name=entry.account.name, **values)


def _decisions(current: Status) -> list[Decision]:
    """Every other status; to put a comment back comes last."""
    return [
        Decision(status, label, primary=status is Status.APPROVED and current is Status.PENDING)
        for status, label in DECISION_WORDS.items()
        if status is not current
    ]
