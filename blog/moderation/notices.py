"""What the queue says after an action: what was done, and what was left alone because somebody was faster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from blog.accounts.models import Account
from blog.comments.models import Status
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say, say_count
from blog.markup.text import excerpt
from blog.moderation.decisions import Left, Outcome
from blog.moderation.editing import say_words
from blog.moderation.pins import say_pin
from blog.moderation.states import WRITER
from blog.moderation.undoing import UNDO
from blog.moderation.views import say_view
from blog.moderation.words import STATUS_WORDS, TAKEN_BACK, done_words
from blog.signing import Keys

PURPOSE = "decided"
KEPT_FOR = timedelta(minutes=10)
# An address has to stay an address: the rest is counted.
MOST_IDS = 120
MOST_LEFT = 12
NAME_CHARACTERS = 40


@dataclass(frozen=True)
class Notice:
    words: Sentence
    kind: str  # "done" or "left"


def note_outcome(outcome: Outcome, did: str, account: Account) -> dict[str, Any]:
    """The outcome as JSON values: `did` is the status decided on, "fine", or "undo"."""
    return {
        "for": account.id,
        "did": did,
        "num": len(outcome.decided),
        "same": len(outcome.same),
        "on": outcome.under_way,
        "stopped": outcome.stopped,
        "own": outcome.own,
        "ids": [comment.public_id for comment in outcome.decided[:MOST_IDS]],
        "left": [_note_left(left) for left in outcome.left[:MOST_LEFT]],
        "more": max(0, len(outcome.left) - MOST_LEFT),
    }


def sign_note(keys: Keys, note: dict[str, Any], now: datetime) -> str:
    """The note as it stands in the address of the next page."""
    return keys.sign_until(PURPOSE, note, now + KEPT_FOR)


def read_note(keys: Keys, token: str, account: Account, now: datetime) -> dict[str, Any] | None:
    """The note, if it is this person's own and no older than ten minutes."""
    note = keys.read_until(PURPOSE, token, now)
    return note if isinstance(note, dict) and note.get("for") == account.id else None


def say_note(note: dict[str, Any] | None, now: datetime) -> list[Notice]:
    """The note in sentences."""
    if note is None:
        return []
    pinned = say_pin(note)
    if pinned is not None:
        return [Notice(pinned, "done")]
    written = say_words(note) or say_view(note)
    if written is not None:
        return [Notice(written, "done")]
    notices = []
    if note["on"]:
        words = say(
            "More than one go takes, so it goes on in the background, a part at a time. One undo takes all back."
        )
        notices.append(
            Notice(words if note["did"] != UNDO else say("Taken back in the background, a part at a time."), "done")
        )
    if note["stopped"]:
        notices.append(Notice(say("What was under way has stopped."), "done"))
    if note["num"] or not (note["left"] or note["same"] or note["on"] or note["stopped"]):
        notices.append(Notice(_done(note["did"], note["num"]), "done"))
    if note["own"]:
        notices.append(
            Notice(say("Your own reply is taken back and waits for nobody. Its words are kept under Deleted."), "done")
        )
    if note["same"]:
        words = say_count("%(num)s comment was so already.", "%(num)s comments were so already.", note["same"])
        notices.append(Notice(words, "done"))
    notices += [Notice(_left(left, now), "left") for left in note["left"]]
    if note["more"]:
        words = say_count("%(num)s more was left alone, too.", "%(num)s more were left alone, too.", note["more"])
        notices.append(Notice(words, "left"))
    return notices


def say_undoable(did: str, num: int) -> Sentence:
    """What the Undo button would take back."""
    return say("Your last decision: %(what)s", what=done_words(did, num))


def say_undoable_next(did: str, num: int) -> Sentence:
    """The same where something was taken back just now."""
    return say("Before that: %(what)s", what=done_words(did, num))


def _done(did: str, num: int) -> Sentence:
    if did in TAKEN_BACK:
        return TAKEN_BACK[did]
    if did == UNDO:
        return say_count("Undone for %(num)s comment.", "Undone for %(num)s comments.", num)
    return done_words(did, num)


def _note_left(left: Left) -> dict[str, Any]:
    entry = left.faster
    note: dict[str, Any] = {"id": left.comment.public_id, "name": excerpt(left.comment.name, NAME_CHARACTERS)}
    if entry is not None:
        by = excerpt(entry.account.name, NAME_CHARACTERS) if entry.account else ""
        note |= {"by": by, "actor": entry.actor, "now": entry.new, "at": int(entry.at.timestamp())}
    return note


def _left(left: dict[str, Any], now: datetime) -> Sentence:
    """A moment ago is said as a wait, so that it is still true when the page is loaded again."""
    if "now" not in left:
        return say("The comment by %(name)s was left alone: its writer changed it meanwhile.", name=left["name"])
    values = {
        "name": left["name"],
        "status": STATUS_WORDS[Status(left["now"])],
        "time": wait_in_words(now - datetime.fromtimestamp(left["at"], UTC)),
    }
    if left["actor"] == WRITER:
        return say("The comment by %(name)s was left alone: its writer was faster, %(time)s ago.", **values)
    return say(
        "The comment by %(name)s was left alone. Handled by %(by)s: %(status)s %(time)s ago.",
        by=left["by"] or say("the policy"),
        **values,
    )
