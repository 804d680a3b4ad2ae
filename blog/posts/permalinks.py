"""Permalinks are data: each post keeps its whole path; former ones lead on, gone ones say so."""

from __future__ import annotations

import re
from datetime import datetime
from unicodedata import normalize
from urllib.parse import unquote

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blog.errors import Refusal
from blog.markup.text import slug
from blog.posts.models import FormerPath, Post, PostKind, PostStatus

LONGEST = 400

# The engine's own first segments, in one place. A post may not stand on them; an import reports that it wanted to.
RESERVED = frozenset(
    {
        *("-", ".well-known", "api", "atom.xml", "authors", "comments", "desk", "favicon.ico", "feed", "feeds"),
        *("healthz", "media", "moderation", "robots.txt", "rss.xml", "search", "sign-in", "sign-out"),
        *("sitemap.xml", "static", "tags"),
    }
)
ARCHIVE = re.compile(r"^/\d{1,4}(/\d{1,2})?/?$")
FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\?#%<>\"^`{|}\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class BadPermalink(Refusal):
    """An address begins with a slash and has no blanks or question marks, such as /2026/10/menders-meet.html."""


class ReservedPermalink(Refusal):
    """The blog uses that address itself; choose another beginning."""


class PermalinkTaken(Refusal):
    """Another post stands at this address, or an old address of another post leads from it."""


def read_permalink(typed: str) -> str | None:
    """The path as it is stored (decoded, NFC); None for an empty one. Raises BadPermalink, ReservedPermalink."""
    path = normalize("NFC", unquote(typed.strip()))
    if not path:
        return None
    segments = path.split("/")[1:]
    if not path.startswith("/") or len(path) > LONGEST or FORBIDDEN.search(path) or path == "/":
        raise BadPermalink
    if any(segment in ("", ".", "..") for segment in segments[:-1]) or segments[-1] in (".", ".."):
        raise BadPermalink
    if segments[0].lower() in RESERVED or ARCHIVE.match(path):
        raise ReservedPermalink
    return path


def is_taken(db: Session, path: str, post_id: int | None) -> bool:
    """Whether another post stands there, or an address another live post once had leads on from there."""
    if db.scalar(select(Post.id).where(Post.permalink == path, Post.id != (post_id or 0))) is not None:
        return True
    former = db.get(FormerPath, path)
    return former is not None and former.gone_at is None and former.post_id not in (None, post_id)


def make_permalink(
    db: Session,
    title: str,
    local_time: datetime,
    post_id: int | None,
    kind: str = PostKind.POST,
    pattern: str = "month",
) -> str:
    """A free address; `local_time` in the site's time zone. A page's is `/{slug}`, whatever the pattern.

    pattern: "month" is `/{year}/{month}/{slug}.html`, "plain" the same without its end, "title" `/{slug}`.
    """
    if kind == PostKind.PAGE or pattern == "title":
        return _make_short_permalink(db, title, post_id)
    stem = f"/{local_time.year:04d}/{local_time.month:02d}/{slug(title)}"
    end, number = "" if pattern == "plain" else ".html", 1
    while is_taken(db, path := f"{stem}{end}" if number == 1 else f"{stem}-{number}{end}", post_id):
        number += 1
    return path


def _make_short_permalink(db: Session, title: str, post_id: int | None) -> str:
    """What the blog uses itself is nobody else's: one that is called “Search” stands at /search-2."""
    stem = f"/{slug(title)}"
    path, number = stem, 1
    while path[1:].lower() in RESERVED or ARCHIVE.match(path) or is_taken(db, path, post_id):
        number += 1
        path = f"{stem}-{number}"
    return path


def give_permalink(db: Session, post: Post, path: str, now: datetime) -> None:
    """Put the post at `path`; the address readers knew until now leads there from today. Raises PermalinkTaken."""
    if post.permalink == path:
        return
    if is_taken(db, path, post.id):
        raise PermalinkTaken
    was_public = post.status == PostStatus.PUBLISHED
    if post.permalink is not None and was_public:
        leave_path(db, post, post.permalink, now)
    db.execute(delete(FormerPath).where(FormerPath.path == path))
    post.permalink = path
    db.flush()


def leave_path(db: Session, post: Post, path: str, now: datetime, gone: bool = False) -> None:
    """Remember that the post stood at `path`."""
    former = db.get(FormerPath, path)
    if former is None:
        former = FormerPath(path=path)
        db.add(former)
    former.post_id, former.left_at, former.gone_at = post.id, now, now if gone else None


def find_former(db: Session, path: str) -> tuple[str | None, bool]:
    """Where a former address leads: (path of today or None, whether it was taken down)."""
    former = db.get(FormerPath, path)
    if former is None:
        return None, False
    if former.gone_at is not None:
        return None, True
    post = db.get(Post, former.post_id) if former.post_id is not None else None
    if post is None or post.status == PostStatus.DELETED:
        return None, True
    return (post.permalink, False) if post.status == PostStatus.PUBLISHED else (None, False)
