"""What a post allows its commenters: one table, read from the top. Trust only decides who waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from blog.posts.models import CommentsRule, Post, PostKind, PostStatus, PostTag, Tag
from blog.posts.shown import Readable
from blog.site.settings import SiteSettings

STRICTNESS = (CommentsRule.OPEN, CommentsRule.MODERATED, CommentsRule.CLOSED, CommentsRule.HIDDEN)


class By(StrEnum):
    """Which row of the table has spoken."""

    POST = "post"
    PAGE = "page"
    TAG = "tag"
    AGE = "age"
    SITE = "site"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Ruling:
    """The rule in force, what it comes from, and the moment from which the post's age says otherwise.

    `tags` are the names of those that say so.
    """

    rule: CommentsRule
    by: By
    until: datetime | None = None
    tags: tuple[str, ...] = ()

    @property
    def takes(self) -> bool:
        return self.rule in (CommentsRule.OPEN, CommentsRule.MODERATED)

    @property
    def shows(self) -> bool:
        return self.rule is not CommentsRule.HIDDEN

    @property
    def waits(self) -> bool:
        """Whether every comment waits for a moderator, whoever wrote it."""
        return self.rule is CommentsRule.MODERATED


Row = Callable[[Readable, SiteSettings, datetime], Ruling | None]


def _by_post(post: Readable, site: SiteSettings, now: datetime) -> Ruling | None:
    return Ruling(CommentsRule(post.comments_rule), By.POST) if post.comments_rule else None


def _by_page(post: Readable, site: SiteSettings, now: datetime) -> Ruling | None:
    """“About” and “Contact” are no invitation to discuss; what was said there once stays to be read."""
    if post.kind != PostKind.PAGE:
        return None
    return Ruling(CommentsRule.CLOSED if post.comment_count else CommentsRule.HIDDEN, By.PAGE)


def _by_tags(post: Readable, site: SiteSettings, now: datetime) -> Ruling | None:
    """Of several tags that disagree the strictest wins."""
    rules = {tag.name: CommentsRule(tag.comments_rule) for tag in post.tags if tag.comments_rule}
    if not rules:
        return None
    strictest = max(rules.values(), key=STRICTNESS.index)
    return Ruling(strictest, By.TAG, tags=tuple(name for name, rule in rules.items() if rule is strictest))


def _by_age(post: Readable, site: SiteSettings, now: datetime) -> Ruling | None:
    due = ages_at(post, site)
    return Ruling(CommentsRule(site.comments_after_rule), By.AGE) if due is not None and now >= due else None


def _by_site(post: Readable, site: SiteSettings, now: datetime) -> Ruling | None:
    return Ruling(CommentsRule(site.comments_rule), By.SITE, until=ages_at(post, site))


# The table: the first row that speaks decides, and the last one always does.
TABLE: tuple[Row, ...] = (_by_post, _by_page, _by_tags, _by_age, _by_site)


def rule_for(post: Readable, site: SiteSettings, now: datetime) -> Ruling:
    """What holds for the post now. Reads its tags: lists fetch them along."""
    return _in_emergency(next(found for row in TABLE if (found := row(post, site, now)) is not None), site)


def _in_emergency(ruling: Ruling, site: SiteSettings) -> Ruling:
    """An emergency goes before the whole table, and only makes it stricter: what is closed or hidden stays so."""
    if not site.emergency or STRICTNESS.index(CommentsRule(site.emergency)) <= STRICTNESS.index(ruling.rule):
        return ruling
    return Ruling(CommentsRule(site.emergency), By.EMERGENCY, until=ruling.until)


def ages_at(post: Readable, site: SiteSettings) -> datetime | None:
    """When the post is old enough for the rule about age; None where there is none, or it would only loosen things."""
    after, always = CommentsRule(site.comments_after_rule), CommentsRule(site.comments_rule)
    if site.comments_after_days <= 0 or post.published_at is None:
        return None
    if STRICTNESS.index(after) <= STRICTNESS.index(always):
        return None
    return post.published_at + timedelta(days=site.comments_after_days)


def takes_comments(post: Readable, site: SiteSettings, now: datetime) -> bool:
    return post.status == PostStatus.PUBLISHED and rule_for(post, site, now).takes


def shows_comments(post: Readable, site: SiteSettings, now: datetime) -> bool:
    return rule_for(post, site, now).shows


def always_waits(post: Readable, site: SiteSettings, now: datetime) -> bool:
    """Whether every comment here waits for a moderator, whoever wrote it."""
    return rule_for(post, site, now).waits


def readable_beside() -> Any:
    """A condition on the posts of comments that are read newest first: such a post is published.

    So put that SQLite finds no index for it: it would begin with all posts, read all their comments and sort them,
    where the newest comments stand ready in an index of their own.
    """
    return func.coalesce(Post.status, "") == PostStatus.PUBLISHED


def not_hidden(site: SiteSettings) -> Any:
    """A condition on posts whose comments readers may see: the same table, for lists. Age hides nothing."""
    hiding = _has_tag(Tag.comments_rule == CommentsRule.HIDDEN)
    by_tags: Any = ~hiding
    if site.comments_rule == CommentsRule.HIDDEN:
        by_tags = and_(~hiding, _has_tag(Tag.comments_rule.is_not(None)))
    by_kind = or_(and_(Post.kind == PostKind.PAGE, Post.comment_count > 0), and_(Post.kind == PostKind.POST, by_tags))
    silent = and_(Post.comments_rule.is_(None), by_kind)
    return or_(Post.comments_rule != CommentsRule.HIDDEN, silent)


def _has_tag(which: Any) -> Any:
    tagged = select(PostTag.tag_id).join(Tag, Tag.id == PostTag.tag_id).where(PostTag.post_id == Post.id, which)
    return exists(tagged.correlate(Post))
