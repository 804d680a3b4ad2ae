"""What became of a tag, in the log: a rule of its own may have gone with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.moderation import log

RENAMED, MERGED, REMOVED = "renamed", "merged", "removed"


def note_tag(db: Session, account: Account, tag_id: int, what: str, words: str, now: datetime) -> None:
    """what: RENAMED, MERGED or REMOVED. words: the names before and after, at most 200 characters."""
    log.append(db, log.take_head(db), [log.measure(f"tag:{tag_id}", account, "", what, words[:200], now)])
