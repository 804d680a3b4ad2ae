"""Which status each room's refusal is answered with: the one table."""

from __future__ import annotations

from blog.accounts.throttle import TooManyAttempts
from blog.comments.finding import CommentNotFound, ParentNotFound
from blog.comments.following import AddressMissing, MailPageNotFound
from blog.comments.orders import ThreadPageNotFound
from blog.comments.pace import TooManyComments
from blog.comments.proving import NotProvable, ProofSpent
from blog.comments.receipts import ReceiptNotFound
from blog.comments.revisions import NotEditable
from blog.comments.stamps import StampForged
from blog.importers.batches import ImportNotFound, NotNow
from blog.jobs.troubles import JobSettled, WishUnknown
from blog.moderation.decisions import CommentUnknown
from blog.moderation.picks import DecisionUnknown, NothingPicked, PickTorn, ReasonTooLong
from blog.moderation.pins import NotPinned, NotShown
from blog.moderation.queue import NoSuchPage
from blog.moderation.reports import TooManyReports
from blog.moderation.undoing import NothingToUndo, NotWithdrawn
from blog.posts.permalinks import BadPermalink, PermalinkTaken, ReservedPermalink
from blog.posts.publishing import MayNotPublish
from blog.posts.reading import CommentsClosed, PostNotFound
from blog.posts.tags import RuleUnknown, TagUnknown
from blog.posts.writing import SavedMeanwhile
from blog.privacy.asking import LinkSpent, TooManyRequests

STATUSES: dict[type[Exception], int] = {
    PostNotFound: 404,
    ImportNotFound: 404,
    NotNow: 409,
    CommentsClosed: 403,
    BadPermalink: 422,
    ReservedPermalink: 422,
    PermalinkTaken: 409,
    SavedMeanwhile: 409,
    TagUnknown: 409,
    RuleUnknown: 422,
    MayNotPublish: 403,
    TooManyAttempts: 429,
    StampForged: 403,
    ParentNotFound: 422,
    TooManyComments: 429,
    TooManyReports: 429,
    NotEditable: 403,
    LinkSpent: 404,
    TooManyRequests: 429,
    ReceiptNotFound: 404,
    MailPageNotFound: 404,
    ProofSpent: 403,
    NotProvable: 403,
    AddressMissing: 422,
    CommentNotFound: 404,
    ThreadPageNotFound: 404,
    CommentUnknown: 404,
    DecisionUnknown: 422,
    NothingPicked: 422,
    PickTorn: 422,
    ReasonTooLong: 422,
    NoSuchPage: 404,
    NothingToUndo: 409,
    NotShown: 409,
    NotPinned: 409,
    NotWithdrawn: 409,
    JobSettled: 409,
    WishUnknown: 422,
}


def status_of(error: Exception) -> int | None:
    """The status for a refusal; None for one that nobody has put on the table."""
    for kind in type(error).__mro__:
        if kind in STATUSES:
            return STATUSES[kind]
    return None
