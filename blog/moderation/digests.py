"""Keeps the promises that the staff is told: one letter a day or an hour for each person, with all that waits for them.

A letter is three rows after one another: the promise beside each comment, the person's next digest, and the letter
itself. Each is written in the transaction that marks the one before it as done, so that none is lost and none doubled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.accounts import paces
from blog.accounts.models import Account
from blog.accounts.roles import ROLES, Capability, may
from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.comments.telling import next_digest
from blog.database.turns import take_turns
from blog.jobs import outbox
from blog.jobs.models import Job
from blog.moderation import escalation
from blog.moderation.announcing import deciders, post_of
from blog.moderation.card_rows import is_pending
from blog.moderation.decisions import visible
from blog.site.settings import read_site

DIGEST, LETTER = "desk digest", "desk letter"
TURN = "desk digests"
# As many as a person reads in a letter; the others are counted.
IN_A_LETTER = 20
DAY, HOUR = "day", "hour"


@dataclass(frozen=True)
class Waiting:
    """What waits for one person: (comment id, SEEN) of the longest waits in the good lane, and both lanes' numbers."""

    listed: list[tuple[int, int]]
    good: int
    spam: int


def gather(db: Session, payload: dict[str, Any], now: datetime, to_files: bool = False) -> None:
    """Keep one comment's promise: plan the next digest of everyone who may decide on it, or write to them at once.

    Where letters become files, because there is no mail server, one is written at once to whoever chose nothing: a file
    disturbs nobody, and whoever looks for it finds it.
    """
    comment = db.get(Comment, payload["comment"])
    revision = db.get(CommentRevision, payload["revision"])
    if comment is None or revision is None or revision.status != Status.PENDING:
        return
    if comment.newest_revision_id != revision.id:
        return  # its writer has changed it since, and that text has a promise of its own
    take_turns(db, [TURN])
    _, post_id = post_of(db, comment)
    for account in deciders(db, post_id):
        pace = paces.pace_of(db, account.id)
        if account.id == comment.account_id or pace == paces.NEVER:
            continue
        at_once = pace == paces.NOW or (to_files and not paces.has_chosen(db, account.id))
        if at_once and revision.lane == Lane.GOOD:
            put_letter(db, account, Waiting([(comment.id, comment.seen)], 1, 0), now, alone=True)
        new = pace != paces.NOW or revision.lane == Lane.SPAM
        # Where nobody worked for a while, the morning that was missed is made up for at once.
        plan(db, account.id, _slot(pace, revision.lane), now, new, since=min(revision.created_at, now))
    if revision.lane == Lane.GOOD:
        escalation.plan(db, revision.waiting_since, now)


def plan(db: Session, account_id: int, slot: str, now: datetime, new: bool, since: datetime | None = None) -> None:
    """Have the person's next digest in the outbox, once. `new` says that something is in it nobody was told of yet.

    One that is planned already goes out at the earlier time of both, which also mends what a wrong clock has planned.
    """
    zone = ZoneInfo(read_site(db).time_zone)
    hours = paces.hours_of(db, account_id)
    morning = next_digest(since or now, zone, time(hours.first))
    due_at = morning if slot == DAY else next_hour(since or now, zone, hours)
    about = f"desk:{account_id}"
    waiting = (Job.kind == DIGEST, Job.about == about, Job.done_at.is_(None), Job.leased_until.is_(None))
    job = db.scalar(select(Job).where(*waiting, Job.dead_at.is_(None)).limit(1).with_for_update())
    if job is None:
        outbox.put(db, DIGEST, {"account": account_id, "slot": slot, "new": new}, now, due_at, about)
    else:
        slot = slot if due_at < job.due_at else job.payload["slot"]
        job.payload = {**job.payload, "slot": slot, "new": new or job.payload["new"]}
        job.due_at = min(job.due_at, due_at)
    db.flush()


def send(db: Session, payload: dict[str, Any], now: datetime) -> None:
    """Put the person's letter into the outbox if anything waits for them, and plan the next one while it does."""
    take_turns(db, [TURN])
    account = db.get(Account, payload["account"])
    if account is None or not may(account, Capability.MODERATE_OWN):
        return
    pace = paces.pace_of(db, account.id)
    if pace == paces.NEVER:
        return
    waiting = what_waits(db, account)
    if waiting.good:
        plan(db, account.id, _slot(pace, Lane.GOOD), now, new=False)
    elif waiting.spam and payload["new"] and payload["slot"] == HOUR:
        plan(db, account.id, DAY, now, new=True)
    if waiting.good or (waiting.spam and payload["new"] and payload["slot"] == DAY):
        put_letter(db, account, waiting, now)


def put_letter(db: Session, account: Any, waiting: Waiting, now: datetime, alone: bool = False) -> None:
    """The letter's row holds numbers only: `desk_letters` writes it as it goes out, and no words lie about."""
    payload = {
        "account": account.id, "to": account.email, "comments": [list(one) for one in waiting.listed],
        "good": waiting.good, "spam": waiting.spam, "alone": alone, "at": now.isoformat(),
    }  # fmt: skip
    outbox.put(db, LETTER, payload, now, about=f"desk:{account.id}")


def plan_again(db: Session, account: Account, now: datetime) -> None:
    """The person has chosen another pace: what was planned by the old one goes, and comes again by the new one."""
    take_turns(db, [TURN])
    about = f"desk:{account.id}"
    planned = db.scalars(select(Job.payload).where(Job.kind == DIGEST, Job.about == about, Job.done_at.is_(None)))
    new = any(payload["new"] for payload in planned)
    outbox.take_back(db, DIGEST, about)
    _plan_what_waits(db, account, now, new)


def plan_all(db: Session, now: datetime) -> None:
    """See that everybody for whom something waits is told: after an upgrade, an import, or a clock that was wrong.

    The demo's own comments wait for nobody.
    """
    if read_site(db).demo:
        return
    take_turns(db, [TURN])
    roles = [role for role, capabilities in ROLES.items() if Capability.MODERATE_OWN in capabilities]
    query = select(Account).where(Account.role.in_(roles), Account.disabled_at.is_(None)).order_by(Account.id)
    for account in db.scalars(query):
        _plan_what_waits(db, account, now, new=False)
    oldest = escalation.oldest_wait(db)
    if oldest is not None:
        escalation.plan(db, oldest, now)


def what_waits(db: Session, account: Account) -> Waiting:
    def of_lane(lane: Lane) -> Any:
        query = select(Comment.id, Comment.seen).join(CommentRevision, CommentRevision.comment_id == Comment.id)
        return query.where(is_pending(), CommentRevision.lane == lane, visible(account))

    oldest = of_lane(Lane.GOOD).order_by(CommentRevision.waiting_since, CommentRevision.id).limit(IN_A_LETTER)
    listed: Sequence[Any] = db.execute(oldest).all()
    good, spam = (
        db.scalar(select(func.count()).select_from(of_lane(lane).subquery())) or 0 for lane in (Lane.GOOD, Lane.SPAM)
    )
    return Waiting([(row.id, row.seen) for row in listed], good, spam)


def next_hour(now: datetime, zone: ZoneInfo, hours: paces.Hours) -> datetime:
    """The next full hour of the blog's day; from the evening on, the next morning: people are left their night."""
    local = now.astimezone(zone)
    full = (local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)).astimezone(UTC).astimezone(zone)
    if full.date() > local.date() or full.hour > hours.last:
        return next_digest(now, zone, time(hours.first))
    if full.hour < hours.first:
        return datetime.combine(full.date(), time(hours.first), zone)
    return full if full > now else full + timedelta(hours=1)


def _plan_what_waits(db: Session, account: Account, now: datetime, new: bool) -> None:
    pace = paces.pace_of(db, account.id)
    waiting = what_waits(db, account)
    if pace != paces.NEVER and (waiting.good or waiting.spam):
        lane = Lane.GOOD if waiting.good else Lane.SPAM
        plan(db, account.id, _slot(pace, lane), now, new)


def _slot(pace: str, lane: str) -> str:
    """Probable spam is a matter of once a day; so is what still waits of that which was told at once."""
    return HOUR if pace == paces.HOURLY and lane == Lane.GOOD else DAY
