"""The emergency switch: everything waits, or nothing more is taken, until somebody of the desk says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.database.turns import take_turns
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.moderation import log
from blog.moderation.models import Emergency
from blog.posts.models import CommentsRule
from blog.site.settings import SiteSettings, change_site

RULES = (CommentsRule.MODERATED, CommentsRule.CLOSED)
REASON_CHARACTERS = 200
OFF = "off"


class EmergencyUnreasoned(Refusal):
    """Say in up to 200 characters why, and whether comments wait or are closed. Nothing was changed."""


class EmergencyAlready(Refusal):
    """Somebody was faster: the switch is not as it was when you looked. Nothing was changed."""


def begin(db: Session, account: Account, rule: str, reason: str, now: datetime) -> Emergency:
    """From now on every comment waits, or none is taken. Raises EmergencyUnreasoned, EmergencyAlready."""
    if rule not in RULES or not reason or len(reason) > REASON_CHARACTERS:
        raise EmergencyUnreasoned
    # Two who press the switch at once would both find it off.
    take_turns(db, ["emergency"])
    if in_force(db) is not None:
        raise EmergencyAlready
    head = log.take_head(db)
    emergency = Emergency(rule=rule, reason=reason, began_at=now, began_by=account.id)
    db.add(emergency)
    db.flush()
    log.append(db, head, [log.measure(f"emergency:{emergency.id}", account, OFF, rule, reason, now)])
    told = {"emergency_by": account.name, "emergency_since": now.isoformat(), "emergency_why": reason}
    change_site(db, now, account.id, emergency=str(rule), **told)
    return emergency


def end(db: Session, account: Account, now: datetime) -> Emergency:
    """Everything is as it was before. What has come in meanwhile waits as it did. Raises EmergencyAlready."""
    take_turns(db, ["emergency"])
    emergency = in_force(db)
    if emergency is None:
        raise EmergencyAlready
    head = log.take_head(db)
    emergency.ended_at, emergency.ended_by = now, account.id
    log.append(db, head, [log.measure(f"emergency:{emergency.id}", account, emergency.rule, OFF, "", now)])
    told = dict.fromkeys(("emergency_by", "emergency_since", "emergency_why"), "")
    change_site(db, now, account.id, emergency="", **told)
    return emergency


def in_force(db: Session) -> Emergency | None:
    query = select(Emergency).where(Emergency.ended_at.is_(None)).order_by(Emergency.id.desc()).limit(1)
    return db.scalar(query.options(joinedload(Emergency.beginner)))


@dataclass(frozen=True)
class Banner:
    """What every page of the desk says about the emergency; `may_end` where a button for it stands."""

    words: Sentence
    who: str
    since: datetime
    why: str
    may_end: bool


def banner(site: SiteSettings, account: Account) -> Banner | None:
    """For everybody at the desk whom comments concern; made of the settings alone."""
    if not site.emergency or not may(account, Capability.MODERATE_OWN):
        return None
    closed = site.emergency == CommentsRule.CLOSED
    words = say("Comments are closed everywhere.") if closed else say("Everything waits, whoever wrote it.")
    since = datetime.fromisoformat(site.emergency_since)
    may_end = may(account, Capability.MODERATE_ALL)
    return Banner(words, site.emergency_by, since, site.emergency_why, may_end)


def past(db: Session, size: int = 20) -> list[Emergency]:
    """Those that are over, the newest first."""
    query = select(Emergency).where(Emergency.ended_at.is_not(None)).order_by(Emergency.id.desc()).limit(size)
    return list(db.scalars(query.options(joinedload(Emergency.beginner), joinedload(Emergency.ender))))
