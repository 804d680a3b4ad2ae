"""Which status each room's refusal is answered with: the one table."""

from __future__ import annotations

from blog.accounts.throttle import TooManyAttempts
from blog.posts.permalinks import BadPermalink, PermalinkTaken, ReservedPermalink
from blog.posts.publishing import MayNotPublish
from blog.posts.reading import CommentsClosed, PostNotFound
from blog.posts.writing import SavedMeanwhile

STATUSES: dict[type[Exception], int] = {
    PostNotFound: 404,
    CommentsClosed: 403,
    BadPermalink: 422,
    ReservedPermalink: 422,
    PermalinkTaken: 409,
    SavedMeanwhile: 409,
    MayNotPublish: 403,
    TooManyAttempts: 429,
}


def status_of(error: Exception) -> int | None:
    """The status for a refusal; None for one that nobody has put on the table."""
    for kind in type(error).__mro__:
        if kind in STATUSES:
            return STATUSES[kind]
    return None
