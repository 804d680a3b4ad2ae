"""Where the addresses lead that a blog had at Blogger: each in one step to what stands there today."""

from __future__ import annotations

import re
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.importers import known
from blog.web.rendering import moved_here, moved_to
from blog.web.visits import Visit

RSS = "?alt=rss"
POST_FEED, COMMENT_FEED = "/feeds/posts/default", "/feeds/comments/default"
# Monthly and weekly archives; before 2010 some blogs had them in a folder.
MONTH = re.compile(r"(?:/archives)?/([0-9]{4})_([0-9]{2})_[0-9]{2}_archive\.html")
# Short, whole, by label, and as RSS: here each feed is whole, and feed readers know its posts again by their ids.
POSTS = re.compile(r"/(?:atom|rss|index)\.xml|/feeds/posts/(?:summary|full|default)(?:/-/(.+?))?/?")
COMMENTS = re.compile(r"/feeds/comments/(?:summary|full|default)/?")
COMMENTS_OF = re.compile(r"/feeds/([0-9]{1,20})/comments/(?:summary|full|default)/?")
ENTRY = re.compile(r"/feeds/posts/(?:summary|full|default)/([0-9]{1,20})")


def lead_on(db: Session, visit: Visit) -> Response | None:
    """Where an address leads that nothing here has; None if Blogger had none like it."""
    if month := MONTH.fullmatch(visit.path):
        return moved_to(f"/{month[1]}/{month[2]}/")
    if posts := POSTS.fullmatch(visit.path):
        form = RSS if visit.path == "/rss.xml" else _form(visit)
        return moved_here(f"{POST_FEED}{f'/-/{quote(posts[1])}' if posts[1] else ''}{form}")
    if COMMENTS.fullmatch(visit.path):
        return moved_here(COMMENT_FEED + _form(visit))
    if visit.path == "/index.html":
        return moved_to("/")
    if numbered := ENTRY.fullmatch(visit.path) or COMMENTS_OF.fullmatch(visit.path):
        post = known.find_post(db, "blogger", known.blog_keys(db, "blogger"), numbered[1])
        if post is not None and post.permalink:
            of_entry = ENTRY.fullmatch(visit.path) is not None
            return moved_to(post.permalink if of_entry else f"/feeds/{post.id}/comments/default")
    return None


def _form(visit: Visit) -> str:
    """The form a feed was asked for in, where it was not Atom."""
    return RSS if visit.query.get("alt") == "rss" else ""
