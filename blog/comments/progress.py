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
from blog.languages.sentences import Sentence, Several, quoted, say, say_count
from blog.posts.models import Post
from blog.posts.rules import By, rule_for
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
TRY_AGAIN = say("You can put it in other words below; a moderator reads them again.")
ERASED = (say("Your comment is erased"), say("Its text and everything that said who wrote it are gone for good."))


@dataclass(frozen=True)
class Decision:
    """When the comment was decided on, and why, as its writer may read it."""

    at: datetime
    reason: Sentence | str | None


@dataclass(frozen=True)
class Step:
    """`state` is done, now or next."""

    words: Sentence
    note: Sentence | str | None
    state: str


@dataclass(frozen=True)
class Receipt:
    """A receipt as the template shows it. `html` is inert unless readers see that very text."""

    comment: str
    post_id: int
    heading: Sentence
    lede: Sentence
    html: str
    status: Sentence
    status_key: str
    post: PostLink
    name: str
    steps: Sequence[Step]
    why: Sequence[Sentence]
    reason: Sentence | str | None
    editable: bool
    body: str
    withdrawable: bool
    withdrawn: bool
    edited_waits: bool
    shown_href: str | None
    complaint: Sentence | None
    action: str
    # Whether the text is as a moderator has changed it.
    by_desk: bool = False


def describe(
    comment: Comment,
    action: str,
    site: SiteSettings,
    dates: Dates,
    now: datetime,
    shown_href: str | None = None,
    decision: Decision | None = None,
    wait: Sentence | None = None,
    refused: EditForm | None = None,
) -> Receipt:
    """The receipt. `action` is its own address, `wait` the usual wait where it is known, `refused` a refused edit."""
    newest = comment.newest
    assert newest is not None
    withdrawn, editable = is_withdrawn(comment), may_edit(comment, site, now)
    heading, lede = _words(comment, editable)
    return Receipt(
        comment=comment.public_id,
        post_id=comment.post_id,
        heading=heading,
        lede=lede,
        html=newest.html if _is_shown(comment, newest) else newest.inert,
        status=STATUS_WORDS[Status(comment.status)],
        status_key=comment.status,
        post=link_post(comment.post),
        name=comment.name,
        steps=_steps(comment, dates, now, decision, wait),
        why=why_it_waits(comment.post, site, now) if _waits(comment) else [],
        reason=decision.reason if decision is not None else None,
        editable=editable,
        body=newest.typed if refused is None else refused.body,
        withdrawable=not withdrawn and comment.status != Status.DELETED,
        withdrawn=withdrawn,
        edited_waits=_waits(comment) and comment.shown_revision_id is not None,
        shown_href=shown_href,
        complaint=refused.complaint if refused else None,
        action=action,
        by_desk=newest.editor_id is not None,
    )


def why_it_waits(post: Post, site: SiteSettings, now: datetime) -> list[Sentence]:
    """What makes comments wait here, and that nobody is let past: as the rule in force has it."""
    ruling = rule_for(post, site, now)
    if ruling.by is By.EMERGENCY:
        return [say("For now every comment waits until a moderator has read it, whoever wrote it.")]
    if not ruling.waits and site.waits == "strangers":
        return [
            say("Comments here wait until a moderator has read them."),
            say(
                "Who is trusted need not wait, as long as the program that looks at every comment finds nothing. Trust "
                "comes with approved comments by somebody who has shown who they are; a typed name earns none."
            ),
        ]
    if not ruling.waits and site.waits == "scored":
        return [
            say(
                "A program looks at every comment here. What it finds nothing in appears at once; the rest, and every "
                "change to a comment, waits until a moderator has read it."
            )
        ]
    if not ruling.waits:
        return [
            say("Every reader’s comment here waits until a moderator has read it."),
            say("That holds for everybody, however often they were approved before."),
        ]
    if ruling.by is By.TAG:
        names = Several(quoted(name) for name in ruling.tags)
        rule = say("Under posts about %(tags)s every comment waits until a moderator has read it.", tags=names)
    elif ruling.by is By.AGE:
        rule = say_count(
            "This post is older than %(num)s day. Every comment on it waits until a moderator has read it.",
            "This post is older than %(num)s days. Every comment on it waits until a moderator has read it.",
            site.comments_after_days,
        )
    elif ruling.by is By.POST:
        rule = say("Every comment on this post waits until a moderator has read it.")
    else:
        rule = say("Every comment here waits until a moderator has read it.")
    return [rule, say("That holds for everybody, even for those who write this blog.")]


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
    if comment.status == Status.REJECTED and editable:
        return heading, say("%(what)s %(keep)s", what=lede, keep=TRY_AGAIN)
    if _waits(comment) or comment.status == Status.APPROVED:
        return heading, say("%(what)s %(keep)s", what=lede, keep=KEEP_ADDRESS)
    return heading, lede


def _steps(
    comment: Comment, dates: Dates, now: datetime, decision: Decision | None, wait: Sentence | None
) -> list[Step]:
    newest = comment.newest
    assert newest is not None
    steps = [Step(say("Received"), dates.moment(comment.created_at, now), "done")]
    if newest.number > 1:
        who = say("Changed by a moderator") if newest.editor_id is not None else say("Changed by you")
        steps.append(Step(who, dates.moment(newest.created_at, now), "done"))
    if is_withdrawn(comment) and comment.withdrawn_at is not None:
        return [*steps, Step(say("Taken back by you"), dates.moment(comment.withdrawn_at, now), "now")]
    if _waits(comment):
        later = say("You will see the decision and its reason here.")
        return [*steps, Step(say("Waiting for a moderator"), wait, "now"), Step(say("Decided"), later, "next")]
    word = STATUS_WORDS[Status(comment.status)]
    at = dates.moment(decision.at, now) if decision is not None else None
    return [*steps, Step(say("Decided: %(status)s", status=word), at, "now")]
