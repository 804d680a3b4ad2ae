"""Describes, renames, merges and deletes tags; an address that readers knew leads on, or says that it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from blog.database.turns import take_turns
from blog.database.versions import move_versions
from blog.errors import Refusal
from blog.markup.text import slug
from blog.posts.models import FormerTag, MenuEntry, Post, PostStatus, PostTag, Tag
from blog.posts.reading import follow_tag
from blog.posts.writing import TURN


class TagNotFound(Refusal):
    """This tag is not here any more. It may have been merged or deleted meanwhile."""


class TagNameTaken(Refusal):
    """Another tag has this name, or had it once. Merge this tag into that one instead."""


class MergedIntoItself(Refusal):
    """Choose another tag to merge this one into. Nothing was changed."""


@dataclass(frozen=True)
class Weighed:
    """What goes with a tag: posts that carry it, how many of them readers see, and how many have the other one too."""

    posts: int
    published: int
    both: int = 0


def find_tag_to_change(db: Session, tag_id: int) -> Tag:
    """Nobody else changes tags meanwhile. Raises TagNotFound."""
    take_turns(db, [TURN])
    tag = db.scalar(select(Tag).where(Tag.id == tag_id).with_for_update().execution_options(populate_existing=True))
    if tag is None:
        raise TagNotFound
    return tag


def weigh(db: Session, tag: Tag, other: Tag | None = None) -> Weighed:
    carrying = select(PostTag.post_id).where(PostTag.tag_id == tag.id)
    posts = db.scalar(select(func.count()).select_from(carrying.subquery())) or 0
    shown = select(func.count(Post.id)).where(Post.id.in_(carrying), Post.status == PostStatus.PUBLISHED)
    published, both = db.scalar(shown) or 0, 0
    if other is not None:
        of_both = select(func.count()).select_from(PostTag).where(PostTag.tag_id == other.id)
        both = db.scalar(of_both.where(PostTag.post_id.in_(carrying))) or 0
    return Weighed(posts, published, both)


def describe_tag(db: Session, tag: Tag, description: str, now: datetime) -> None:
    if tag.description != description:
        tag.description = description
        _show_change(db, now)


def rename_tag(db: Session, tag: Tag, name: str, now: datetime) -> bool:
    """Give it the name, and the address that the name makes; whether it has another one now. Raises TagNameTaken."""
    if name == tag.name:
        return False
    address = slug(name)
    if address != tag.slug:
        other = follow_tag(db, address)
        if other is not None and other.id != tag.id:
            raise TagNameTaken
        db.execute(delete(FormerTag).where(FormerTag.slug == address))
        db.add(FormerTag(slug=tag.slug, tag_id=tag.id, left_at=now))
    tag.name, tag.slug = name, address
    _show_change(db, now)
    return True


def merge_tag(db: Session, tag: Tag, other: Tag, now: datetime) -> None:
    """File under `other` what is filed under `tag`, which goes; its addresses lead to `other`. Raises MergedIntoItself.

    The description and the rule of `other` stay as they are.
    """
    if tag.id == other.id:
        raise MergedIntoItself
    has_other = select(PostTag.post_id).where(PostTag.tag_id == other.id)
    moving = update(PostTag).where(PostTag.tag_id == tag.id, PostTag.post_id.not_in(has_other)).values(tag_id=other.id)
    db.execute(moving, execution_options={"synchronize_session": False})
    in_menu = db.scalar(select(MenuEntry.id).where(MenuEntry.tag_id == other.id).limit(1))
    if in_menu is None:
        db.execute(update(MenuEntry).where(MenuEntry.tag_id == tag.id).values(tag_id=other.id))
    db.execute(update(FormerTag).where(FormerTag.tag_id == tag.id).values(tag_id=other.id))
    _take_away(db, tag, other.id, now)


def delete_tag(db: Session, tag: Tag, now: datetime) -> None:
    """Its posts stay and carry it no more; its address, and those it had, say that it is gone."""
    _take_away(db, tag, None, now)


def _take_away(db: Session, tag: Tag, leads_to: int | None, now: datetime) -> None:
    left = tag.slug
    db.execute(delete(Tag).where(Tag.id == tag.id), execution_options={"synchronize_session": False})
    db.expunge(tag)
    db.add(FormerTag(slug=left, tag_id=leads_to, left_at=now))
    _show_change(db, now)


def _show_change(db: Session, now: datetime) -> None:
    """Tags stand on the pages of their posts and in lists, rule comments, and may be in the menu of every page."""
    db.flush()
    move_versions(db, ["posts", "comments", "site"], now)
