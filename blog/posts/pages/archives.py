"""What stands around the posts of a year, a month or a tag: the ways to other times, and what is said of a tag."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from blog.markup.comments import render
from blog.markup.text import excerpt
from blog.posts.models import Tag
from blog.posts.reading import beside, months_of
from blog.web.visits import Visit

# What search engines show of a page.
MOST_WORDS = 160


@dataclass(frozen=True)
class Time:
    """A month or a year that has posts; how many is only counted where it is shown."""

    name: str
    href: str
    posts: int = 0


@dataclass(frozen=True)
class Around:
    """The nearest times with posts before and after, and the months of a year."""

    earlier: Time | None
    later: Time | None
    months: tuple[Time, ...] = ()


@dataclass(frozen=True)
class About:
    """What is said of a tag, as HTML that was cleaned, and in plain words."""

    html: str
    words: str


def around_year(db: Session, visit: Visit, start: datetime, end: datetime) -> Around:
    zone = ZoneInfo(visit.site.time_zone)
    months = months_of(db, start.astimezone(zone).year, zone)
    earlier, later = (_year(at, zone) for at in beside(db, start, end))
    return Around(earlier, later, tuple(_month(visit, at, posts) for at, posts in months))


def around_month(db: Session, visit: Visit, start: datetime, end: datetime) -> Around:
    earlier, later = (_month(visit, at) if at is not None else None for at in beside(db, start, end))
    return Around(earlier, later)


def about_tag(tag: Tag) -> About | None:
    return _about(tag.description) if tag.description else None


@lru_cache(64)
def _about(typed: str) -> About:
    """The Markdown of comments: what may stand there is little, and safe whoever wrote it."""
    rendering = render(typed)
    return About(str(rendering.html), excerpt(rendering.text, MOST_WORDS))


def _month(visit: Visit, at: datetime, posts: int = 0) -> Time:
    dates = visit.house.templates.dates_for(visit.site.language, visit.site.time_zone)
    local = at.astimezone(ZoneInfo(visit.site.time_zone))
    return Time(dates.month(at), f"/{local.year:04d}/{local.month:02d}/", posts)


def _year(at: datetime | None, zone: ZoneInfo) -> Time | None:
    if at is None:
        return None
    year = at.astimezone(zone).year
    return Time(str(year), f"/{year:04d}/")
