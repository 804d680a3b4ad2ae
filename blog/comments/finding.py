"""Finds a comment by the id the public knows it by."""

from __future__ import annotations

import re

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from blog.comments.models import Comment
from blog.errors import Refusal
from blog.posts.models import Post

PUBLIC_ID = re.compile(r"[a-z0-9]{1,12}")


class CommentNotFound(Refusal):
    """This comment is not here, or not any more."""


class ParentNotFound(Refusal):
    """The comment you answered is not here any more. Send yours again and it will stand by itself."""


def is_public_id(text: str) -> bool:
    """Whether this can be an id at all; what cannot is never asked of a database."""
    return PUBLIC_ID.fullmatch(text) is not None


def find_shown(db: Session, public_id: str) -> Comment:
    """A comment that readers see, with its text. Raises CommentNotFound."""
    comment = db.scalar(_shown(public_id)) if is_public_id(public_id) else None
    if comment is None:
        raise CommentNotFound
    return comment


def find_parent(db: Session, post: Post, public_id: str) -> Comment | None:
    """What is answered: on this post and in front of readers now; None for no id. Raises ParentNotFound."""
    if not public_id:
        return None
    parent = db.scalar(_shown(public_id).where(Comment.post_id == post.id)) if is_public_id(public_id) else None
    if parent is None:
        raise ParentNotFound
    return parent


def _shown(public_id: str) -> Select[Comment]:
    return (
        select(Comment)
        .where(Comment.public_id == public_id, Comment.shown_revision_id.is_not(None))
        .options(joinedload(Comment.shown))
    )
