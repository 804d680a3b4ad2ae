"""Reads what a form of the queue asks for: which comments, as they were seen, and which decision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from blog.comments.models import Status
from blog.errors import Refusal
from blog.markup.characters import normalize
from blog.moderation.words import FINE

# SEEN is opaque to everyone else; nine digits fit the column on both databases.
PICK = re.compile(r"([a-z0-9]{1,12})@([0-9]{1,9})")
ID_CHARACTERS = 12
ID = re.compile(rf"[a-z0-9]{{1,{ID_CHARACTERS}}}")
# More rows than a page of the probable spam has.
MOST_LISTED = 60
REASON_CHARACTERS = 200
NOTE_CHARACTERS = 2000


class DecisionUnknown(Refusal):
    """Choose what to decide: approve, reject, spam, delete, or back to pending. Nothing was decided."""


class NothingPicked(Refusal):
    """Choose at least one comment. Nothing was decided."""


class PickTorn(Refusal):
    """One of the comments was not named as the queue names them. Nothing was decided; open the queue again."""


class ReasonTooLong(Refusal):
    """A reason has room for 200 characters, a note for 2,000. Nothing was decided, and your words are kept."""


class LooksLikeSpam(Refusal):
    """These look like spam, and the blog has ticked them. Nothing was decided yet."""


class Fields(Protocol):
    def get(self, name: str) -> str: ...

    def all(self, name: str) -> list[str]: ...


@dataclass(frozen=True)
class DecisionForm:
    """What to decide on which comments; `picks` are (public id, SEEN)."""

    picks: list[tuple[str, int]]
    status: Status
    reason: str
    note: str
    # Whether what was reported is fine and stays as it is; `status` says nothing then.
    fine: bool = False
    # What stood there ticked by the blog, and was unticked.
    spared: tuple[str, ...] = ()

    @classmethod
    def read(cls, fields: Fields) -> DecisionForm:
        """A card's own button (`only` = ID@SEEN:DECISION, with "+" between several) wins over what is ticked.

        Raises DecisionUnknown, NothingPicked, PickTorn, ReasonTooLong; LooksLikeSpam, unless `sure` is given, where
        more than one is to be published of what the blog itself has ticked.
        """
        only, _, wanted = fields.get("only").partition(":")
        named = only.split("+") if only else fields.all("comment")
        wanted = wanted if only else fields.get("decision")
        status = Status.APPROVED if wanted == FINE else _status(wanted)
        if not any(named):
            raise NothingPicked
        reason, note = _why(fields)
        picks = [_pick(name) for name in named]
        if (
            fields.get("listed")
            and not only
            and status is Status.APPROVED
            and len(picks) > 1
            and not fields.get("sure")
        ):
            raise LooksLikeSpam
        return cls(picks, status, reason, note, wanted == FINE, spared_of(fields))


@dataclass(frozen=True)
class SweepForm:
    """What to decide on all that a list held; `reach` is its token."""

    reach: str
    status: Status
    reason: str
    note: str

    @classmethod
    def read(cls, fields: Fields) -> SweepForm:
        """Raises DecisionUnknown, ReasonTooLong."""
        return cls(fields.get("token"), _status(fields.get("decision")), *_why(fields))


def spared_of(fields: Fields) -> tuple[str, ...]:
    """Of the rows that the blog had ticked those that are so no more, by their ids."""
    ticked = {pick.partition("@")[0] for pick in fields.all("comment")}
    return tuple(one for one in _ids(fields.get("listed")) if one not in ticked)


def ticked_of(fields: Fields) -> list[str]:
    """What somebody had ticked themselves when they decided on one comment by its own button, by their ids."""
    if not fields.get("only") or fields.get("listed"):
        return []
    return _ids("+".join(pick.partition("@")[0] for pick in fields.all("comment")))


def follower_of(fields: Fields) -> str:
    """The id of the card behind the one that was decided on by its own button, of the last the one before; or none."""
    gone = set(_ids("+".join(pick.partition("@")[0] for pick in fields.get("only").partition(":")[0].split("+"))))
    order = _ids(fields.get("order") or fields.get("listed"))
    places = [place for place, one in enumerate(order) if one in gone]
    left = [one for one in order[places[-1] + 1 :] if one not in gone] or order[: places[0]][-1:] if places else []
    return left[0] if left else ""


def spared_before(fields: Fields) -> tuple[str, ...]:
    """What was so already on the page that an undo was pressed on."""
    return tuple(_ids(fields.get("spared")))


def _ids(text: str) -> list[str]:
    return [one for one in text[: MOST_LISTED * (ID_CHARACTERS + 1)].split("+") if ID.fullmatch(one)]


def _why(fields: Fields) -> tuple[str, str]:
    reason, note = _words(fields.get("reason")), _words(fields.get("note"))
    if len(reason) > REASON_CHARACTERS or len(note) > NOTE_CHARACTERS:
        raise ReasonTooLong
    return reason, note


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError as error:
        raise DecisionUnknown from error


def _pick(text: str) -> tuple[str, int]:
    found = PICK.fullmatch(text)
    if not found:
        raise PickTorn
    return found[1], int(found[2])


def _words(text: str) -> str:
    return normalize(text).strip()
