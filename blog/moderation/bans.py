"""Bans: whose comments go straight to the probable spam, until when, by whom and why. No comment is lost by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session, joinedload

from blog.accounts.models import Account
from blog.comments.commenters import fold_address
from blog.comments.models import Comment
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.markup.comments import Unreadable, normalize
from blog.moderation import log
from blog.moderation.decisions import begin_action
from blog.moderation.hosts import hosts_of
from blog.moderation.models import Action, Ban
from blog.moderation.words import BAN, LIFT

REASON_CHARACTERS = 200
LIFTED = "lifted"


class Kind(StrEnum):
    PERSON = "person"
    EMAIL = "email"
    NETWORK = "network"
    HOST = "host"


KIND_WORDS: dict[Kind, Sentence] = {
    Kind.PERSON: say("This person, as they are known"),
    Kind.EMAIL: say("The e-mail address"),
    Kind.NETWORK: say("The network"),
    Kind.HOST: say("The website"),
}
# Days, as the form offers them; 0 holds until somebody lifts it.
DAYS: Mapping[str, Sentence] = {
    "1": say("1 day"),
    "7": say("7 days"),
    "30": say("30 days"),
    "90": say("90 days"),
    "365": say("1 year"),
    "0": say("Until somebody lifts it"),
}
# Networks change hands, and their codes are not kept for long.
MOST_DAYS_OF_A_NETWORK = 30


class BanUnknown(Refusal):
    """This ban is not here. Nothing was changed."""


class BanOver(Refusal):
    """This ban is over already: it has ended, or somebody has lifted it."""


class BanStands(Refusal):
    """The same is banned already. Lift that ban first, if it is to be another."""


class Fields(Protocol):
    def get(self, name: str) -> str: ...


@dataclass(frozen=True)
class BanForm:
    """What a form wants banned: by a comment of theirs, or by an address or a website that was typed."""

    kind: str = Kind.EMAIL
    comment: str = ""
    value: str = ""
    days: str = "30"
    reason: str = ""
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> BanForm:
        typed = {name: _words(fields.get(name)) for name in ("kind", "comment", "value", "days", "reason")}
        complaints: dict[str, Sentence] = {}
        if typed["kind"] not in set(Kind) or (not typed["comment"] and not _matter(typed["kind"], typed["value"])):
            complaints["value"] = say("Write an e-mail address, or the name of a website such as example.org.")
        if typed["days"] not in DAYS:
            complaints["days"] = say("Choose until when.")
        elif typed["kind"] == Kind.NETWORK and not 0 < int(typed["days"]) <= MOST_DAYS_OF_A_NETWORK:
            complaints["days"] = say("A network changes hands: ban it for at most 30 days.")
        if not typed["reason"] or len(typed["reason"]) > REASON_CHARACTERS:
            complaints["reason"] = say("Say in up to 200 characters why. Only the desk reads it.")
        return cls(**typed, complaints=complaints)


def ban(db: Session, account: Account, form: BanForm, comment: Comment | None, now: datetime) -> Ban:
    """Ban what the form names; logged, and taken back by Undo. Raises BanUnknown, BanStands."""
    kind = Kind(form.kind)
    matter = _matter(kind, form.value) if comment is None else _matter_of(kind, comment)
    commenter_id = comment.commenter_id if comment is not None and kind is Kind.PERSON else None
    if not matter and commenter_id is None:
        raise BanUnknown
    head = log.take_head(db)
    forget_ended(db, now)
    if db.scalar(select(Ban.id).where(_in_force(now), _same(kind, matter, commenter_id)).limit(1)) is not None:
        raise BanStands
    action = begin_action(db, account, BAN, now)
    days = int(form.days)
    made = Ban(
        kind=kind,
        matter=matter,
        commenter_id=commenter_id,
        comment_id=comment.id if comment is not None else None,
        reason=form.reason,
        at=now,
        account_id=account.id,
        until=now + timedelta(days=days) if days else None,
        action_id=action.id,
    )
    db.add(made)
    db.flush()
    log.append(db, head, [log.measure(f"ban:{made.id}", account, "", BAN, form.reason, now, action.id)])
    return made


def lift(db: Session, account: Account, ban_id: int, now: datetime, action: Action | None = None) -> Ban:
    """End a ban before its time; what it has put among the spam stays there. Raises BanUnknown, BanOver.

    Undo takes it back; `action` is the undo that lifts the ban it takes back.
    """
    found = db.scalar(select(Ban).where(Ban.id == ban_id).with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise BanUnknown
    if found.lifted_at is not None or (found.until is not None and found.until <= now):
        raise BanOver
    head = log.take_head(db)
    action = action or begin_action(db, account, LIFT, now)
    found.lifted_at, found.lifted_by, found.lift_action_id = now, account.id, action.id
    log.append(db, head, [log.measure(f"ban:{found.id}", account, BAN, LIFTED, "", now, action.id)])
    forget_ended(db, now)
    return found


def take_back(db: Session, account: Account, action: Action, undoing: Action, now: datetime) -> None:
    """Undo a ban: it is lifted, if it has not ended by itself meanwhile."""
    ban_id = db.scalar(select(Ban.id).where(Ban.action_id == action.id, _in_force(now)))
    if ban_id is not None:
        lift(db, account, ban_id, now, undoing)


def hold_again(db: Session, account: Account, action: Action, undoing: Action, now: datetime) -> None:
    """Undo the lifting of a ban: it holds until the day it was meant for. Raises BanOver, BanStands.

    The code of a network went when it was lifted; the comment that the ban was made from may still carry it.
    """
    head = log.take_head(db)
    query = select(Ban).where(Ban.lift_action_id == action.id, Ban.lifted_at.is_not(None))
    found = db.scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is None or (found.until is not None and found.until <= now):
        raise BanOver
    kind = Kind(found.kind)
    matter = found.matter
    if kind is Kind.NETWORK and not matter:
        matter = db.scalar(select(Comment.prefix_hash).where(Comment.id == (found.comment_id or 0))) or ""
        if not matter:
            raise BanOver
    if db.scalar(select(Ban.id).where(_in_force(now), _same(kind, matter, found.commenter_id)).limit(1)) is not None:
        raise BanStands
    found.matter, found.lifted_at, found.lifted_by, found.lift_action_id = matter, None, None, None
    log.append(db, head, [log.measure(f"ban:{found.id}", account, LIFTED, BAN, "", now, undoing.id)])


def is_standing_action() -> ColumnElement[bool]:
    """A condition on actions: a ban that nobody has lifted."""
    return select(Ban.id).where(Ban.action_id == Action.id, Ban.lifted_at.is_(None)).exists()


def is_standing_lift(now: datetime) -> ColumnElement[bool]:
    """A condition on actions: the lifting of a ban that would be in force otherwise, and of which enough is kept."""
    of_comment = select(Comment.id).where(Comment.id == Ban.comment_id, Comment.prefix_hash.is_not(None)).exists()
    kept = or_(Ban.kind != Kind.NETWORK, of_comment)
    lifted = and_(
        Ban.lift_action_id == Action.id, Ban.lifted_at.is_not(None), or_(Ban.until.is_(None), Ban.until > now)
    )
    return select(Ban.id).where(lifted, kept).exists()


def standing(db: Session, now: datetime, size: int = 200) -> list[Ban]:
    """Bans in force, the newest first."""
    return list(db.scalars(_listed(size).where(_in_force(now))))


def over(db: Session, now: datetime, size: int = 50) -> list[Ban]:
    """Bans that have ended or were lifted, the newest first."""
    return list(db.scalars(_listed(size).where(~_in_force(now))))


def of_person(db: Session, commenter_id: int | None, email_key: str | None, comments: ColumnElement[bool]) -> list[Ban]:
    """Every ban of somebody: by who they are, by their address, or made from one of `comments`; the newest first."""
    by_address = and_(Ban.kind == Kind.EMAIL, Ban.matter == (email_key or "-"))
    by_comment = Ban.comment_id.in_(select(Comment.id).where(comments))
    return list(db.scalars(_listed(50).where(or_(by_address, by_comment, Ban.commenter_id == (commenter_id or 0)))))


def forget_ended(db: Session, now: datetime) -> None:
    """The code of a network is kept no longer than its ban is in force."""
    ended = and_(Ban.kind == Kind.NETWORK, Ban.matter != "", ~_in_force(now))
    db.execute(update(Ban).where(ended).values(matter=""), execution_options={"synchronize_session": False})


def forget_bans(db: Session, email_key: str, commenter_id: int | None, comment_ids: Sequence[int]) -> None:
    """Of somebody who is to be forgotten: every ban that says whose it was, and what the log says of it."""
    by_address = and_(Ban.kind == Kind.EMAIL, Ban.matter == email_key)
    theirs = or_(by_address, Ban.commenter_id == (commenter_id or 0), Ban.comment_id.in_(comment_ids))
    for ban_id in db.scalars(select(Ban.id).where(theirs)).all():
        log.forget_measures(db, f"ban:{ban_id}")
    db.execute(delete(Ban).where(theirs), execution_options={"synchronize_session": False})


def _in_force(now: datetime) -> ColumnElement[bool]:
    return and_(Ban.lifted_at.is_(None), or_(Ban.until.is_(None), Ban.until > now))


def _same(kind: Kind, matter: str, commenter_id: int | None) -> ColumnElement[bool]:
    if kind is Kind.PERSON:
        return Ban.commenter_id == commenter_id
    return and_(Ban.kind == kind, Ban.matter == matter)


def _listed(size: int) -> Any:
    around = joinedload(Ban.account), joinedload(Ban.lifter)
    return select(Ban).order_by(Ban.id.desc()).limit(size).options(*around)


def _matter(kind: str, typed: str) -> str:
    """What is compared, of what was typed; empty where nothing can be."""
    if kind == Kind.EMAIL:
        name, at, host = fold_address(typed).rpartition("@")
        return fold_address(typed) if name and at and "." in host and len(typed) <= 254 else ""
    if kind == Kind.HOST:
        hosts = hosts_of([typed if "//" in typed else f"https://{typed}"], None)
        return ascii_host(hosts[0]) if hosts and "." in hosts[0] else ""
    return ""


def ascii_host(host: str) -> str:
    """As the stored links have it; a name that cannot be put so stays as it is, and meets itself alone."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _matter_of(kind: Kind, comment: Comment) -> str:
    if kind is Kind.NETWORK:
        return comment.prefix_hash or ""
    return _matter(kind, {Kind.EMAIL: comment.email, Kind.HOST: comment.website}.get(kind) or "")


def _words(typed: str) -> str:
    try:
        return " ".join(normalize(typed).split())
    except Unreadable:
        return ""
