"""Where the addresses lead that a blog had at WordPress: each in one step to what stands there today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments import places
from blog.comments.finding import CommentNotFound
from blog.importers import known
from blog.markup.text import slug
from blog.posts.authors import find_author
from blog.posts.models import Post, Tag
from blog.posts.pages import views
from blog.posts.reading import find_by_path, follow_tag
from blog.posts.shown import Readable
from blog.web.rendering import moved_here, moved_to
from blog.web.visits import Visit

SOURCE = "wordpress"
POST_FEED, COMMENT_FEED = "/feeds/posts/default", "/feeds/comments/default"
# What WordPress puts behind a post's address; the address without it is the right one.
BEHIND = ("replytocom", "cpage")
NUMBER = re.compile(r"[0-9]{1,20}")
FEED = re.compile(r"(?P<path>.*?)/feed(?:/(?P<form>rss2?|rdf|atom))?/?")
PAGE_OF_LIST = re.compile(r"(?P<path>.*?)/page/[0-9]{1,6}/?")
PAGE_OF_POST = re.compile(r"(?P<path>/.+?)/(?:comment-page-)?[0-9]{1,6}/?")
TERM = re.compile(r"/(?P<folder>category|tag)/(?:.+/)?(?P<name>[^/]+)/?")
AUTHOR = re.compile(r"/author/(?P<name>[^/]+)")
DAY = re.compile(r"/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})(?:/[0-9]{2})?/?")
YEAR = re.compile(r"/(?P<year>[0-9]{4})")


def lead_home_query(db: Session, visit: Visit) -> Response | None:
    """What `/?p=12` and `/?feed=rss2` mean; None for a home page that is meant as one."""
    for name in ("p", "page_id"):
        number = visit.query.get(name, "")
        if NUMBER.fullmatch(number):
            post = known.find_post(db, SOURCE, known.blog_keys(db, SOURCE), number)
            return moved_to(post.permalink) if post is not None and post.permalink else None
    feed = visit.query.get("feed")
    if feed is None:
        return None
    return _to_feed(COMMENT_FEED if feed.startswith("comments-") else POST_FEED, feed.removeprefix("comments-"))


def lead_to_post(db: Session, visit: Visit, post: Readable) -> Response | None:
    """The post without what stood behind its address; at the comment that somebody wanted to answer."""
    if not any(name in visit.query for name in BEHIND):
        return None
    number = visit.query.get("replytocom", "")
    if NUMBER.fullmatch(number):
        try:
            place = places.find_place(db, visit.site, f"comment-{number}", str(post.id), visit.now)
        except CommentNotFound:
            place = None
        if place is not None:
            return moved_here(place)
    return moved_here(views.href(post.permalink or "/"))


def lead_on(db: Session, visit: Visit) -> Response | None:
    """Where an address leads that nothing here has; None if it never was one that we know."""
    path = re.sub(r"/{2,}", "/", visit.path)
    for post in _posts_at(db, path, is_other=path != visit.path):
        return moved_to(post.permalink or "/")
    for own in _below_folders(db, path):
        found = _lead(db, visit, own, is_moved=own != path)
        if found is not None:
            return found
    return None


def _lead(db: Session, visit: Visit, path: str, is_moved: bool) -> Response | None:
    if is_moved and path == "/":
        return lead_home_query(db, visit) or moved_to("/")
    if feed := FEED.fullmatch(path):
        of_what = _feed_of(db, feed["path"])
        return None if of_what is None else _to_feed(of_what, feed["form"])
    if list_page := PAGE_OF_LIST.fullmatch(path):
        return moved_to("/") if not list_page["path"] else _lead_to_list(db, list_page["path"])
    return _lead_to_list(db, path) or _lead_to_page(db, path)


def _feed_of(db: Session, path: str) -> str | None:
    """The feed of all posts, of all comments, of a category or tag, of an author, or of a post's comments."""
    if path in ("", "/comments"):
        return COMMENT_FEED if path else POST_FEED
    if term := TERM.fullmatch(path):
        tag = _tag_of(db, term)
        return f"{POST_FEED}/-/{tag.slug}" if tag is not None else None
    if (author := AUTHOR.fullmatch(path)) and find_author(db, author["name"]) is not None:
        return f"/feeds/authors/{author['name']}"
    for post in _posts_at(db, path, is_other=True):
        return f"/feeds/{post.id}/comments/default"
    return None


def _to_feed(feed: str, form: str | None) -> Response:
    """RSS where it is asked for by name; readers that took what WordPress sent them take Atom as well."""
    return moved_here(quote(feed, safe="/") + ("" if form in (None, "feed", "atom") else "?alt=rss"))


def _tag_of(db: Session, term: re.Match[str]) -> Tag | None:
    known_slug = known.find_tag_slug(db, SOURCE, f"/{term['folder']}/{term['name']}/")
    return follow_tag(db, known_slug or slug(term["name"]))


def _lead_to_list(db: Session, path: str) -> Response | None:
    """A category's, a tag's, a day's, a month's or a year's."""
    if term := TERM.fullmatch(path):
        tag = _tag_of(db, term)
        return moved_to(f"/tags/{tag.slug}") if tag is not None else None
    if (day := DAY.fullmatch(path)) and 1 <= int(day["month"]) <= 12:
        return moved_to(f"/{day['year']}/{day['month']}/")
    year = YEAR.fullmatch(path)
    return moved_to(f"/{year['year']}/") if year else None


def _lead_to_page(db: Session, path: str) -> Response | None:
    """A page of a long post, or of its comments."""
    part = PAGE_OF_POST.fullmatch(path)
    for post in _posts_at(db, part["path"], is_other=True) if part else ():
        return moved_to(post.permalink or "/")
    return None


def _posts_at(db: Session, path: str, is_other: bool) -> Iterator[Post]:
    """The post that stands there but for a slash at the end; is_other: the address itself was not asked for yet."""
    bare = path.rstrip("/")
    for one in (path, f"{bare}/" if bare == path else bare):
        if one and (is_other or one != path) and (post := find_by_path(db, one)) is not None:
            yield post


def _below_folders(db: Session, path: str) -> Iterator[str]:
    """The path as the blog knew it: it may have stood below a folder of its host."""
    yield path
    for key in known.blog_keys(db, SOURCE):
        folder = "".join(key.partition("/")[1:])
        if folder and (path == folder or path.startswith(f"{folder}/")):
            yield path.removeprefix(folder) or "/"
