"""The receipt: a page for the writer of a comment alone, whose address is its key."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.comments.finding import is_public_id
from blog.comments.models import Comment
from blog.errors import Refusal
from blog.signing import Keys

PURPOSE = "receipt"


class ReceiptNotFound(Refusal):
    """There is no receipt at this address. It must be whole, to the last letter."""


def receipt_path(keys: Keys, comment: Comment) -> str:
    """Where the comment's writer finds it; the address ends in its signature."""
    return f"/comments/{comment.public_id}/{keys.seal(PURPOSE, comment.public_id)}"


def find_by_receipt(db: Session, keys: Keys, public_id: str, seal: str, lock: bool = False) -> Comment:
    """The comment whose receipt this is; with `lock` nobody else's until the commit. Raises ReceiptNotFound."""
    if not is_public_id(public_id) or not keys.seal_fits(PURPOSE, public_id, seal):
        raise ReceiptNotFound
    query = select(Comment).where(Comment.public_id == public_id).execution_options(populate_existing=True)
    comment = db.scalar(query.with_for_update(key_share=True) if lock else query)
    if comment is None:
        raise ReceiptNotFound
    return comment
