"""What the checks ask the database, put together once: that takes longer than asking."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from blog.accounts.models import Account
from blog.comments.models import Comment, CommentRevision, Status
from blog.posts.models import Post, PostRevision

SAME_WORDS_READ = 20
BURST = 5


@cache
def same_words() -> Any:
    others = Comment.id != bindparam("comment", type_=Comment.id.type)
    return (
        select(Comment.status, Comment.commenter_id, Comment.account_id, Comment.website, CommentRevision.links)
        .join(CommentRevision, CommentRevision.comment_id == Comment.id)
        .where(CommentRevision.words_hash == bindparam("words_hash"), others)
        .order_by(CommentRevision.id.desc())
        .limit(SAME_WORDS_READ)
    )


@cache
def of_late() -> Any:
    since = Comment.created_at > bindparam("since", type_=Comment.created_at.type)
    return select(Comment.id).where(Comment.prefix_hash == bindparam("prefix"), since).limit(BURST + 1)


@cache
def of_address() -> Any:
    since = Comment.created_at > bindparam("since", type_=Comment.created_at.type)
    late = Comment.id > bindparam("first", type_=Comment.id.type)
    return select(Comment.id).where(Comment.email == bindparam("email"), since, late).limit(BURST + 1)


@cache
def approved() -> Any:
    others = Comment.id != bindparam("comment", type_=Comment.id.type)
    return select(Comment.id).where(Comment.status == Status.APPROVED, others).limit(1)


@cache
def approved_of() -> Any:
    return approved().where(Comment.commenter_id == bindparam("commenter", type_=Comment.id.type))


@cache
def approved_from() -> Any:
    return approved().where(Comment.email == bindparam("email"))


@cache
def post_words() -> Any:
    shown = Post.shown_revision_id == PostRevision.id
    return select(PostRevision.title, PostRevision.excerpt).join(Post, shown).where(Post.id == bindparam("post"))


@cache
def people() -> Any:
    return select(Account.email, Account.name).where(Account.disabled_at.is_(None))
