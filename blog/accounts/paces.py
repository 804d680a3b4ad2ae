"""How often a person of the staff is told of what waits: their own choice, once a day where they made none."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account, NoticeChoice
from blog.errors import Refusal

NOW, HOURLY, DAILY, NEVER = "now", "hourly", "daily", "never"
PACES = (DAILY, HOURLY, NOW, NEVER)


class Hours(NamedTuple):
    """Of the blog's day: when the daily letter comes and hourly ones begin, and the last of these."""

    first: int = 7
    last: int = 22


class PaceUnknown(Refusal):
    """That form did not arrive whole, so nothing was changed. Choose how often you want to be told, and save again."""


class NightFirst(Refusal):
    """The last letter of a day cannot come before the first. Nothing was changed."""


def has_chosen(db: Session, account_id: int) -> bool:
    """Whether the person has made a choice of their own."""
    return db.scalar(select(NoticeChoice.account_id).where(NoticeChoice.account_id == account_id)) is not None


def pace_of(db: Session, account_id: int) -> str:
    return db.scalar(select(NoticeChoice.pace).where(NoticeChoice.account_id == account_id)) or DAILY


def hours_of(db: Session, account_id: int) -> Hours:
    chosen = select(NoticeChoice.first_hour, NoticeChoice.last_hour).where(NoticeChoice.account_id == account_id)
    found = db.execute(chosen).first()
    return Hours(*found) if found is not None else Hours()


def read_hours(first: str, last: str) -> Hours:
    """As a form names them; what it does not name is as by default. Raises PaceUnknown."""
    typed = [text or str(usual) for text, usual in zip((first, last), Hours(), strict=True)]
    if not all(text.isascii() and text.isdecimal() and len(text) < 3 and int(text) < 24 for text in typed):
        raise PaceUnknown
    hours = Hours(*map(int, typed))
    if hours.last < hours.first:
        raise NightFirst
    return hours


def choose(db: Session, account: Account, pace: str, now: datetime, hours: Hours | None = None) -> None:
    """Raises PaceUnknown. Without hours they stay as they are."""
    if pace not in PACES:
        raise PaceUnknown
    db.scalar(select(Account.id).where(Account.id == account.id).with_for_update())
    choice = db.get(NoticeChoice, account.id, populate_existing=True)
    if choice is None:
        first, last = hours or Hours()
        db.add(NoticeChoice(account_id=account.id, pace=pace, first_hour=first, last_hour=last, chosen_at=now))
    elif (choice.pace, choice.first_hour, choice.last_hour) != (
        pace,
        *(hours or (choice.first_hour, choice.last_hour)),
    ):
        choice.pace, choice.chosen_at = pace, now
        choice.first_hour, choice.last_hour = hours or (choice.first_hour, choice.last_hour)
    db.flush()
