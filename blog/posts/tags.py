"""Tags in the desk: how many posts each one has, and what it says about their comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.posts.models import CommentsRule, Post, PostStatus, PostTag, Tag

A_PAGE = 200


class TagUnknown(Refusal):
    """One of these tags is not here any more. Nothing was changed; open the page again."""


class RuleUnknown(Refusal):
    """A tag says that comments are open, moderated, closed or hidden, or it says nothing. Nothing was changed."""


@dataclass(frozen=True)
class Listed:
    """A tag, its published posts, and who has decided on its rule."""

    tag: Tag
    posts: int
    ruler: str | None


def list_tags(db: Session, after: str = "", size: int = A_PAGE) -> tuple[list[Listed], str | None]:
    """A page of tags by their addresses, after the address `after`; and the cursor of the next page, or None."""
    number = (
        select(func.count())
        .select_from(PostTag)
        .join(Post, Post.id == PostTag.post_id)
        .where(PostTag.tag_id == Tag.id, Post.status == PostStatus.PUBLISHED)
        .correlate(Tag)
        .scalar_subquery()
    )
    query = select(Tag, number, Account.name).outerjoin(Account, Account.id == Tag.ruled_by)
    rows = db.execute(query.where(Tag.slug > after).order_by(Tag.slug).limit(size + 1)).all()
    listed = [Listed(tag, posts or 0, ruler) for tag, posts, ruler in rows]
    return listed[:size], listed[size - 1].tag.slug if len(listed) > size else None


def count_ruled(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(Tag).where(Tag.comments_rule.is_not(None))) or 0


def rule_tags(db: Session, rules: Mapping[int, str], by: int | None, now: datetime) -> int:
    """Let the tags (by id) say what is given, "" for nothing; how many say something else now.

    Every page that shows one of their posts, or its comments, moves. Raises TagUnknown, RuleUnknown.
    """
    if not set(rules.values()) <= {"", *CommentsRule}:
        raise RuleUnknown
    tags = list(db.scalars(select(Tag).where(Tag.id.in_(list(rules))).order_by(Tag.id).with_for_update()))
    if len(tags) != len(rules):
        raise TagUnknown
    changed = [tag for tag in tags if (tag.comments_rule or "") != rules[tag.id]]
    if not changed:
        return 0
    for tag in changed:
        tag.comments_rule, tag.ruled_at, tag.ruled_by = rules[tag.id] or None, now, by
    db.flush()
    concerned = select(PostTag.post_id).where(PostTag.tag_id.in_([tag.id for tag in changed])).distinct()
    move_versions(db, ["posts", "comments", *(f"post:{post_id}" for post_id in db.scalars(concerned))], now)
    return len(changed)
