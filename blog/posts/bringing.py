"""Takes posts and pages in that were written elsewhere: many at once, each with its own address, time and status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from blog.database.inserting import insert_once
from blog.database.versions import move_versions
from blog.jobs import outbox
from blog.markup.posts import PostRendering
from blog.markup.text import slug
from blog.posts.filing import file_posts
from blog.posts.models import (
    CommentsRule,
    FormerPath,
    FormerTag,
    Origin,
    Post,
    PostKind,
    PostRevision,
    PostStatus,
    PostTag,
    Tag,
)
from blog.posts.permalinks import give_permalink, leave_path
from blog.posts.pictures import dressed, show_pictures
from blog.posts.plans import excerpt_of
from blog.posts.publishing import JOB
from blog.posts.searching import index_posts
from blog.posts.writing import set_tags

LONGEST_NAME, LONGEST_TITLE, LONGEST_TAG = 200, 300, 80


@dataclass(frozen=True)
class Brought:
    """A post as it is to stand here.

    permalink: where it stands or, deleted, has stood; the caller has made sure that it is free. former: addresses
    that lead to it. saved_at: when its words were last changed, as feed readers know it.
    """

    source: str
    key: str
    kind: str
    status: PostStatus
    title: str
    typed: str
    rendering: PostRendering
    permalink: str | None
    former: tuple[str, ...]
    tags: tuple[str, ...]
    author_name: str
    language: str | None
    feed_id: str
    comments_closed: bool
    # The source says that readers may comment: a page does not take comments by itself.
    comments_open: bool
    created_at: datetime
    published_at: datetime | None
    saved_at: datetime
    # What its writer said it is about, where that is known.
    excerpt: str = ""

    @property
    def is_gone(self) -> bool:
        return self.status is PostStatus.DELETED


@dataclass(frozen=True)
class Stored:
    """The ids of the posts in the order they were given, and the slugs of tags nobody had used before."""

    ids: list[int]
    new_tags: list[str]


def bring_in(db: Session, posts: Sequence[Brought], now: datetime) -> Stored:
    """Store new posts, each with one revision, and move what shows them."""
    ids = list(db.scalars(insert(Post).returning(Post.id, sort_by_parameter_order=True), [_row(one) for one in posts]))
    rows = [_revision(one, post_id, 1) for one, post_id in zip(posts, ids, strict=True)]
    revisions = db.scalars(insert(PostRevision).returning(PostRevision.id, sort_by_parameter_order=True), rows)
    pointed: list[dict[str, Any]] = []
    for one, post_id, revision_id in zip(posts, ids, list(revisions), strict=True):
        shown = None if one.status is PostStatus.DRAFT else revision_id
        pointed.append({"id": post_id, "newest_revision_id": revision_id, "shown_revision_id": shown})
    db.execute(update(Post), pointed)
    new_tags = _tag(db, posts, ids)
    for one, post_id in zip(posts, ids, strict=True):
        _lead_here(db, one, post_id, now)
        if one.status is PostStatus.SCHEDULED:
            outbox.put(db, JOB, {"post": post_id}, now, due_at=one.published_at, about=f"post:{post_id}")
    db.flush()
    file_posts(db, ids)
    index_posts(db, ids)
    if showing := [key for one, key in zip(posts, ids, strict=True) if "/media/" in one.rendering.html]:
        show_pictures(db, showing)
    if any(one.status is PostStatus.PUBLISHED for one in posts):
        # No page of a new post is kept anywhere yet; its neighbours' go with the lists.
        move_versions(db, ["posts", *_everywhere({one.kind for one in posts})], now)
    return Stored(ids, new_tags)


def renew(db: Session, post_id: int, left_at: datetime, one: Brought, now: datetime) -> bool:
    """Bring a post to what its source says now; False if anybody here has touched it since `left_at`."""
    query = select(Post).where(Post.id == post_id, Post.changed_at == left_at)
    post = db.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    if post is None:
        return False
    number = db.scalars(select(PostRevision.number).where(PostRevision.id == post.newest_revision_id)).one()
    revision = PostRevision(**_revision(one, post_id, number + 1))
    db.add(revision)
    db.flush()
    if one.permalink is not None and not one.is_gone:
        give_permalink(db, post, one.permalink, now)
    elif one.is_gone and post.permalink is not None:
        leave_path(db, post, post.permalink, now, gone=True)
        post.permalink = None
    outbox.take_back(db, JOB, f"post:{post_id}")
    if one.status is PostStatus.SCHEDULED:
        outbox.put(db, JOB, {"post": post_id}, now, due_at=one.published_at, about=f"post:{post_id}")
    post.newest_revision_id = revision.id
    if one.status is not PostStatus.DRAFT:
        post.shown_revision_id = revision.id
    post.status, post.published_at, post.changed_at = one.status, one.published_at, one.saved_at
    set_tags(db, post, _by_slug(one.tags))
    db.flush()
    file_posts(db, [post_id])
    index_posts(db, [post_id])
    show_pictures(db, [post_id])
    move_versions(db, ["posts", f"post:{post_id}", *_everywhere({post.kind})], now)
    return True


def show_anew(
    db: Session, post_id: int, left_at: datetime, typed: str, rendering: PostRendering, now: datetime
) -> bool:
    """Give the words of a post another form, such as with its pictures; False if anybody has touched it since
    `left_at`. It is no new revision: nobody has said anything new."""
    query = select(Post).where(Post.id == post_id, Post.changed_at == left_at)
    post = db.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    if post is None:
        return False
    plan = db.scalars(select(PostRevision.plan).where(PostRevision.id == post.newest_revision_id)).one()
    values = {
        "typed": typed,
        "html": dressed(db, str(rendering.html)),
        "unfiltered": rendering.unfiltered,
        "words": rendering.text,
        "excerpt": excerpt_of(plan, rendering),
    }
    changed = update(PostRevision).where(PostRevision.id == post.newest_revision_id)
    db.execute(changed.values(policy=rendering.policy, **values))
    index_posts(db, [post_id])
    show_pictures(db, [post_id])
    move_versions(db, ["posts", f"post:{post_id}"], now)
    return True


def take_away(db: Session, post_ids: Sequence[int], tags: Iterable[str], now: datetime) -> None:
    """Remove posts with their words and addresses, and those of `tags` that nothing is filed under any more."""
    for post_id in post_ids:
        outbox.take_back(db, JOB, f"post:{post_id}")
    kinds = set(db.scalars(select(Post.kind).where(Post.id.in_(post_ids)).distinct()))
    db.execute(delete(FormerPath).where(FormerPath.post_id.in_(post_ids)))
    db.execute(delete(Post).where(Post.id.in_(post_ids)))
    unused = Tag.id.not_in(select(PostTag.tag_id))
    db.execute(delete(Tag).where(Tag.slug.in_(list(tags)), unused), execution_options={"synchronize_session": False})
    if post_ids:
        move_versions(db, ["posts", *(f"post:{post_id}" for post_id in post_ids), *_everywhere(kinds)], now)


def _everywhere(kinds: set[str]) -> list[str]:
    """Every page of the blog may name a page in its menu."""
    return ["site"] if PostKind.PAGE in kinds else []


def _row(one: Brought) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "status": one.status,
        "permalink": None if one.is_gone else one.permalink,
        "language": one.language,
        "author_name": one.author_name[:LONGEST_NAME] or None,
        "created_at": one.created_at,
        "changed_at": one.saved_at,
        "published_at": one.published_at,
        "comment_count": 0,
        "comments_rule": _rule(one),
        "source": one.source,
        "source_key": one.key,
        "feed_id": one.feed_id[:300] or None,
    }


def _rule(one: Brought) -> CommentsRule | None:
    """A post takes comments by itself and a page takes none; only what is otherwise is said."""
    if one.kind == PostKind.PAGE:
        return CommentsRule.OPEN if one.comments_open and not one.comments_closed else None
    return CommentsRule.CLOSED if one.comments_closed else None


def _revision(one: Brought, post_id: int, number: int) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "number": number,
        "title": one.title[:LONGEST_TITLE],
        "format": "html",
        "typed": one.typed,
        "html": str(one.rendering.html),
        "words": one.rendering.text,
        "excerpt": one.excerpt or one.rendering.excerpt,
        "policy": one.rendering.policy,
        "plan": {"excerpt": one.excerpt} if one.excerpt else {},
        "saved_at": one.saved_at,
        "origin": Origin.IMPORTED,
    }


def _by_slug(names: Iterable[str]) -> tuple[str, ...]:
    """Each tag once: tags are one when their addresses are."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(slug(name), name[:LONGEST_TAG])
    return tuple(found.values())


def _tag(db: Session, posts: Sequence[Brought], ids: Sequence[int]) -> list[str]:
    named = {slug(name): name for one in posts for name in _by_slug(one.tags)}
    if not named:
        return []
    # What a tag was called once, in a blog that is brought again, means the tag that it is now.
    former = select(FormerTag.slug, FormerTag.tag_id).where(FormerTag.slug.in_(list(named)))
    leading = {row.slug: row.tag_id for row in db.execute(former.where(FormerTag.tag_id.is_not(None)))}
    unled = {key: name for key, name in named.items() if key not in leading}
    db.execute(delete(FormerTag).where(FormerTag.slug.in_(list(unled))))
    new = [key for key, name in unled.items() if insert_once(db, Tag, slug=key, name=name)]
    known = {row.slug: row.id for row in db.execute(select(Tag.slug, Tag.id).where(Tag.slug.in_(list(named))))}
    known = {**leading, **known}
    rows = [
        {"post_id": post_id, "tag_id": tag_id, "position": position}
        for one, post_id in zip(posts, ids, strict=True)
        for position, tag_id in enumerate(dict.fromkeys(known[slug(name)] for name in _by_slug(one.tags)))
    ]
    db.execute(insert(PostTag), rows)
    return new


def _lead_here(db: Session, one: Brought, post_id: int, now: datetime) -> None:
    """Former addresses lead here, unless they lead elsewhere already; a deleted post's own says that it is gone."""
    if one.is_gone and one.permalink is not None:
        insert_once(db, FormerPath, path=one.permalink, post_id=post_id, left_at=now, gone_at=now)
    elif one.permalink is not None:
        # The caller has seen that nothing alive leads away from here; what is gone makes room.
        db.execute(delete(FormerPath).where(FormerPath.path == one.permalink))
    for path in one.former:
        insert_once(db, FormerPath, path=path, post_id=post_id, left_at=now, gone_at=None)
