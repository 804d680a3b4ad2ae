"""Writes posts: each save is a revision; what readers see changes only when it is published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, false, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.database.turns import take_turns
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.markup.text import slug
from blog.posts.forms import PostForm
from blog.posts.models import Post, PostRevision, PostStatus, PostTag, Tag
from blog.posts.permalinks import PermalinkTaken, is_taken
from blog.posts.reading import PostNotFound

TURN = "posts"


class SavedMeanwhile(Refusal):
    """Somebody saved a newer version of this post meanwhile. Yours is below, and saving again puts it on top."""


def editable(account: Account) -> ColumnElement[bool]:
    """Which posts this person may open in the desk."""
    if may(account, Capability.EDIT_ALL_POSTS):
        return true()
    if may(account, Capability.PUBLISH_OWN):
        return Post.author_id == account.id
    if may(account, Capability.WRITE_DRAFTS):
        return (Post.author_id == account.id) & (Post.status == PostStatus.DRAFT)
    return false()


def find_editable(db: Session, account: Account, post_id: int, deleted: bool = False) -> Post:
    """Looked up through what the person may edit; only `deleted` finds deleted ones. Raises PostNotFound."""
    state = Post.status == PostStatus.DELETED if deleted else Post.status != PostStatus.DELETED
    post = db.scalar(
        select(Post)
        .where(Post.id == post_id, state, editable(account))
        .options(joinedload(Post.newest), joinedload(Post.shown), joinedload(Post.author), selectinload(Post.tags))
        .execution_options(populate_existing=True)
    )
    if post is None:
        raise PostNotFound
    return post


def find_to_change(db: Session, account: Account, post_id: int, deleted: bool = False) -> Post:
    """Like `find_editable`, for who is going to change it: nobody else changes a post meanwhile.

    Whether an address, a tag or a revision's number is free is asked before it is taken.
    """
    take_turns(db, [TURN])
    return find_editable(db, account, post_id, deleted)


def list_editable(db: Session, account: Account, limit: int = 200, deleted: bool = False) -> list[Post]:
    """The person's posts, those last changed first; without the deleted ones, or only those."""
    state = Post.status == PostStatus.DELETED if deleted else Post.status != PostStatus.DELETED
    query = (
        select(Post)
        .where(state, editable(account))
        .options(joinedload(Post.newest), joinedload(Post.author))
        .order_by(Post.changed_at.desc(), Post.id.desc())
        .limit(limit)
    )
    return list(db.scalars(query))


def start_post(db: Session, account: Account | None, form: PostForm, now: datetime) -> Post:
    """A new draft with its first revision. Raises PermalinkTaken."""
    take_turns(db, [TURN])
    post = Post(
        status=PostStatus.DRAFT,
        author_id=account.id if account else None,
        created_at=now,
        changed_at=now,
    )
    db.add(post)
    db.flush()
    save(db, post, account, form, now)
    return post


def save(db: Session, post: Post, account: Account | None, form: PostForm, now: datetime) -> PostRevision:
    """Keep the form as the newest revision, if it says anything new. Raises PermalinkTaken, SavedMeanwhile."""
    newest = db.get(PostRevision, post.newest_revision_id) if post.newest_revision_id else None
    if newest is not None and form.base and form.base != str(newest.number):
        raise SavedMeanwhile
    if form.path is not None and is_taken(db, form.path, post.id):
        raise PermalinkTaken
    if post.status == PostStatus.DRAFT:
        _settle(db, post, form)
    if form.rules and post.comments_rule != (form.comments or None):
        # What a post allows is true at once, and readers see it.
        post.comments_rule = form.comments or None
        move_versions(db, ["posts", "comments", f"post:{post.id}"], now)
    post.changed_at = now
    if newest is not None and (newest.title, newest.typed) == (form.clean_title, form.body):
        newest.plan = plan_of(form)
        db.flush()
        return newest
    revision = _revision(post, account, form, now, number=newest.number + 1 if newest else 1)
    db.add(revision)
    db.flush()
    post.newest_revision_id = revision.id
    db.flush()
    return revision


def set_tags(db: Session, post: Post, names: tuple[str, ...]) -> None:
    """Give the post exactly these tags, in this order; tags are one when their addresses are."""
    db.execute(delete(PostTag).where(PostTag.post_id == post.id))
    for position, name in enumerate(names):
        tag = db.scalar(select(Tag).where(Tag.slug == slug(name)))
        if tag is None:
            tag = Tag(slug=slug(name), name=name)
            db.add(tag)
            db.flush()
        db.add(PostTag(post_id=post.id, tag_id=tag.id, position=position))
    db.flush()
    db.expire(post, ["tags"])


def plan_of(form: PostForm) -> dict[str, str]:
    """What the form says beside the words; kept with the revision until publishing makes it true."""
    return {"tags": form.tags, "permalink": form.permalink, "published_at": form.published_at}


def own_drafts(db: Session, account: Account, limit: int = 10) -> list[Post]:
    """What this very person was writing, last changed first."""
    query = (
        select(Post)
        .where(Post.status == PostStatus.DRAFT, Post.author_id == account.id)
        .options(joinedload(Post.newest))
        .order_by(Post.changed_at.desc(), Post.id.desc())
        .limit(limit)
    )
    return list(db.scalars(query))


def _settle(db: Session, post: Post, form: PostForm) -> None:
    """A draft is nobody's yet, so what its form says is true at once."""
    if form.path is not None:
        post.permalink = form.path
    elif not form.permalink and post.shown_revision_id is None:
        # Emptied before anybody knew it; an address readers knew stays the post's own.
        post.permalink = None
    set_tags(db, post, form.tag_names)


def _revision(post: Post, account: Account | None, form: PostForm, now: datetime, number: int) -> PostRevision:
    assert form.rendering is not None
    return PostRevision(
        post_id=post.id,
        number=number,
        title=form.clean_title,
        format=form.format,
        typed=form.body,
        html=str(form.rendering.html),
        words=form.rendering.text,
        excerpt=form.rendering.excerpt,
        policy=form.rendering.policy,
        plan=plan_of(form),
        saved_at=now,
        saved_by=account.id if account else None,
    )


def newest_revision(db: Session, post: Post) -> PostRevision:
    revision = db.get(PostRevision, post.newest_revision_id)
    assert revision is not None, "every post is started with a revision"
    return revision
