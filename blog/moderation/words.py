"""The words for statuses and decisions, each a whole sentence so that it can be translated."""

from __future__ import annotations

from blog.comments.models import Status
from blog.languages.sentences import Sentence, say, say_count

# What a moderator says of a comment that readers have reported, and that stays.
FINE = "fine"
# What was done to a person, and not to a comment.
BAN, LIFT, TRUST, NOTE = "ban", "lift", "trust", "note"
# An answer from the queue to what readers see already.
ANSWER = "answer"
# That it was taken back, in a sentence each.
UNDONE = "un"
TAKEN_BACK: dict[str, Sentence] = {
    UNDONE + BAN: say("Undone: the ban is lifted. What it has put among the probable spam stays there."),
    UNDONE + LIFT: say("Undone: the ban holds again, until the day it was meant for."),
    UNDONE + TRUST: say("Undone: trust is what it was before."),
    UNDONE + NOTE: say("Undone: the note is as it was before."),
}

STATUS_WORDS: dict[Status, Sentence] = {
    Status.PENDING: say("pending"),
    Status.APPROVED: say("approved"),
    Status.REJECTED: say("rejected"),
    Status.SPAM: say("spam"),
    Status.DELETED: say("deleted"),
}

TAB_WORDS: dict[Status, Sentence] = {
    Status.PENDING: say("Pending"),
    Status.APPROVED: say("Approved"),
    Status.REJECTED: say("Rejected"),
    Status.SPAM: say("Spam"),
    Status.DELETED: say("Deleted"),
}

DECISION_WORDS: dict[Status, Sentence] = {
    Status.APPROVED: say("Approve"),
    Status.REJECTED: say("Reject"),
    Status.SPAM: say("Spam"),
    Status.DELETED: say("Delete"),
    Status.PENDING: say("Back to pending"),
}

MEANINGS: dict[Status, Sentence] = {
    Status.PENDING: say("It waits for a moderator. Only its writer and the moderators can read it."),
    Status.APPROVED: say("It stands under the post for everyone to read."),
    Status.REJECTED: say("A moderator has read it and decided against it. The writer can see that on the receipt."),
    Status.SPAM: say("It advertises something and is no part of the conversation."),
    Status.DELETED: say("It was taken down by a moderator, or taken back by its writer."),
}


def done_words(did: str, num: int) -> Sentence:
    """What has just been done to `num` comments: a status decided on, FINE, BAN, or ANSWER."""
    if did == BAN:
        return say("a ban.")
    if did == ANSWER:
        return say("a reply of yours.")
    if did == FINE:
        return say_count("%(num)s reported comment is fine and stays.", "%(num)s reported comments are fine.", num)
    return decided_words(Status(did), num)


def decided_words(status: Status, num: int) -> Sentence:
    """What has just been decided on `num` comments."""
    match status:
        case Status.APPROVED:
            return say_count("%(num)s comment approved.", "%(num)s comments approved.", num)
        case Status.REJECTED:
            return say_count("%(num)s comment rejected.", "%(num)s comments rejected.", num)
        case Status.SPAM:
            return say_count("%(num)s comment marked as spam.", "%(num)s comments marked as spam.", num)
        case Status.DELETED:
            return say_count("%(num)s comment deleted.", "%(num)s comments deleted.", num)
        case Status.PENDING:
            return say_count("%(num)s comment waits again.", "%(num)s comments wait again.", num)


def reported_words(num: int) -> Sentence:
    """The heading over what readers have reported."""
    if num == 0:
        return say("Nothing is reported")
    return say_count("%(num)s comment is reported", "%(num)s comments are reported", num)


def waiting_words(num: int) -> Sentence:
    """What waits, wherever that is said: how many are probably good. The probable spam keeps nobody waiting."""
    if num == 0:
        return say("Nothing is waiting")
    return say_count("%(num)s comment is waiting", "%(num)s comments are waiting", num)


def spam_words(num: int) -> Sentence | None:
    """What else is there to decide on; None where nothing is."""
    return say_count("%(num)s more is probably spam", "%(num)s more are probably spam", num) if num else None


def heading_words(status: Status, num: int) -> Sentence:
    """The heading over a tab of the queue; for pending it counts the lane of the probably good ones."""
    match status:
        case Status.PENDING:
            return waiting_words(num)
        case Status.APPROVED:
            return say_count("%(num)s approved comment", "%(num)s approved comments", num)
        case Status.REJECTED:
            return say_count("%(num)s rejected comment", "%(num)s rejected comments", num)
        case Status.SPAM:
            return say_count("%(num)s comment marked as spam", "%(num)s comments marked as spam", num)
        case Status.DELETED:
            return say_count("%(num)s deleted comment", "%(num)s deleted comments", num)
