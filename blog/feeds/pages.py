"""The feeds of posts and of comments."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments.places import encoded
from blog.feeds.atom import feed_id, newest_entries
from blog.feeds.comments import comments_feed_id, newest_of_blog, newest_of_post
from blog.importers import known
from blog.languages.sentences import say
from blog.posts.models import Post
from blog.posts.reading import PostNotFound, find_published
from blog.posts.rules import rule_for
from blog.web.rendering import moved_to, public_page
from blog.web.visits import Visit

ATOM = "application/atom+xml; charset=utf-8"
LARGEST_ID = 2**31 - 1


def show_post_feed(db: Session, visit: Visit) -> Response:
    url = visit.settings.url
    entries = newest_entries(db, url)
    return public_page(db, visit, "feeds/posts.atom", ["posts"], ATOM, feed_id=feed_id(url), entries=entries)


def show_comment_feed(db: Session, visit: Visit) -> Response:
    """The newest comments of the whole blog."""
    url = visit.settings.url
    return public_page(
        db,
        visit,
        "feeds/comments.atom",
        ["posts", "comments"],
        ATOM,
        feed_id=comments_feed_id(url),
        title=say("Comments on %(title)s", title=visit.site.title),
        self_path="/feeds/comments/default",
        page_path="/",
        entries=newest_of_blog(db, visit.site, url),
    )


def show_comment_feed_of_post(db: Session, visit: Visit) -> Response:
    """The newest comments of one post, also by the number that it had at Blogger."""
    post = _find_post(db, visit.params["post"])
    ruling = rule_for(post, visit.site, visit.now)
    if not ruling.shows:
        raise PostNotFound
    if post.id != visit.params["post"]:
        return moved_to(f"/feeds/{post.id}/comments/default")
    url = visit.settings.url
    return public_page(
        db,
        visit,
        "feeds/comments.atom",
        ["posts", f"post:{post.id}"],
        ATOM,
        until=ruling.until,
        feed_id=comments_feed_id(url, post),
        title=say("Comments on “%(title)s”", title=post.shown.title if post.shown else ""),
        self_path=f"/feeds/{post.id}/comments/default",
        page_path=encoded(post.permalink or "/"),
        entries=newest_of_post(db, post, url),
    )


def _find_post(db: Session, number: int) -> Post:
    """Raises PostNotFound."""
    if number <= LARGEST_ID:
        return find_published(db, number)
    post = known.find_post(db, "blogger", known.blog_keys(db, "blogger"), str(number))
    if post is None:
        raise PostNotFound
    return post
