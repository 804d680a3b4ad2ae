"""Narrowed lists of the queue that a person keeps at hand, each under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.markup.names import clean_name
from blog.moderation.asked import Asked

NAME_CHARACTERS = 40
MOST = 12
KEPT, LET_GO = "kept", "let go"


class ViewUnread(Refusal):
    """Write a name for this list, of up to 40 characters. Nothing was kept."""


class ViewsFull(Refusal):
    """Twelve lists are at hand already. Let one go first."""


class ListNameTaken(Refusal):
    """A list of this name is at hand already. Press “Replace it” if this one is to stand in its place, or choose
    another name."""


class NothingNarrowed(Refusal):
    """This list is not narrowed by anything, so there is nothing to keep."""


@dataclass(frozen=True)
class View:
    """A list at hand: its name, where it is, and whether it is the one that is open."""

    name: str
    href: str
    current: bool


def list_views(account: Account, asked: Asked) -> list[View]:
    """What this person keeps, in the order it was kept; it came along with the account."""
    found = []
    for one in account.views:
        there = Asked.back(one["status"], one["filter"])
        found.append(View(one["name"], there.href(), (there.tab, there.narrowing) == (asked.tab, asked.narrowing)))
    return found


def keep(db: Session, account: Account, name: str, asked: Asked, replace: bool = False) -> None:
    """Keep a list under a name; `replace` puts it in the place of the one that has the name.

    Raises ViewUnread, ViewsFull, NothingNarrowed, ListNameTaken.
    """
    name = clean_name(name)
    if not name or len(name) > NAME_CHARACTERS:
        raise ViewUnread
    if not asked.narrowing:
        raise NothingNarrowed
    own = _take(db, account)
    new = {"name": name, "status": asked.tab, "filter": asked.narrowing}
    names = [one["name"] for one in own.views]
    if name in names:
        if not replace and new not in own.views:
            raise ListNameTaken
        own.views = [new if one["name"] == name else one for one in own.views]
    elif len(names) >= MOST:
        raise ViewsFull
    else:
        own.views = [*own.views, new]
    db.flush()


def let_go(db: Session, account: Account, name: str) -> None:
    """Keep it no more; what is not there any more is no fault."""
    own = _take(db, account)
    own.views = [one for one in own.views if one["name"] != name]
    db.flush()


def note_view(account: Account, did: str, name: str) -> dict[str, Any]:
    """What was done as JSON values, for the address of the next page."""
    return {"for": account.id, "did": did, "name": name[:NAME_CHARACTERS]}


def say_view(note: Mapping[str, Any]) -> Sentence | None:
    """The note in a sentence; None for the note of something else."""
    if note["did"] == KEPT:
        return say("This list is kept as “%(name)s”.", name=note["name"])
    if note["did"] == LET_GO:
        return say("“%(name)s” is let go.", name=note["name"])
    return None


def _take(db: Session, account: Account) -> Account:
    """The account as it is now: two windows may keep something at once."""
    query = select(Account).where(Account.id == account.id).with_for_update()
    return db.scalars(query.execution_options(populate_existing=True)).one()
