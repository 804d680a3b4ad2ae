"""What a person finds on the desk: their drafts, those of others they may publish, and what comes by itself."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from blog.accounts.models import Account
from blog.accounts.roles import ROLES, Capability, may
from blog.posts.bylines import own
from blog.posts.models import Post, PostStatus

# Whose drafts wait for somebody who may publish.
ONLY_DRAFTS = [
    role for role, may_do in ROLES.items()
    if Capability.WRITE_DRAFTS in may_do and Capability.PUBLISH_OWN not in may_do
]  # fmt: skip


def own_drafts(db: Session, account: Account, limit: int = 10) -> list[Post]:
    """What this very person was writing, last changed first."""
    query = (
        select(Post)
        .where(Post.status == PostStatus.DRAFT, own(account.id))
        .options(joinedload(Post.newest))
        .order_by(Post.changed_at.desc(), Post.id.desc())
        .limit(limit)
    )
    return list(db.scalars(query))


def drafts_to_publish(db: Session, account: Account, limit: int = 10) -> list[Post]:
    """Drafts of those who may not publish themselves, for whoever may; those that wait longest first."""
    if not may(account, Capability.EDIT_ALL_POSTS):
        return []
    query = (
        select(Post)
        .join(Account, Account.id == Post.author_id)
        .where(Post.status == PostStatus.DRAFT, Account.role.in_(ONLY_DRAFTS))
        .options(joinedload(Post.newest), joinedload(Post.author))
        .order_by(Post.changed_at, Post.id)
        .limit(limit)
    )
    return list(db.scalars(query))


def scheduled_posts(db: Session, account: Account, limit: int = 10) -> list[Post]:
    """What will be published by itself, the next one first: one's own, or everybody's for whoever edits all posts."""
    query = select(Post).where(Post.status == PostStatus.SCHEDULED).options(joinedload(Post.newest))
    if not may(account, Capability.EDIT_ALL_POSTS):
        query = query.where(Post.author_id == account.id)
    return list(db.scalars(query.order_by(Post.published_at, Post.id).limit(limit)))
