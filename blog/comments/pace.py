"""How many comments and edits one network may send: far more than people do, far fewer than a script."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from blog.database.buckets import Allowance, take_token
from blog.errors import Refusal

COMMENTS = Allowance("comments", most=40, span=timedelta(minutes=10))
EDITS = Allowance("comment edits", most=40, span=timedelta(minutes=10))


class TooManyComments(Refusal):
    """Many comments came from your network in the last minutes. Wait a minute, then send yours again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


def check_pace(db: Session, allowance: Allowance, prefix_hash: str, now: datetime) -> None:
    """Take one from the network's allowance. Raises TooManyComments."""
    wait = take_token(db, allowance, prefix_hash, now)
    if wait:
        raise TooManyComments(wait)
