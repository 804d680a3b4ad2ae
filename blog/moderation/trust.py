"""Who is trusted: earned by approved comments on a proved identity, given or taken by hand, lost by what is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from blog.accounts.models import Account
from blog.comments.models import Comment, Commenter, Status
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say, say_count
from blog.moderation import log
from blog.moderation.decisions import begin_action
from blog.moderation.models import Action, LogEntry, TrustChange
from blog.moderation.states import MODERATOR
from blog.moderation.words import TRUST
from blog.site.settings import read_site

REFUSED = (Status.REJECTED, Status.SPAM)
REASON_CHARACTERS = 200


class Level(StrEnum):
    NEW = "new"
    KNOWN = "known"
    TRUSTED = "trusted"


class TrustUnreasoned(Refusal):
    """Say in up to 200 characters why. Nothing was changed, and your words are kept."""


class TrustUnchanged(Refusal):
    """Somebody has just changed that. Look again before you decide."""


@dataclass(frozen=True)
class Standing:
    """How far somebody is trusted, and what that follows from; `hand` is the newest change made by hand."""

    level: Level = Level.NEW
    approved: int = 0
    refused: int = 0
    refused_at: datetime | None = None
    hand: TrustChange | None = None


NOBODY = Standing()


def standings(db: Session, commenter_ids: Iterable[int], needed: int) -> dict[int, Standing]:
    """The standing of each: two questions however many, none for nobody.

    needed: so many approved comments earn trust. Only what a person has approved counts: what a policy let through
    has earned nothing yet. A typed name or address is nobody's standing.
    """
    ids = sorted(set(commenter_ids))
    if not ids:
        return {}
    approved: dict[int, int] = dict.fromkeys(ids, 0)
    refused: dict[int, tuple[int, datetime | None]] = {}
    decided = (
        select(
            Comment.commenter_id,
            Comment.status,
            func.count(func.distinct(Comment.id)),
            func.max(LogEntry.at),
        )
        .join(LogEntry, (LogEntry.comment_id == Comment.id) & (LogEntry.new == Comment.status))
        .where(Comment.commenter_id.in_(ids), Comment.status.in_([Status.APPROVED, *REFUSED]))
        .where(LogEntry.actor == MODERATOR)
        .group_by(Comment.commenter_id, Comment.status)
    )
    for commenter_id, status, number, at in db.execute(decided):
        assert commenter_id is not None
        if status == Status.APPROVED:
            approved[commenter_id] = number
        else:
            before = refused.get(commenter_id, (0, None))
            refused[commenter_id] = (before[0] + number, max(filter(None, (before[1], at))))
    hands = _newest_by_hand(db, ids)
    return {one: judge(approved[one], *refused.get(one, (0, None)), hand=hands.get(one), needed=needed) for one in ids}


def judge(approved: int, refused: int, refused_at: datetime | None, hand: TrustChange | None, needed: int) -> Standing:
    """What the numbers and the hand of a moderator make of somebody.

    Trust that was given by hand is lost by what is refused after it; trust that was taken comes back by hand alone.
    """
    earned = approved >= needed and not refused
    if hand is not None and hand.level != Level.TRUSTED:
        trusted = False
    elif hand is not None and (refused_at is None or refused_at < hand.at):
        trusted = True
    else:
        trusted = earned
    level = Level.TRUSTED if trusted else Level.KNOWN if approved else Level.NEW
    return Standing(level, approved, refused, refused_at, hand)


def standing_of(db: Session, commenter_id: int | None, needed: int) -> Standing:
    return standings(db, [commenter_id], needed)[commenter_id] if commenter_id is not None else NOBODY


def change_trust(
    db: Session, account: Account, commenter: Commenter, level: Level, reason: str, needed: int, now: datetime
) -> TrustChange:
    """Give somebody trust by hand, or take it; logged like a decision. Raises TrustUnreasoned, TrustUnchanged."""
    if not reason or len(reason) > REASON_CHARACTERS or level is Level.KNOWN:
        raise TrustUnreasoned
    head = log.take_head(db)
    before = standing_of(db, commenter.id, needed).level
    if (before is Level.TRUSTED) == (level is Level.TRUSTED):
        raise TrustUnchanged
    action = begin_action(db, account, TRUST, now)
    change = TrustChange(
        commenter_id=commenter.id, level=level, reason=reason, at=now, account_id=account.id, action_id=action.id
    )
    db.add(change)
    db.flush()
    log.append(db, head, [log.measure(f"trust:{commenter.public_id}", account, before, level, reason, now, action.id)])
    return change


def take_back(db: Session, account: Account, action: Action, undoing: Action, now: datetime) -> None:
    """Undo what was done by hand: it is as if it had not been, and what was before holds. Raises TrustUnchanged."""
    head = log.take_head(db)
    change = db.scalar(select(TrustChange).where(TrustChange.action_id == action.id, _stands()))
    commenter = db.get(Commenter, change.commenter_id) if change is not None else None
    if change is None or commenter is None:
        raise TrustUnchanged
    needed = read_site(db).trust_after
    before = standing_of(db, commenter.id, needed).level
    change.undone_at = now
    db.flush()
    after = standing_of(db, commenter.id, needed).level
    log.append(db, head, [log.measure(f"trust:{commenter.public_id}", account, before, after, "", now, undoing.id)])


def is_standing_action() -> ColumnElement[bool]:
    """A condition on actions: trust changed by hand, and not changed since."""
    return select(TrustChange.id).where(TrustChange.action_id == Action.id, _stands()).exists()


def _stands() -> ColumnElement[bool]:
    later = aliased(TrustChange)
    since = (later.commenter_id == TrustChange.commenter_id, later.id > TrustChange.id, later.undone_at.is_(None))
    return TrustChange.undone_at.is_(None) & ~select(later.id).where(*since).exists()


def history(db: Session, commenter_id: int) -> list[TrustChange]:
    """Every change made by hand, the newest first, also those that were undone."""
    query = select(TrustChange).where(TrustChange.commenter_id == commenter_id).order_by(TrustChange.id.desc())
    return list(db.scalars(query.options(joinedload(TrustChange.account))))


LEVEL_WORDS: dict[Level, Sentence] = {
    Level.NEW: say("New here"),
    Level.KNOWN: say("Known here"),
    Level.TRUSTED: say("Trusted"),
}


def explain(standing: Standing, needed: int) -> Sentence:
    """What the level follows from, in a sentence."""
    hand = standing.hand
    if hand is not None and hand.level == Level.TRUSTED and standing.level is Level.TRUSTED:
        return say("Trusted because a moderator said so.")
    if hand is not None and hand.level != Level.TRUSTED:
        return say("A moderator has taken the trust away. It comes back by hand alone.")
    if standing.level is Level.TRUSTED:
        return say_count(
            "Trusted: %(num)s comment approved, none turned down.",
            "Trusted: %(num)s comments approved, none turned down.",
            standing.approved,
        )
    if standing.refused:
        return say_count(
            "Not trusted: %(num)s comment was rejected or spam. A moderator may trust them all the same.",
            "Not trusted: %(num)s comments were rejected or spam. A moderator may trust them all the same.",
            standing.refused,
        )
    return say("%(num)s of %(needed)s approved comments that earn trust.", num=standing.approved, needed=needed)


def _newest_by_hand(db: Session, ids: list[int]) -> Mapping[int, TrustChange]:
    newest = select(func.max(TrustChange.id)).where(TrustChange.commenter_id.in_(ids), TrustChange.undone_at.is_(None))
    query = select(TrustChange).where(TrustChange.id.in_(newest.group_by(TrustChange.commenter_id)))
    return {change.commenter_id: change for change in db.scalars(query)}
