"""Keeps what somebody types into a post form before it is saved, so that no accident takes it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session, joinedload

from blog.accounts.models import Account
from blog.database.inserting import insert_once
from blog.errors import Refusal
from blog.markup.characters import is_blank, normalize
from blog.markup.limits import Unreadable
from blog.posts.forms import BESIDE, LONGEST_BODY
from blog.posts.models import Post, PostStatus, Unsaved
from blog.posts.shownfields import as_shown, read_shown
from blog.posts.writing import editable, find_editable, says_the_same

# A person has so many forms that wait at most; of more, those not touched for longest are forgotten.
MOST = 20
WAITS = timedelta(days=90)
# So long what was put away can still be found, and a slow browser is not believed.
ENDED_STAYS = timedelta(days=2)
# Whoever has typed within this time is told of; what is typed is kept every two seconds.
LATELY = timedelta(minutes=2)
# Longer than anything beside the words that can be saved.
LONGEST_FIELD = 2000
DRAFT = re.compile(r"[0-9a-f]{16}")
NUMBER = re.compile(r"[0-9]{1,9}")


class TooLongToKeep(Refusal):
    """The text is longer than a post can be, so it is kept on this device only."""


class UnsavedNotFound(Refusal):
    """Nothing unsaved is kept under this address. What you saved stands under Posts."""


@dataclass(frozen=True)
class Waiting:
    """An unsaved text, and the post it belongs to: None for a new one, and where the post is out of reach by now."""

    text: Unsaved
    post: Post | None


def new_draft() -> str:
    """A name for a form: of two tabs, each keeps its own."""
    return secrets.token_hex(8)


def read_draft(typed: str) -> str:
    """The name as a form sent it; "" for what is none."""
    return typed if DRAFT.fullmatch(typed) else ""


def keep(
    db: Session, account: Account, post_id: int | None, draft: str, fields: Mapping[str, str], now: datetime
) -> bool:
    """Keep what stands in a form now; False where that form has been saved or put away already.

    What says nothing at all is not kept: the words before it may have been taken away by accident. Raises PostNotFound,
    TooLongToKeep, Unreadable.
    """
    title, typed = normalize(fields["title"])[:LONGEST_FIELD], normalize(fields["body"])
    if len(typed) > LONGEST_BODY:
        raise TooLongToKeep
    if post_id is not None:
        find_editable(db, account, post_id)
    if is_blank(title) and is_blank(typed):
        return True
    base = fields["revision"] if NUMBER.fullmatch(fields["revision"]) else ""
    words = {"title": title, "typed": typed, "plan": _plan(fields), "base": base, "post_id": post_id, "kept_at": now}
    if insert_once(db, Unsaved, account_id=account.id, draft=draft, ended_at=None, **words):
        _forget_old(db, account, now)
        return True
    renewed = update(Unsaved).where(_is(account, draft), Unsaved.ended_at.is_(None)).values(**words)
    return bool(db.scalars(renewed.returning(Unsaved.id)).all())


def end(db: Session, account: Account, draft: str, now: datetime) -> None:
    """It is saved, or its writer does not want it: it is offered no more, and nothing is kept under its name again."""
    if not draft:
        return
    if insert_once(db, Unsaved, **_ended(account, draft, now)):
        _forget_old(db, account, now)
        return
    db.execute(update(Unsaved).where(_is(account, draft), Unsaved.ended_at.is_(None)).values(ended_at=now))


def find_unsaved(db: Session, account: Account, draft: str) -> Unsaved:
    """One's own, also what was put away lately. Raises UnsavedNotFound."""
    found = db.scalar(select(Unsaved).where(_is(account, draft)))
    if found is None or (is_blank(found.title) and is_blank(found.typed)):
        raise UnsavedNotFound
    return found


def list_unsaved(db: Session, account: Account) -> list[Waiting]:
    """What waits of this person, newest first; without what has been saved word for word meanwhile."""
    within = (Post.id == Unsaved.post_id) & (Post.status != PostStatus.DELETED) & editable(account)
    query = (
        select(Unsaved, Post)
        .outerjoin(Post, within)
        .where(Unsaved.account_id == account.id, Unsaved.ended_at.is_(None))
        .options(joinedload(Post.newest))
        .order_by(Unsaved.kept_at.desc(), Unsaved.id.desc())
    )
    waiting = [Waiting(text, post) for text, post in db.execute(query)]
    return [one for one in waiting if one.post is None or not is_saved(one.text, one.post)]


def typing_too(db: Session, account: Account, post_id: int, now: datetime) -> list[tuple[int, str]]:
    """Who else has typed into a form of this post lately and has not saved it: account and name, whichever process of
    the blog they are served by. What they type is nobody's business."""
    query = (
        select(Unsaved.account_id, Account.name)
        .join(Account, Account.id == Unsaved.account_id)
        .where(Unsaved.post_id == post_id, Unsaved.account_id != account.id, Account.disabled_at.is_(None))
        .where(Unsaved.ended_at.is_(None), Unsaved.kept_at > now - LATELY)
        .distinct()
        .order_by(Account.name, Unsaved.account_id)
    )
    return [(number, name) for number, name in db.execute(query)]


def is_saved(text: Unsaved, post: Post) -> bool:
    """Whether the newest revision says the very same."""
    newest = post.newest
    excerpt = text.plan.get("excerpt")
    return newest is not None and says_the_same(newest, " ".join(text.title.split()), text.typed, excerpt)


def _is(account: Account, draft: str) -> ColumnElement[bool]:
    return (Unsaved.account_id == account.id) & (Unsaved.draft == draft)


def _plan(fields: Mapping[str, str]) -> dict[str, str]:
    """What stands beside the words, and as what it was shown; cut off, that would say nothing."""
    plan = {"shown": as_shown(read_shown(fields["shown"]))}
    for name in BESIDE:
        try:
            plan[name] = normalize(fields[name])[:LONGEST_FIELD]
        except Unreadable:
            plan[name] = ""
    return plan


def _ended(account: Account, draft: str, now: datetime) -> dict[str, object]:
    """A row for a form that was saved before anything was kept of it: what is still on its way comes too late."""
    nothing: dict[str, object] = {"post_id": None, "base": "", "title": "", "typed": "", "plan": {}}
    return {"account_id": account.id, "draft": draft, "kept_at": now, "ended_at": now, **nothing}


def _forget_old(db: Session, account: Account, now: datetime) -> None:
    """Whenever a form is kept for the first time, what is over goes."""
    own = Unsaved.account_id == account.id
    db.execute(delete(Unsaved).where(own, Unsaved.ended_at < now - ENDED_STAYS))
    db.execute(delete(Unsaved).where(own, Unsaved.ended_at.is_(None), Unsaved.kept_at < now - WAITS))
    newest_first = select(Unsaved.id).where(own, Unsaved.ended_at.is_(None)).order_by(
        Unsaved.kept_at.desc(), Unsaved.id.desc()
    )  # fmt: skip
    beyond = list(db.scalars(newest_first.offset(MOST)))
    if beyond:
        db.execute(delete(Unsaved).where(Unsaved.id.in_(beyond)))
