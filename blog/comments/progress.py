"""What a receipt says: where the comment is on its way, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from blog.comments.forms import EditForm
from blog.comments.models import Comment, CommentRevision, Status
from blog.comments.revisions import may_edit
from blog.comments.showing import PostLink, link_post
from blog.languages.dates import Dates
from blog.languages.sentences import Sentence, say
from blog.site.settings import SiteSettings

STATUS_WORDS = {
    Status.PENDING: say("pending"),
    Status.APPROVED: say("approved"),
    Status.REJECTED: say("rejected"),
    Status.SPAM: say("spam"),
    Status.DELETED: say("deleted"),
}
KEEP_ADDRESS = say("You can close this page; its address is the key to your comment, so keep it.")

# Status → (heading, lede, the same when an older, approved text stays up).
WORDS: dict[str, tuple[Sentence, Sentence]] = {
    Status.PENDING: (say("Your comment is waiting"), say("A moderator will read it before it appears.")),
    Status.APPROVED: (say("Your comment is on the page"), say("It was approved, and everybody can read it now.")),
    Status.REJECTED: (say("Your comment was not taken"), say("A moderator read it and decided not to show it.")),
    Status.SPAM: (say("Your comment was taken for spam"), say("If that is wrong, put it in other words below.")),
    Status.DELETED: (say("Your comment was taken down"), say("A moderator decided that readers should not see it.")),
}
SPAM_FOR_GOOD = say("A moderator decided that readers should not see it.")
EDIT_WAITS = (
    say("Your edit is waiting"),
    say("A moderator will read it. Until then readers see the text from before."),
)
EDIT_REJECTED = (
    say("Your edit was not taken"),
    say("A moderator read it and kept the text from before, which readers still see."),
)
WITHDRAWN = (
    say("You took your comment back"),
    say("Readers do not see it any more. You can put it back; it will then be as it was."),
)


ERASED = (say("Your comment is erased"), say("Its text and everything that said who wrote it are gone for good."))


@dataclass(frozen=True)
class Step:
    """`state` is done, now or next."""

    words: Sentence
    note: Sentence | str | None
    state: str


@dataclass(frozen=True)
class Receipt:
    """A receipt as the template shows it. `html` is inert unless readers see that very text."""

    heading: Sentence
    lede: Sentence
    html: str
    status: Sentence
    status_key: str
    post: PostLink
    name: str
    steps: Sequence[Step]
    why: Sequence[Sentence]
    reason: str | None
    editable: bool
    body: str
    withdrawable: bool
    withdrawn: bool
    edited_waits: bool
    shown_href: str | None
    complaint: Sentence | None
    action: str


def describe(
    comment: Comment,
    action: str,
    site: SiteSettings,
    dates: Dates,
    now: datetime,
    shown_href: str | None = None,
    reason: str = "",
    refused: EditForm | None = None,
) -> Receipt:
    """The receipt of a comment. `action` is its own address; `refused` an edit that something stands in the way of."""
    newest = comment.newest
    assert newest is not None
    withdrawn = is_withdrawn(comment)
    heading, lede = _words(comment, may_edit(comment, site, now))
    return Receipt(
        heading=heading,
        lede=lede,
        html=newest.html if _is_shown(comment, newest) else newest.inert,
        status=STATUS_WORDS[Status(comment.status)],
        status_key=comment.status,
        post=link_post(comment.post),
        name=comment.name,
        steps=_steps(comment, dates, now),
        why=[say("Every comment here waits until a moderator has read it.")] if _waits(comment) else [],
        reason=reason or None,
        editable=may_edit(comment, site, now),
        body=newest.typed if refused is None else refused.body,
        withdrawable=not withdrawn and comment.status != Status.DELETED,
        withdrawn=withdrawn,
        edited_waits=_waits(comment) and comment.shown_revision_id is not None,
        shown_href=shown_href,
        complaint=refused.complaint if refused else None,
        action=action,
    )


def is_withdrawn(comment: Comment) -> bool:
    """Whether its writer took it back, and may put it back: nobody has decided on it since."""
    taken_back = comment.withdrawn_at is not None and comment.status == Status.DELETED
    return taken_back and comment.erased_at is None


def _waits(comment: Comment) -> bool:
    return comment.status == Status.PENDING


def _is_shown(comment: Comment, newest: CommentRevision) -> bool:
    return comment.shown_revision_id == newest.id


def _words(comment: Comment, editable: bool) -> tuple[Sentence, Sentence]:
    if is_withdrawn(comment):
        return WITHDRAWN
    if comment.erased_at is not None:
        return ERASED
    if comment.shown_revision_id is not None and _waits(comment):
        heading, lede = EDIT_WAITS
    elif comment.shown_revision_id is not None and comment.status == Status.REJECTED:
        return EDIT_REJECTED
    else:
        heading, lede = WORDS[comment.status]
    if comment.status == Status.SPAM and not editable:
        return heading, SPAM_FOR_GOOD
    if _waits(comment) or comment.status == Status.APPROVED:
        return heading, say("%(what)s %(keep)s", what=lede, keep=KEEP_ADDRESS)
    return heading, lede


def _steps(comment: Comment, dates: Dates, now: datetime) -> list[Step]:
    newest = comment.newest
    assert newest is not None
    steps = [Step(say("Received"), dates.moment(comment.created_at, now), "done")]
    if newest.number > 1:
        steps.append(Step(say("Changed by you"), dates.moment(newest.created_at, now), "done"))
    if is_withdrawn(comment) and comment.withdrawn_at is not None:
        return [*steps, Step(say("Taken back by you"), dates.moment(comment.withdrawn_at, now), "now")]
    if _waits(comment):
        later = say("You will see the decision and its reason here.")
        return [*steps, Step(say("Waiting for a moderator"), None, "now"), Step(say("Decided"), later, "next")]
    word = STATUS_WORDS[Status(comment.status)]
    return [*steps, Step(say("Decided: %(status)s", status=word), None, "now")]
