"""The states a comment can be in, and which one each decision leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from blog.accounts.models import Account
from blog.comments.models import Comment, Status


@dataclass(frozen=True)
class Actor:
    """Who decides: a "moderator" (with the account), the comment's "writer", or the site's "policy"."""

    kind: str
    account: Account | None = None

    @property
    def account_id(self) -> int | None:
        return self.account.id if self.account else None


WRITER = "writer"
MODERATOR = "moderator"
POLICY = "policy"


@dataclass(frozen=True)
class State:
    """All of a comment that a decision changes; `shown_id` is the revision that readers see."""

    status: Status
    shown_id: int | None
    published_at: datetime | None
    withdrawn_at: datetime | None

    def looks_like(self, other: State) -> bool:
        """Whether nothing is to be decided between the two."""
        return (self.status, self.shown_id) == (other.status, other.shown_id)


def state_of(comment: Comment) -> State:
    return State(Status(comment.status), comment.shown_revision_id, comment.published_at, comment.withdrawn_at)


def state_after(comment: Comment, status: Status, actor: Actor, now: datetime) -> State:
    """The state that deciding on the newest revision leads to.

    Approving shows it. Rejecting or putting back a waiting edit leaves the approved text up; everything else takes
    the whole comment down, and an older approved text never comes back by itself.
    """
    edit_over_approved = comment.shown_revision_id not in (None, comment.newest_revision_id)
    shown_id: int | None = None
    if status is Status.APPROVED:
        shown_id = comment.newest_revision_id
    elif status in (Status.PENDING, Status.REJECTED) and edit_over_approved:
        shown_id = comment.shown_revision_id
    withdrawn_at = None
    if status is Status.DELETED:
        withdrawn_at = now if actor.kind == WRITER else comment.withdrawn_at
    published_at = comment.published_at or (now if shown_id is not None else None)
    return State(status, shown_id, published_at, withdrawn_at)
