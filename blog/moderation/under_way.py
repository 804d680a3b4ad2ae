"""What the worker is doing for the desk at this moment, and what it has left alone, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.comments.models import Status
from blog.languages.sentences import Number, Sentence, say, say_count
from blog.moderation.models import Action, Sweep
from blog.moderation.undoing import UNDO

MOST = 5

DOING: dict[str, Sentence] = {
    Status.APPROVED: say("Approving %(total)s comments: %(done)s are done."),
    Status.REJECTED: say("Rejecting %(total)s comments: %(done)s are done."),
    Status.SPAM: say("Marking %(total)s comments as spam: %(done)s are done."),
    Status.DELETED: say("Deleting %(total)s comments: %(done)s are done."),
    Status.PENDING: say("Putting %(total)s comments back to those who wait: %(done)s are done."),
    UNDO: say("Taking back what was decided on %(total)s comments: %(done)s are done."),
}


@dataclass(frozen=True)
class Progress:
    """`name` is of whoever began it, where that is somebody else."""

    words: Sentence
    done: int
    total: int
    name: str


def read_progress(db: Session, account: Account) -> list[Progress]:
    """What is under way of this person's, and of everybody's for who may decide on everything."""
    query = (
        select(Sweep, Action, Account)
        .join(Action, Action.id == Sweep.action_id)
        .join(Account, Account.id == Action.account_id)
        .where(Sweep.finished_at.is_(None))
        .order_by(Sweep.action_id)
        .limit(MOST)
    )
    if not may(account, Capability.MODERATE_ALL):
        query = query.where(Action.account_id == account.id)
    return [
        Progress(
            Sentence(DOING[action.decision].text, {"total": Number(sweep.total), "done": Number(sweep.done)}),
            min(sweep.done, sweep.total),
            sweep.total,
            "" if by.id == account.id else by.name,
        )
        for sweep, action, by in db.execute(query)
    ]


def left_words(sweep: Sweep | None) -> Sentence | None:
    """What was left alone, and who was faster; None where nothing was."""
    if sweep is None or not sweep.left_alone:
        return None
    names = [name for name, _ in sweep.wish.get("faster", []) if name]
    if not names:
        return say_count(
            "%(num)s comment was left alone: it was decided on or changed meanwhile.",
            "%(num)s comments were left alone: they were decided on or changed meanwhile.",
            sweep.left_alone,
        )
    return say_count(
        "%(num)s comment was left alone. Handled meanwhile by %(names)s.",
        "%(num)s comments were left alone. Handled meanwhile by %(names)s.",
        sweep.left_alone,
        names=", ".join(names),
    )
