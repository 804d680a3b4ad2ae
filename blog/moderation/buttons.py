"""The buttons of a card: every other status, and which of them are in reach on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from blog.comments.models import Status
from blog.languages.sentences import Sentence
from blog.moderation.words import DECISION_WORDS

AT_HAND = (Status.APPROVED, Status.SPAM)


@dataclass(frozen=True)
class Decision:
    value: str
    label: Sentence
    primary: bool
    # Whether it is in reach on a phone; the others stand behind one more touch there.
    at_hand: bool = True


@cache
def decisions_on(current: Status) -> tuple[Decision, ...]:
    """Every other status; to put a comment back comes last."""
    return tuple(
        Decision(
            status,
            label,
            primary=status is Status.APPROVED and current is Status.PENDING,
            at_hand=status in AT_HAND or (status is Status.PENDING and current in AT_HAND),
        )
        for status, label in DECISION_WORDS.items()
        if status is not current
    )
