"""What every door does with words that came in: note how they arrived, screen them, tell the staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.comments.models import Comment, CommentRevision, Status
from blog.comments.stamps import Stamp
from blog.moderation import announcing, decisions, passing, screening
from blog.moderation.checks import checks_with
from blog.moderation.models import Action
from blog.moderation.states import MODERATOR, Actor
from blog.posts.bylines import is_own
from blog.posts.models import Post
from blog.posts.rules import always_waits
from blog.web.visits import Visit


def hand_over(
    db: Session, visit: Visit, post: Post, comment: Comment, revision: CommentRevision, action: Action | None = None
) -> None:
    """Screen what came in and tell the staff; what somebody wrote who may decide on it is decided at once, as a part of
    `action` if they do more in one go."""
    screening.screen(db, revision, visit.now, checks_with(visit.house.learner.recall(db)))
    if not always_waits(post, visit.site, visit.now) and _may_decide(visit.person, post, comment):
        decisions.decide(db, comment, Status.APPROVED, Actor(MODERATOR, visit.person), visit.now, action=action)
    elif not passing.let_pass(db, post, comment, revision, visit.site, visit.now):
        announcing.tell_staff(db, comment, revision, visit.now)


def look_again(db: Session, visit: Visit, comment: Comment) -> None:
    """Screen what still waits once more, now that it is known who wrote it: they may be trusted, or banned."""
    # A moderator may be deciding on it: it is theirs until their commit, and then it is as they left it.
    [comment] = decisions.take(db, Comment.id == comment.id)
    revision = comment.newest
    if comment.status != Status.PENDING or revision is None or revision.number > 1:
        return
    db.refresh(revision)
    screening.screen(db, revision, visit.now, checks_with(visit.house.learner.recall(db)))
    passing.let_pass(db, comment.post, comment, revision, visit.site, visit.now)


def _may_decide(person: Account | None, post: Post, comment: Comment) -> bool:
    """Whether this person may, if their comment need not wait: only on one of their own."""
    if person is None or comment.account_id != person.id:
        return False
    own_post = is_own(post, person) and may(person, Capability.MODERATE_OWN)
    return own_post or may(person, Capability.MODERATE_ALL)


def prefix_hash(visit: Visit) -> str:
    return visit.keys.fingerprint("prefix", visit.prefix)


def arrival(visit: Visit, stamp: Stamp | None = None, trap: bool = False) -> dict[str, Any]:
    """How the form came in. A receipt's form carries no stamp: its address is proof enough."""
    return {
        "stamp_age": stamp.age_seconds if stamp else None,
        "exact": stamp.exact if stamp else False,
        "trap": trap,
        "origin_unknown": not visit.origin_known,
        "no_stamp": False,
    }
