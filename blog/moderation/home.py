"""Puts the desk's first page together: what waits, what is being written, and two small plots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.comments.models import Lane
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say, say_count
from blog.markup.text import excerpt
from blog.moderation import figures, queue
from blog.moderation.card_rows import CardRow
from blog.moderation.words import spam_words, waiting_words
from blog.site.settings import SiteSettings

FIRST = 3
GLIMPSE_CHARACTERS = 140


@dataclass(frozen=True)
class Waits:
    """One of those who have waited longest."""

    name: str
    words: str
    title: str
    wait: Sentence


@dataclass(frozen=True)
class Comments:
    """What there is to decide on, in the words of the queue, and the figures of the last weeks by day."""

    waiting: list[Sentence]
    first: list[Waits]
    a_day: list[tuple[date, int]]
    waits: list[tuple[date, Any]]


def read_comments(db: Session, account: Account, site: SiteSettings, now: datetime) -> Comments | None:
    """None for whoever decides on no comments."""
    if not may(account, Capability.MODERATE_OWN):
        return None
    good, spam = queue.count_lanes(db, account)
    more, zone = spam_words(spam), ZoneInfo(site.time_zone)
    found = queue.waiting(db, account, Lane.GOOD, size=FIRST).found if good else []
    return Comments(
        waiting=[waiting_words(good), *([more] if more is not None else [])],
        first=[_waits(one, now) for one in found],
        a_day=figures.comments_a_day(db, account, zone, now),
        waits=figures.waits_a_day(db, account, zone, now),
    )


def _waits(row: CardRow, now: datetime) -> Waits:
    words = excerpt(row.words, GLIMPSE_CHARACTERS)
    return Waits(row.name, words, row.title or "", wait_in_words(now - row.waiting_since))


def say_a_day(days: list[tuple[date, int]]) -> Sentence:
    """The plot of comments in a sentence."""
    number = sum(count for _, count in days)
    if not number:
        return say("No comment came in these %(days)s days.", days=len(days))
    most = max(count for _, count in days)
    return say_count(
        "%(num)s comment in %(days)s days, at most %(most)s on one of them.",
        "%(num)s comments in %(days)s days, at most %(most)s on one of them.",
        number,
        days=len(days),
        most=most,
    )


def say_waits(days: list[tuple[date, Any]]) -> Sentence:
    """The plot of waits in a sentence."""
    known = [wait for _, wait in days if wait is not None]
    if not known:
        return say("Nobody's comment was decided on in these %(days)s days.", days=len(days))
    return say(
        "On its slowest day half of the comments waited longer than %(most)s, on its quickest %(least)s.",
        most=wait_in_words(max(known)),
        least=wait_in_words(min(known)),
    )
