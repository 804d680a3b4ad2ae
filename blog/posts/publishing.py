"""Publishes, schedules, withdraws and deletes posts: the only place that changes what readers see of one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.jobs import outbox
from blog.posts.bylines import is_own
from blog.posts.filing import file_posts
from blog.posts.forms import PostForm
from blog.posts.models import FormerPath, Post, PostKind, PostRevision, PostStatus
from blog.posts.permalinks import give_permalink, is_taken, leave_path, make_permalink
from blog.posts.pictures import show_pictures
from blog.posts.searching import index_posts
from blog.posts.times import is_time_of
from blog.posts.writing import set_tags
from blog.site import hub
from blog.site.settings import read_site

JOB = "publish_post"


class MayNotPublish(Refusal):
    """Your role writes drafts; an author or editor publishes them. Your text is kept."""


def check_may_publish(account: Account, post: Post | None) -> None:
    """Raises MayNotPublish; the guard of the page is also the guard of the room."""
    own = post is None or is_own(post, account)
    if may(account, Capability.EDIT_ALL_POSTS) or (own and may(account, Capability.PUBLISH_OWN)):
        return
    raise MayNotPublish


def publish(
    db: Session,
    post: Post,
    revision: PostRevision,
    form: PostForm,
    time_zone: str,
    now: datetime,
    by: Account | None = None,
) -> None:
    """Show the revision to readers, at the form's time; a time in the future schedules. Raises PermalinkTaken."""
    time = _time(post, form, now).astimezone(UTC).replace(microsecond=0)
    future, was_shown = time > now, post.status == PostStatus.PUBLISHED
    local = time.astimezone(ZoneInfo(time_zone))
    was_page, post.kind = post.kind == PostKind.PAGE, form.kind or post.kind
    # Publishing again never moves a post by itself.
    path = form.path or post.permalink
    path = path or make_permalink(db, revision.title, local, post.id, post.kind, read_site(db).permalinks)
    give_permalink(db, post, path, now)
    set_tags(db, post, form.tag_names)
    post.language = revision.plan.get("language", post.language or "") or None
    outbox.take_back(db, JOB, _about(post))
    post.shown_revision_id, post.cover_id = revision.id, revision.cover_id
    revision.published_at, revision.published_by = now, by.id if by else None
    post.published_at = time
    post.status = PostStatus.SCHEDULED if future else PostStatus.PUBLISHED
    post.changed_at = now
    if future:
        outbox.put(db, JOB, {"post": post.id}, now, due_at=time, about=_about(post))
    _show_change(db, post, now, was_page)
    _tell_hub(db, post, now, was_shown)


def publish_due(db: Session, payload: dict[str, Any], now: datetime) -> None:
    """What the worker does when a scheduled post's time has come; once, and only if it is still scheduled."""
    post = db.get(Post, payload["post"], with_for_update=True)
    if post is None or post.status != PostStatus.SCHEDULED or post.published_at is None:
        return
    if post.published_at > now:
        outbox.put(db, JOB, {"post": post.id}, now, due_at=post.published_at, about=_about(post))
        return
    post.status = PostStatus.PUBLISHED
    _show_change(db, post, now)
    _tell_hub(db, post, now)


def withdraw(db: Session, post: Post, now: datetime) -> None:
    """Make it a draft again; its address answers 404 until it is published again, and stays its own."""
    outbox.take_back(db, JOB, _about(post))
    was_shown = post.status == PostStatus.PUBLISHED
    post.status = PostStatus.DRAFT
    post.changed_at = now
    _show_change(db, post, now)
    _tell_hub(db, post, now, was_shown)


def restore(db: Session, post: Post, now: datetime) -> None:
    """Bring a deleted post back as a draft, at its own address unless another post stands there by now."""
    path = db.scalar(select(FormerPath.path).where(FormerPath.post_id == post.id, FormerPath.gone_at.is_not(None)))
    post.status = PostStatus.DRAFT
    post.changed_at = now
    if path is not None and not is_taken(db, path, post.id):
        db.execute(delete(FormerPath).where(FormerPath.path == path))
        post.permalink = path
    _show_change(db, post, now)


def delete_post(db: Session, post: Post, now: datetime) -> None:
    """Take it down; where readers knew it, its address says so (410). The words stay in the database."""
    outbox.take_back(db, JOB, _about(post))
    if post.permalink is not None and post.shown_revision_id is not None:
        leave_path(db, post, post.permalink, now, gone=True)
    was_shown = post.status == PostStatus.PUBLISHED
    post.permalink = None
    post.status = PostStatus.DELETED
    post.changed_at = now
    _show_change(db, post, now)
    _tell_hub(db, post, now, was_shown)


def _time(post: Post, form: PostForm, now: datetime) -> datetime:
    """When no time is given: the one readers know; one that has not come yet was only a plan."""
    if form.time is not None:
        return post.published_at if post.published_at and is_time_of(form.time, post.published_at) else form.time
    if post.published_at is not None and post.published_at <= now:
        return post.published_at
    return now


def _about(post: Post) -> str:
    return f"post:{post.id}"


def _tell_hub(db: Session, post: Post, now: datetime, was_shown: bool = False) -> None:
    """Pages stand in no feed of posts."""
    if post.kind == PostKind.POST and (was_shown or post.status == PostStatus.PUBLISHED):
        hub.plan_post(db, post.id, now)


def _show_change(db: Session, post: Post, now: datetime, was_page: bool = False) -> None:
    """Every page of the blog may name a page in its menu; a post stands in lists."""
    db.flush()
    file_posts(db, [post.id])
    index_posts(db, [post.id])
    show_pictures(db, [post.id])
    everywhere = ["site"] if was_page or post.kind == PostKind.PAGE else []
    move_versions(db, ["posts", f"post:{post.id}", *everywhere], now)
