"""What an address is told of: asked for by whoever typed it, confirmed by its owner, changed and ended by the owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, joinedload

from blog.comments.commenters import keep_address
from blog.comments.models import Comment, Commenter, Following, Lane, Status
from blog.database.buckets import Allowance, take_token
from blog.database.inserting import insert_once
from blog.errors import Refusal
from blog.jobs import outbox
from blog.signing import Keys

LETTER = "reader letter"
PURPOSE = "mail"
NOW, DAILY, NEVER = "now", "daily", "never"
PACES = (NOW, DAILY, NEVER)
# What can be asked for on the form: nothing, answers to one's own comment, or every comment under the post.
NO, ANSWERS, ALL = "", "answers", "all"
# Whoever types an address can cause one letter a day to it, whatever else they do.
ONE_LETTER = timedelta(days=1)
# From one network, to however many addresses.
ASKING = Allowance("letters asked for", most=6, span=timedelta(hours=1))


class MailPageNotFound(Refusal):
    """There is no such page. Either the link is not whole, or all that was known of the address has been erased."""


class AddressMissing(Refusal):
    """Write the e-mail address that is to be told, such as sol@example.org."""


def mail_path(keys: Keys, commenter: Commenter) -> str:
    """The one page where an address says what it is told of; the link ends in its signature."""
    return f"/-/mail/{commenter.public_id}.{keys.seal(PURPOSE, commenter.public_id)}"


def find_by_link(db: Session, keys: Keys, token: str, lock: bool = False) -> Commenter:
    """Whose page it is. Raises MailPageNotFound."""
    public_id, _, seal = token.partition(".")
    if not keys.seal_fits(PURPOSE, public_id, seal):
        raise MailPageNotFound
    query = select(Commenter).where(Commenter.public_id == public_id).execution_options(populate_existing=True)
    commenter = db.scalar(query.with_for_update() if lock else query)
    if commenter is None:
        raise MailPageNotFound
    return commenter


def wishes(comment: Comment, answers: str, outcome: bool = False) -> list[str]:
    """What is asked for with a comment, as `about`."""
    about = {ANSWERS: [f"answers:{comment.id}"], ALL: [f"post:{comment.post_id}"]}.get(answers, [])
    return [*about, f"outcome:{comment.id}"] if outcome else about


def ask(db: Session, comment: Comment, email: str, about: Iterable[str], now: datetime, proved: bool) -> Commenter:
    """Note what was asked for with a comment. Where the owner of the address is `proved` to ask, it holds at once."""
    commenter = keep_address(db, email, now)
    asked = {"post_id": comment.post_id, "comment_id": comment.id, "pace": NOW, "created_at": now}
    confirmed_at = now if proved else None
    for one in about:
        own = (Following.commenter_id == commenter.id, Following.about == one)
        if not insert_once(db, Following, commenter_id=commenter.id, about=one, confirmed_at=confirmed_at, **asked):
            # What is confirmed stands as its owner set it; what waits, or was ended, is asked for anew.
            idle = or_(Following.confirmed_at.is_(None), Following.pace == NEVER)
            renewed = update(Following).where(*own, idle).values(confirmed_at=confirmed_at, asked_at=None, **asked)
            db.execute(renewed)
    return commenter


def drop(db: Session, comment: Comment, keep: Sequence[str]) -> None:
    """Take back what was asked for with a comment, but for `keep`."""
    db.execute(delete(Following).where(Following.comment_id == comment.id, Following.about.not_in(keep)))


def of_comment(db: Session, comment: Comment) -> list[Following]:
    """What was asked for with a comment."""
    query = select(Following).where(Following.comment_id == comment.id).order_by(Following.id)
    return list(db.scalars(query.options(joinedload(Following.commenter))))


def of_commenter(db: Session, commenter: Commenter) -> list[Following]:
    """All that an address is or wants to be told of, the newest first."""
    query = select(Following).where(Following.commenter_id == commenter.id).order_by(Following.id.desc())
    return list(db.scalars(query.options(joinedload(Following.post), joinedload(Following.comment))))


def may_write(comment: Comment) -> bool:
    """Whether a letter may go out that this comment asks for: a moderator has approved it, or it is probably good.

    What waits among the probable spam sends nothing to anybody before a moderator has read it.
    """
    if comment.status == Status.APPROVED:
        return True
    return comment.status == Status.PENDING and comment.newest is not None and comment.newest.lane == Lane.GOOD


def ask_owner(db: Session, comment: Comment, now: datetime, prefix_hash: str | None = None) -> None:
    """Have the letters put into the outbox that ask the owners to confirm what was asked for with a comment.

    None goes out for a comment that may not write, to an address that was written to within a day or wants no letters,
    or when `prefix_hash` has asked for too many. The page behind an earlier letter shows the newer wish, too.
    """
    waiting = select(Following.commenter_id).where(
        Following.comment_id == comment.id, Following.confirmed_at.is_(None), Following.asked_at.is_(None)
    )
    if not may_write(comment):
        return
    locked = select(Commenter).where(Commenter.id.in_(waiting)).order_by(Commenter.id).with_for_update()
    for commenter in db.scalars(locked.execution_options(populate_existing=True)).all():
        if not takes_letter(commenter, now):
            continue
        if prefix_hash is not None and take_token(db, ASKING, prefix_hash, now):
            return
        commenter.asked_at = now
        unconfirmed = (Following.commenter_id == commenter.id, Following.confirmed_at.is_(None))
        db.execute(update(Following).where(*unconfirmed).values(asked_at=now))
        put_letter(db, commenter, {"what": "confirm"}, now)
    db.flush()


def takes_letter(commenter: Commenter, now: datetime) -> bool:
    """Whether a letter may go out that anybody can have caused by typing the address."""
    rested = commenter.asked_at is None or commenter.asked_at <= now - ONE_LETTER
    return commenter.refused_at is None and rested


def put_letter(
    db: Session,
    commenter: Commenter,
    payload: dict[str, object],
    now: datetime,
    due_at: datetime | None = None,
    about: str | None = None,
) -> None:
    """Have a letter to an address written when it is due: what it says is looked up then, and not before."""
    whole = {**payload, "commenter": commenter.id, "at": now.isoformat()}
    outbox.put(db, LETTER, whole, now, due_at=due_at, about=about or f"commenter:{commenter.id}")


def confirm(db: Session, commenter: Commenter, ids: Iterable[int], now: datetime) -> list[Following]:
    """The owner says yes to these; those that were not confirmed before."""
    chosen = [one for one in of_commenter(db, commenter) if one.id in set(ids) and one.confirmed_at is None]
    for following in chosen:
        following.confirmed_at = now
    if chosen:
        commenter.asked_at = None
        commenter.refused_at = None
    db.flush()
    return chosen


def decline(db: Session, commenter: Commenter) -> None:
    """The owner says no to all that waits for a yes."""
    db.execute(delete(Following).where(Following.commenter_id == commenter.id, Following.confirmed_at.is_(None)))


def set_pace(db: Session, commenter: Commenter, following_id: int, pace: str) -> None:
    """Now, daily or never, for what the owner has confirmed; anything else changes nothing."""
    if pace in PACES:
        own = (Following.commenter_id == commenter.id, Following.confirmed_at.is_not(None))
        db.execute(update(Following).where(Following.id == following_id, *own).values(pace=pace))


def stop(db: Session, commenter: Commenter) -> None:
    """No letter any more of anything that was ever asked for."""
    decline(db, commenter)
    db.execute(update(Following).where(Following.commenter_id == commenter.id).values(pace=NEVER))


def refuse(db: Session, commenter: Commenter, now: datetime) -> None:
    """No letter any more, whoever asks for one."""
    stop(db, commenter)
    commenter.refused_at = commenter.refused_at or now


def allow(commenter: Commenter) -> None:
    """Letters may be asked for again."""
    commenter.refused_at = None


def followers_of(db: Session, comment: Comment) -> list[Following]:
    """Whom a new comment is told to: what each address has confirmed, once an address, at the quickest pace it chose.

    Nobody is told of what they wrote themselves.
    """
    about = [f"post:{comment.post_id}"]
    if comment.parent_id is not None:
        about.append(f"answers:{comment.parent_id}")
    own = select(Following.commenter_id).where(Following.comment_id == comment.id, Following.confirmed_at.is_not(None))
    query = (
        select(Following)
        .join(Commenter, Commenter.id == Following.commenter_id)
        .where(Following.about.in_(about), Following.confirmed_at.is_not(None), Following.pace != NEVER)
        .where(Commenter.refused_at.is_(None), Commenter.id.not_in(own))
        .order_by(Following.commenter_id, Following.pace.desc())
        .options(joinedload(Following.commenter))
    )
    if comment.commenter_id is not None:
        query = query.where(Commenter.id != comment.commenter_id)
    # "now" comes before "daily" in this order, and of an address the first one found counts.
    return list({one.commenter_id: one for one in reversed(db.scalars(query).all())}.values())
