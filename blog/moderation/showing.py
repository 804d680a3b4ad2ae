"""Puts a page of the queue together for its template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import CommentRevision, Lane, Status
from blog.comments.reasons import REASONS
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say, say_count
from blog.moderation import log, queue, reports
from blog.moderation.background import read_background
from blog.moderation.cards import Card, make_card, newest_of, view_reports
from blog.moderation.notices import Notice, say_undoable
from blog.moderation.queue import REPORTED, Counts, NoSuchPage, Slice
from blog.moderation.undoing import find_last_action
from blog.moderation.words import TAB_WORDS, heading_words, reported_words
from blog.site.settings import SiteSettings

QUEUE = "/desk/comments"


@dataclass(frozen=True)
class Tab:
    key: str
    label: Sentence
    count: int
    href: str
    current: bool


@dataclass(frozen=True)
class UndoView:
    action_id: int
    words: Sentence


@dataclass(frozen=True)
class Asked:
    """Which page of the queue: a status, and the cursors of its lists."""

    status: Status = Status.PENDING
    after: str | None = None
    after_good: str | None = None
    after_spam: str | None = None
    reported: bool = False

    @property
    def tab(self) -> str:
        return REPORTED if self.reported else self.status

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Asked:
        """From an address; raises NoSuchPage for a status that is none."""
        if query.get("status") == REPORTED:
            return cls(Status.APPROVED, reported=True)
        try:
            status = Status(query.get("status", Status.PENDING))
        except ValueError as error:
            raise NoSuchPage from error
        return cls(status, query.get("after"), query.get("after_good"), query.get("after_spam"))


def queue_page(
    db: Session, account: Account, site: SiteSettings, asked: Asked, notices: list[Notice], now: datetime
) -> dict[str, Any]:
    """Everything the template needs. At most six queries, however many cards. Raises NoSuchPage."""
    counts = queue.counts(db, account, site.report_threshold)
    if asked.reported:
        lists = _reported(db, account, site, now)
    elif asked.status is Status.PENDING:
        lists = _waiting(db, account, site, asked, counts, now)
    else:
        lists = _decided(db, account, site, asked, now)
    shown = counts.good if asked.status is Status.PENDING else counts.by_status[asked.status]
    return {
        "title": say("Comments"),
        "status": asked.tab,
        "tabs": _tabs(counts, asked.tab),
        "heading": reported_words(counts.reported) if asked.reported else heading_words(asked.status, shown),
        "notices": notices,
        "undo": _undo(db, account),
        "facts": [],
        "public_reasons": list(REASONS.items()),
        "good": [],
        "spam": [],
        "cards": [],
        "few": [],
        "threshold": site.report_threshold,
        **lists,
    }


def _waiting(
    db: Session, account: Account, site: SiteSettings, asked: Asked, counts: Counts, now: datetime
) -> dict[str, Any]:
    good = queue.waiting(db, account, Lane.GOOD, asked.after_good)
    spam = queue.waiting(db, account, Lane.SPAM, asked.after_spam, size=queue.SPAM_ROWS)
    background = read_background(db, [(one.comment, one) for one in (*good.found, *spam.found)])

    def cards(revisions: Sequence[CommentRevision]) -> list[Card]:
        return [make_card(found.comment, found, background, site.spam_threshold, now) for found in revisions]

    return {
        "good": cards(good.found),
        "spam": cards(spam.found),
        "more": _more_waiting(asked, good, spam),
        "facts": _facts(good if asked.after_good is None else None, counts, now),
    }


def _decided(db: Session, account: Account, site: SiteSettings, asked: Asked, now: datetime) -> dict[str, Any]:
    found = queue.decided(db, account, asked.status, asked.after)
    background = read_background(db, [(one, newest_of(one)) for one in found.found])
    entries = log.newest_entries(db, [one.id for one in found.found])
    cards = [
        make_card(one, newest_of(one), background, site.spam_threshold, now, entries.get(one.id)) for one in found.found
    ]
    more = f"{QUEUE}?{urlencode({'status': asked.status, 'after': found.next})}" if found.next else None
    return {"cards": cards, "more": more}


def _reported(db: Session, account: Account, site: SiteSettings, now: datetime) -> dict[str, Any]:
    """Those that enough people have reported, and the others; nothing follows from those but that they can be read."""
    found = queue.reported(db, account)
    background = read_background(db, [(one, newest_of(one)) for one, _ in found])
    said = reports.read_reported(db, [comment.id for comment, _ in found])
    cards: dict[bool, list[Card]] = {True: [], False: []}
    for comment, number in found:
        card = make_card(comment, newest_of(comment), background, site.spam_threshold, now)
        cards[number >= site.report_threshold].append(replace(card, reports=view_reports(said[comment.id])))
    return {"cards": cards[True], "few": cards[False], "more": None}


def _more_waiting(asked: Asked, good: Slice[CommentRevision], spam: Slice[CommentRevision]) -> str | None:
    """Both lanes go on together; one that has ended stays at its end, where only newer ones can follow."""
    if good.next is None and spam.next is None:
        return None
    cursors = {
        "after_good": good.next or queue.end_of(good, asked.after_good),
        "after_spam": spam.next or queue.end_of(spam, asked.after_spam),
    }
    return f"{QUEUE}?{urlencode({'status': asked.status, **{k: v for k, v in cursors.items() if v}})}"


def _facts(good: Slice[CommentRevision] | None, counts: Counts, now: datetime) -> list[Sentence]:
    facts = []
    if good is not None and good.found:
        oldest = wait_in_words(now - good.found[0].waiting_since)
        facts.append(say("the oldest for %(time)s", time=oldest))
    if counts.spam:
        facts.append(say_count("%(num)s more is probably spam", "%(num)s more are probably spam", counts.spam))
    return facts


def _tabs(counts: Counts, current: str) -> list[Tab]:
    tabs = [
        Tab(status, TAB_WORDS[status], counts.by_status[status], f"{QUEUE}?status={status}", status == current)
        for status in Status
    ]
    by_readers = Tab(REPORTED, say("Reported"), counts.reported, f"{QUEUE}?status={REPORTED}", current == REPORTED)
    return [tabs[0], by_readers, *tabs[1:]]


def _undo(db: Session, account: Account) -> UndoView | None:
    found = find_last_action(db, account)
    if found is None:
        return None
    action, number = found
    return UndoView(action.id, say_undoable(action.decision, number))
