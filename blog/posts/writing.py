"""Writes posts: each save is a revision; what readers see changes only when it is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, false, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.database.turns import take_turns
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.markup.text import slug
from blog.posts.bylines import is_own, own
from blog.posts.cleaned import with_html_kept
from blog.posts.forms import PostForm
from blog.posts.models import FormerTag, Post, PostKind, PostRevision, PostStatus, PostTag, Tag
from blog.posts.permalinks import PermalinkTaken, is_taken
from blog.posts.pictures import dressed
from blog.posts.plans import excerpt_of, plan_of
from blog.posts.reading import PostNotFound, follow_tag
from blog.posts.times import is_time_of

TURN = "posts"


class SavedMeanwhile(Refusal):
    """Somebody saved another version of this post meanwhile. Nothing is lost: both stand below, and you choose."""


class PagesAreEditors(Refusal):
    """Pages are written by editors and owners; what you write is a post. Your text is kept."""


def editable(account: Account) -> ColumnElement[bool]:
    """Which posts this person may open in the desk."""
    if may(account, Capability.EDIT_ALL_POSTS):
        return true()
    if may(account, Capability.PUBLISH_OWN):
        return own(account.id) & (Post.kind == PostKind.POST)
    if may(account, Capability.WRITE_DRAFTS):
        return own(account.id) & (Post.kind == PostKind.POST) & (Post.status == PostStatus.DRAFT)
    return false()


def may_edit(account: Account, post: Post) -> bool:
    """The same of one post that is at hand."""
    if may(account, Capability.EDIT_ALL_POSTS):
        return True
    writes = may(account, Capability.PUBLISH_OWN) or post.status == PostStatus.DRAFT
    return writes and may(account, Capability.WRITE_DRAFTS) and is_own(post, account)


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


def start_post(db: Session, account: Account | None, form: PostForm, now: datetime) -> Post:
    """A new draft with its first revision. Raises PermalinkTaken, PagesAreEditors."""
    take_turns(db, [TURN])
    post = Post(
        kind=form.kind or PostKind.POST,
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
    """Keep the form as the newest revision, if it says anything new.

    Raises PermalinkTaken, SavedMeanwhile, PagesAreEditors.
    """
    if form.kind == PostKind.PAGE and account is not None and not may(account, Capability.EDIT_ALL_POSTS):
        raise PagesAreEditors
    newest = db.get(PostRevision, post.newest_revision_id) if post.newest_revision_id else None
    check_behind(db, post, form)
    if form.path is not None and is_taken(db, form.path, post.id):
        raise PermalinkTaken
    form = _with_what_it_leaves_alone(post, newest, form)
    if post.status == PostStatus.DRAFT:
        _settle(db, post, form)
    if "comments" not in form.missing and post.comments_rule != (form.comments or None):
        # What a post allows is true at once, and readers see it.
        post.comments_rule = form.comments or None
        move_versions(db, ["posts", "comments", f"post:{post.id}"], now)
    post.changed_at = now
    if newest is not None and not _says_more(db, post, newest, form):
        newest.plan = plan_of(form)
        db.flush()
        return newest
    revision = _revision(post, account, with_html_kept(newest, form), now, newest)
    revision.html = dressed(db, revision.html)
    db.add(revision)
    db.flush()
    post.newest_revision_id = revision.id
    db.flush()
    return revision


def check_behind(db: Session, post: Post, form: PostForm) -> None:
    """Raises SavedMeanwhile."""
    if post.newest_revision_id and is_behind(db, post, newest_revision(db, post), form.base):
        raise SavedMeanwhile


def is_behind(db: Session, post: Post, newest: PostRevision, base: str) -> bool:
    """Whether somebody saved what a form begun with `base` has not seen. Another cover is none of that: no form has it,
    and whoever saves one keeps the newest."""
    if not base or base == str(newest.number):
        return False
    seen = find_by_number(db, post, base)
    return seen is None or (seen.title, seen.typed, seen.plan) != (newest.title, newest.typed, newest.plan)


def _says_more(db: Session, post: Post, newest: PostRevision, form: PostForm) -> bool:
    if not says_the_same(newest, form.clean_title, form.body, form.excerpt):
        return True
    if form.rendering is not None and form.rendering.unfiltered and not newest.unfiltered:
        # The same words, from somebody whose HTML is not cleaned: readers would see something else.
        return True
    if post.status == PostStatus.DRAFT:
        # Whoever opened a draft before its tags or address were changed is told, as with its words.
        # Who writes posts only has no field for the kind, and means one.
        plans = newest.plan, plan_of(form)
        planned, wanted = ({**plan, "kind": plan.get("kind") or PostKind.POST} for plan in plans)
        return planned != wanted
    # What readers see stays as it is: what is to be otherwise waits in a revision of its own. What waits already is
    # somebody's too: who opened it before it was changed is told.
    if newest.id == post.shown_revision_id:
        return _asks_otherwise(db, post, form)
    return _plans_otherwise(post, newest, form)


def says_the_same(revision: PostRevision, title: str, typed: str, excerpt: str | None = None) -> bool:
    """Whether these words are the revision's; an excerpt that is None says nothing."""
    own = revision.plan.get("excerpt", "")
    return (revision.title, revision.typed, own) == (title, typed, own if excerpt is None else excerpt)


def _plans_otherwise(post: Post, newest: PostRevision, form: PostForm) -> bool:
    """Whether the form wants something else beside the words than the revision that waits; both may leave an address
    and a time empty, and mean those the post has."""
    plan, now_at = newest.plan, post.permalink or ""
    if "tags" in plan and plan["tags"] != form.tags:
        return True
    if form.kind not in ("", plan.get("kind") or post.kind):
        return True
    if (plan.get("permalink") or now_at) != (form.permalink or now_at):
        return True
    if plan.get("language", post.language or "") != form.language:
        return True
    planned = plan.get("published_at", "")
    return planned != form.published_at and (bool(planned) or not is_time_of(form.time, post.published_at))


def _asks_otherwise(db: Session, post: Post, form: PostForm) -> bool:
    """Whether the form wants other tags, another language, address, kind or time than the post has."""
    kind = form.kind not in ("", post.kind)
    if post.kind == PostKind.PAGE:
        form = replace(form, tag_names=())
    tags = [tag.slug for tag in post.tags] != list(dict.fromkeys(address_of_tag(db, name) for name in form.tag_names))
    moved = form.path is not None and form.path != post.permalink
    tongue = form.language != (post.language or "")
    elsewhen = form.time is not None and not is_time_of(form.time, post.published_at)
    return kind or tags or tongue or moved or elsewhen


def set_tags(db: Session, post: Post, names: tuple[str, ...]) -> None:
    """Give the post exactly these tags, in this order; tags are one when their addresses are. A page has none.

    A name that a tag had once means the tag that it is now.
    """
    db.execute(delete(PostTag).where(PostTag.post_id == post.id))
    found = (_tag_named(db, name) for name in (names if post.kind == PostKind.POST else ()))
    for position, tag_id in enumerate(dict.fromkeys(tag.id for tag in found)):
        db.add(PostTag(post_id=post.id, tag_id=tag_id, position=position))
    db.flush()
    db.expire(post, ["tags"])


def _tag_named(db: Session, name: str) -> Tag:
    """The tag of this name, made where there is none; one that was deleted may come again."""
    tag = follow_tag(db, slug(name))
    if tag is None:
        db.execute(delete(FormerTag).where(FormerTag.slug == slug(name)))
        tag = Tag(slug=slug(name), name=name)
        db.add(tag)
        db.flush()
    return tag


def address_of_tag(db: Session, name: str) -> str:
    tag = follow_tag(db, slug(name))
    return tag.slug if tag is not None else slug(name)


def _with_what_it_leaves_alone(post: Post, newest: PostRevision | None, form: PostForm) -> PostForm:
    plan = newest.plan if newest is not None else {}
    excerpt = plan.get("excerpt", "") if "excerpt" in form.missing else form.excerpt
    language = plan.get("language", post.language or "") if "language" in form.missing else form.language
    return replace(form, excerpt=excerpt, language=language)


def _settle(db: Session, post: Post, form: PostForm) -> None:
    """A draft is nobody's yet, so what its form says is true at once."""
    post.kind = form.kind or post.kind
    if form.path is not None:
        post.permalink = form.path
    elif not form.permalink and post.shown_revision_id is None:
        # Emptied before anybody knew it; an address readers knew stays the post's own.
        post.permalink = None
    post.language = form.language or None
    set_tags(db, post, form.tag_names)


def _revision(
    post: Post, account: Account | None, form: PostForm, now: datetime, newest: PostRevision | None
) -> PostRevision:
    assert form.rendering is not None
    return PostRevision(
        post_id=post.id,
        number=newest.number + 1 if newest else 1,
        title=form.clean_title,
        format=form.format,
        typed=form.body,
        html=str(form.rendering.html),
        words=form.rendering.text,
        excerpt=excerpt_of(plan_of(form), form.rendering),
        policy=form.rendering.policy,
        unfiltered=form.rendering.unfiltered,
        plan=plan_of(form),
        cover_id=newest.cover_id if newest else None,
        saved_at=now,
        saved_by=account.id if account else None,
    )


def newest_revision(db: Session, post: Post) -> PostRevision:
    revision = db.get(PostRevision, post.newest_revision_id)
    assert revision is not None, "every post is started with a revision"
    return revision


def find_by_number(db: Session, post: Post, number: str | int) -> PostRevision | None:
    """The revision with this number, as a form or an address names it."""
    typed = str(number)
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        return None
    return db.scalar(select(PostRevision).where(PostRevision.post_id == post.id, PostRevision.number == int(typed)))
