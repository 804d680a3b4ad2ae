"""Shows a list of the queue narrowed by a filter: what fits, how many those are, and the way out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.comments.models import Lane, Status
from blog.languages.sentences import Number, Sentence, say, say_count
from blog.moderation import log, looking, queue
from blog.moderation.asked import Asked
from blog.moderation.background import read_background
from blog.moderation.card_rows import CardRow
from blog.moderation.cards import make_card
from blog.moderation.choices import LANES
from blog.moderation.filters import FILTERS, Kind
from blog.moderation.looking import Look
from blog.posts.models import Post, PostRevision
from blog.site.settings import SiteSettings

SIZES = {Lane.GOOD: queue.CARDS, Lane.SPAM: queue.SPAM_ROWS}


@dataclass(frozen=True)
class Fits:
    """How many fit, by lane where they wait; whether all were looked at, and whether this is the list's beginning."""

    number: int
    by_lane: Mapping[Lane, int]
    whole: bool
    first: bool


@dataclass(frozen=True)
class Part:
    """One thing the list is narrowed by, and the address of the list without it."""

    words: Sentence
    href: str


@dataclass(frozen=True)
class FilterView:
    """The form of the filter, and what it says of the list."""

    kinds: Mapping[str, Kind]
    typed: Mapping[str, str]
    complaints: Mapping[str, Sentence]
    parts: list[Part]
    leave: str
    # Where all are counted; None where they are, or where the list goes on in its middle.
    count_all: str | None
    looked_at: int


def narrowed_lists(
    db: Session, account: Account, site: SiteSettings, asked: Asked, now: datetime
) -> tuple[dict[str, Any], Fits]:
    """The cards of a page of what fits, for the template; at most three queries."""
    if asked.wanted.complaints:
        return {"more": None}, Fits(0, {}, True, True)
    if asked.status is Status.PENDING:
        return _waiting(db, account, site, asked, now)
    return _decided(db, account, site, asked, now)


def _waiting(
    db: Session, account: Account, site: SiteSettings, asked: Asked, now: datetime
) -> tuple[dict[str, Any], Fits]:
    both = {Lane.GOOD: asked.after_good, Lane.SPAM: asked.after_spam}
    lanes = {lane: after for lane, after in both.items() if asked.wanted.lane in (None, lane)}
    looks = looking.look_at_waiting(db, account, lanes, asked.wanted, now, None if asked.whole else looking.FAR)
    shown = {lane: look.ids[: SIZES[lane]] for lane, look in looks.items()}
    rows = queue.waiting_of(db, [number for ids in shown.values() for number in ids])
    background = read_background(db, rows.values())
    cards = {
        lane: [make_card(rows[number], background, site.spam_threshold, now) for number in ids if number in rows]
        for lane, ids in shown.items()
    }
    lists = {
        "good": cards.get(Lane.GOOD, []),
        "spam": cards.get(Lane.SPAM, []),
        "more": _more_waiting(asked, looks, rows),
    }
    if not rows:
        lists["post_title"] = _title_of(db, asked.wanted.post_id)
    by_lane = {lane: len(look.ids) for lane, look in looks.items()}
    whole = all(look.end is None for look in looks.values())
    return lists, Fits(sum(by_lane.values()), by_lane, whole, asked.first)


def _more_waiting(asked: Asked, looks: Mapping[Lane, Look], rows: Mapping[int, CardRow]) -> str | None:
    """Both lanes go on together; one that has ended stays at its end, where only newer ones can follow."""
    if all(look.end is None and len(look.ids) <= SIZES[lane] for lane, look in looks.items()):
        return None
    cursors: dict[str, str | None] = {"after_good": asked.after_good, "after_spam": asked.after_spam}
    for lane, look in looks.items():
        last = rows.get(look.ids[: SIZES[lane]][-1]) if look.ids else None
        behind = queue.cursor_of(last.waiting_since, last.id) if last is not None else None
        place = behind if look.end is None or len(look.ids) > SIZES[lane] else look.end
        cursors[f"after_{lane}"] = place or cursors[f"after_{lane}"]
    return asked.href(**{name: cursor for name, cursor in cursors.items() if cursor})


def _decided(
    db: Session, account: Account, site: SiteSettings, asked: Asked, now: datetime
) -> tuple[dict[str, Any], Fits]:
    far = None if asked.whole else looking.FAR
    look = looking.look_at_decided(db, account, asked.status, asked.wanted, now, asked.after, far)
    found = queue.decided_of(db, asked.status, look.ids[: queue.CARDS])
    background = read_background(db, found)
    entries = log.newest_entries(db, [row.comment_id for row in found]) if found else {}
    cards = [make_card(row, background, site.spam_threshold, now, entries.get(row.comment_id)) for row in found]
    on = len(look.ids) > queue.CARDS
    end = str(look.ids[queue.CARDS - 1]) if on else look.end
    lists = {"cards": cards, "more": asked.href(after=end) if end else None}
    if not cards:
        lists["post_title"] = _title_of(db, asked.wanted.post_id)
    return lists, Fits(len(look.ids), {}, look.end is None, asked.first)


def _title_of(db: Session, post_id: int | None) -> str | None:
    """The title of a published post, where no card says it."""
    if post_id is None:
        return None
    title = select(PostRevision.title).join(Post, Post.shown_revision_id == PostRevision.id)
    return db.scalar(title.where(Post.id == post_id))


def view_filter(asked: Asked, fits: Fits | None, lists: Mapping[str, Any]) -> FilterView:
    """A post asked for by its number is called by its title."""
    wanted = asked.wanted
    shown = dict(wanted.values)
    cards = [*lists.get("good", []), *lists.get("spam", []), *lists.get("cards", [])]
    title = cards[0].post.title if cards else lists.get("post_title")
    if wanted.post_id is not None and title:
        shown["post"] = title
    return FilterView(
        kinds=FILTERS,
        typed=wanted.typed,
        complaints=wanted.complaints,
        parts=[Part(FILTERS[name].say(value), asked.href(without=name)) for name, value in shown.items()],
        leave=Asked(asked.status, reported=asked.reported).href(),
        count_all=asked.href(count="all") if fits is not None and fits.first and not fits.whole else None,
        looked_at=looking.FAR,
    )


def fits_words(asked: Asked, fits: Fits) -> Sentence:
    """The heading over what fits."""
    if asked.wanted.complaints:
        return say("Nothing was looked up")
    if not fits.first:
        return say_count("%(num)s more matches", "%(num)s more match", fits.number)
    if not fits.whole and fits.number == 0:
        return say("No comment matches so far")
    if not fits.whole:
        return say_count("At least %(num)s comment matches", "At least %(num)s comments match", fits.number)
    if fits.number == 0:
        return say("No comment matches")
    return say_count("%(num)s comment matches", "%(num)s comments match", fits.number)


def fits_facts(asked: Asked, fits: Fits) -> list[Sentence]:
    """Beside the heading: how many of each lane, and how far was looked."""
    facts = []
    if len(fits.by_lane) > 1 and fits.number:
        facts = [
            say("%(lane)s: %(number)s", lane=LANES[lane], number=Number(number))
            for lane, number in fits.by_lane.items()
        ]
    if not fits.whole:
        facts.append(say("looked at so far: %(number)s of each list", number=Number(looking.FAR)))
    return facts
