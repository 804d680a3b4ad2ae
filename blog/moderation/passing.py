"""Who need not wait: what the site's own policy lets through, decided and logged like everything else.

Screening only holds. A comment passes only where the owner has said so, its post says nothing stricter, nobody has
declared an emergency, and it is the first text of its kind: an edit always waits.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentRevision, Lane, Status
from blog.comments.reasons import PASSED_SCORED, PASSED_TRUSTED
from blog.languages.sentences import say
from blog.moderation import decisions
from blog.moderation.states import POLICY, Actor
from blog.moderation.trust import Level, standing_of
from blog.posts.models import Post
from blog.posts.rules import rule_for
from blog.site.settings import SiteSettings

# A check that could not run has found nothing, and that is no good word for the comment.
FAILED = say("The check “%(check)s” could not run.").text
# The policies, in the order of the form: everything waits, all but the trusted, only what scores.
EVERYTHING, STRANGERS, SCORED = "everything", "strangers", "scored"
POLICIES = (EVERYTHING, STRANGERS, SCORED)


def let_pass(
    db: Session, post: Post, comment: Comment, revision: CommentRevision, site: SiteSettings, now: datetime
) -> bool:
    """Approve a comment that has just been screened, if the policy says so; whether it did."""
    reason = reason_to_pass(db, post, comment, revision, site, now)
    if reason is None:
        return False
    return decisions.decide(db, comment, Status.APPROVED, Actor(POLICY), now, reason=reason) is not None


def reason_to_pass(
    db: Session, post: Post, comment: Comment, revision: CommentRevision, site: SiteSettings, now: datetime
) -> str | None:
    """Why it need not wait, as the log has it; None for everything that waits."""
    if site.waits not in (STRANGERS, SCORED):
        return None
    if revision.number > 1 or comment.status != Status.PENDING or comment.seen > 1:
        return None
    # The stricter of both bounds: whatever stands among the probable spam waits, whoever wrote it.
    if revision.lane != Lane.GOOD or revision.score >= min(site.wait_from, site.spam_threshold):
        return None
    if any(found["text"] == FAILED for found in revision.findings):
        return None
    ruling = rule_for(post, site, now)
    if ruling.waits or not ruling.takes:
        return None
    if standing_of(db, comment.commenter_id, site.trust_after).level is Level.TRUSTED:
        return PASSED_TRUSTED
    return PASSED_SCORED if site.waits == SCORED else None
