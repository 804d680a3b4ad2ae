"""The feed of posts."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.feeds.atom import feed_id, newest_entries
from blog.web.rendering import public_page
from blog.web.visits import Visit

ATOM = "application/atom+xml; charset=utf-8"


def show_post_feed(db: Session, visit: Visit) -> Response:
    url = visit.settings.url
    entries = newest_entries(db, url)
    return public_page(db, visit, "feeds/posts.atom", ["posts"], ATOM, feed_id=feed_id(url), entries=entries)
