"""Puts a page of the queue together for its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.comments.models import Lane, Status
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say
from blog.moderation import escalation, log, queue, reports
from blog.moderation.asked import QUEUE, Asked
from blog.moderation.background import read_background
from blog.moderation.card import Card
from blog.moderation.card_rows import CardRow
from blog.moderation.cards import make_card, view_reports
from blog.moderation.folding import read_folds
from blog.moderation.narrowing import Fits, fits_facts, fits_words, narrowed_lists, view_filter
from blog.moderation.notices import Notice, say_undoable, say_undoable_next
from blog.moderation.queue import REPORTED, Counts, Slice
from blog.moderation.reasons import offered_of
from blog.moderation.sweeps import Reach
from blog.moderation.under_way import left_words, read_progress
from blog.moderation.undoing import find_last_action
from blog.moderation.views import list_views
from blog.moderation.words import TAB_WORDS, heading_words, reported_words, spam_words, waiting_words
from blog.site.settings import SiteSettings

# What a page may list; a list that it has not is empty.
LISTS = "good", "spam", "cards", "few"


@dataclass(frozen=True)
class Tab:
    key: str
    label: Sentence
    # None where it is not known.
    count: int | None
    href: str
    current: bool
    # What waits is counted as it is everywhere, and the probable spam beside it; both in the words of the heading.
    more: int = 0
    says: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class UndoView:
    """What the first Undo button takes back; `left` says what the action itself has left alone."""

    action_id: int
    words: Sentence
    # The same after an undo.
    before: Sentence
    left: Sentence | None = None
    is_under_way: bool = False


def queue_page(
    db: Session, account: Account, site: SiteSettings, asked: Asked, notices: list[Notice], now: datetime
) -> dict[str, Any]:
    """Everything the template needs. At most six queries; nine where known people wrote. Raises NoSuchPage."""
    counts = queue.counts(db, account, site.report_threshold)
    fits: Fits | None = None
    if asked.wanted and not asked.reported:
        lists, fits = narrowed_lists(db, account, site, asked, now)
    elif asked.reported:
        lists = _reported(db, account, site, asked, now)
    elif asked.status is Status.PENDING:
        lists = _waiting(db, account, site, asked, counts, now)
    else:
        lists = _decided(db, account, site, asked, now)
    return {
        "title": say("Comments"),
        "status": asked.tab,
        "tabs": _tabs(counts, asked, fits),
        "heading": _heading(asked, counts, fits),
        "notices": notices,
        "undo": _undo(db, account),
        "under_way": read_progress(db, account) if counts.under_way else [],
        "reach": _reach(asked, counts, fits, now),
        "whole_spam": _whole_spam(asked, counts, len(lists.get("spam", []))),
        "good_number": counts.good,
        "spam_number": counts.spam,
        "facts": fits_facts(asked, fits) if fits is not None else [],
        "spam_words": None,
        "filter": view_filter(asked, fits, lists),
        "fits": fits,
        **_place(asked),
        "views": list_views(account, asked),
        "public_reasons": [(one.value, one.words) for one in offered_of(counts.reasons)],
        **{name: [] for name in LISTS},
        "threshold": site.report_threshold,
        "may_see_people": may(account, Capability.MODERATE_ALL),
        **lists,
    }


def _place(asked: Asked) -> dict[str, str | None]:
    """Where this page is, as its forms carry it along, and the addresses of itself and of the list's beginning."""
    return {
        "narrowing": asked.narrowing,
        "place": asked.place,
        "beginning": None if asked.first else asked.href(),
        "tick_all": asked.here(ticked="all"),
    }


def _waiting(
    db: Session, account: Account, site: SiteSettings, asked: Asked, counts: Counts, now: datetime
) -> dict[str, Any]:
    lanes = {Lane.GOOD: (asked.after_good, queue.CARDS), Lane.SPAM: (asked.after_spam, queue.SPAM_ROWS)}
    good, spam = queue.waiting_in(db, account, lanes).values()
    background = read_background(db, (*good.found, *spam.found))
    folds = read_folds(db, account, (*good.found, *spam.found))

    def cards(rows: Sequence[CardRow]) -> list[Card]:
        made = [(row.id, make_card(row, background, site.spam_threshold, now)) for row in rows]
        return [replace(card, fold=folds[number]) if number in folds else card for number, card in made]

    return {
        "good": cards(good.found),
        "spam": cards(spam.found),
        "more": _more_waiting(asked, good, spam),
        "facts": _facts(good if asked.after_good is None else None, site, now),
        "spam_words": spam_words(counts.spam),
    }


def _decided(db: Session, account: Account, site: SiteSettings, asked: Asked, now: datetime) -> dict[str, Any]:
    found = queue.decided(db, account, asked.status, asked.after)
    background = read_background(db, found.found)
    entries = log.newest_entries(db, [row.comment_id for row in found.found])
    cards = [make_card(row, background, site.spam_threshold, now, entries.get(row.comment_id)) for row in found.found]
    more = f"{QUEUE}?{urlencode({'status': asked.status, 'after': found.next})}" if found.next else None
    return {"cards": cards, "more": more}


def _reported(db: Session, account: Account, site: SiteSettings, asked: Asked, now: datetime) -> dict[str, Any]:
    """Those that enough people have reported, and the others; nothing follows from those but that they can be read."""
    found = queue.reported(db, account, asked.wanted.where(now))
    background = read_background(db, [row for row, _ in found])
    said = reports.read_reported(db, [row.comment_id for row, _ in found])
    cards: dict[bool, list[Card]] = {True: [], False: []}
    for row, number in found:
        card = make_card(row, background, site.spam_threshold, now)
        cards[number >= site.report_threshold].append(replace(card, reports=view_reports(said[row.comment_id])))
    return {"cards": cards[True], "few": cards[False], "more": None}


def _more_waiting(asked: Asked, good: Slice[CardRow], spam: Slice[CardRow]) -> str | None:
    """Both lanes go on together; one that has ended stays at its end, where only newer ones can follow."""
    if good.next is None and spam.next is None:
        return None
    cursors = {
        "after_good": good.next or queue.end_of(good, asked.after_good),
        "after_spam": spam.next or queue.end_of(spam, asked.after_spam),
    }
    return f"{QUEUE}?{urlencode({'status': asked.status, **{k: v for k, v in cursors.items() if v}})}"


def _facts(good: Slice[CardRow] | None, site: SiteSettings, now: datetime) -> list[Sentence]:
    facts = []
    if good is not None and good.found:
        oldest = wait_in_words(now - good.found[0].waiting_since)
        facts.append(say("the oldest for %(time)s", time=oldest))
        late = escalation.say_late(site, [one.waiting_since for one in good.found], good.next is not None, now)
        facts += [late] if late is not None else []
    return facts


def _heading(asked: Asked, counts: Counts, fits: Fits | None) -> Sentence:
    if fits is not None:
        return fits_words(asked, fits)
    if asked.reported:
        return reported_words(counts.reported)
    return heading_words(
        asked.status, counts.good if asked.status is Status.PENDING else counts.by_status[asked.status]
    )


def _tabs(counts: Counts, asked: Asked, fits: Fits | None) -> list[Tab]:
    """A filter goes along from tab to tab; how many fit is known of the one that is open, where all were counted."""

    def tab(key: str, label: Sentence, count: int) -> Tab:
        number: int | None = count
        if asked.wanted:
            known = fits is not None and fits.whole and fits.first and not asked.wanted.complaints
            number = fits.number if fits is not None and known and key == asked.tab else None
        return Tab(key, label, number, asked.href(status=key), key == asked.tab)

    tabs = [tab(status, TAB_WORDS[status], counts.by_status[status]) for status in Status]
    if not asked.wanted:
        spam = spam_words(counts.spam)
        says = (waiting_words(counts.good), *([spam] if spam is not None else []))
        tabs[0] = replace(tabs[0], count=counts.good, more=counts.spam, says=says)
    return [tabs[0], tab(REPORTED, say("Reported"), counts.reported), *tabs[1:]]


def _reach(asked: Asked, counts: Counts, fits: Fits | None, now: datetime) -> Reach | None:
    """What a decision on all that match reaches: exactly those that were counted for this page."""
    if fits is None or not (fits.whole and fits.first and fits.number) or asked.wanted.complaints:
        return None
    ends = counts.newest_revision, counts.newest_entry
    return Reach(asked.status, dict(asked.wanted.typed), fits.number, *ends, now.timestamp())


def _whole_spam(asked: Asked, counts: Counts, rows: int) -> str | None:
    """Where all of the probable spam is decided on, if more of it waits than has rows on this page.

    Near-duplicates that lie folded have none, and without scripts are not ticked with the one above them.
    """
    return asked.href(lane=Lane.SPAM) if not asked.wanted and counts.spam > rows > 0 else None


def _undo(db: Session, account: Account) -> UndoView | None:
    found = find_last_action(db, account)
    if found is None:
        return None
    words, before = (said(found.action.decision, found.number) for said in (say_undoable, say_undoable_next))
    return UndoView(found.action.id, words, before, left_words(found.sweep), found.is_under_way)
