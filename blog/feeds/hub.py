"""Tells the WebSub hub which feeds have changed: what the worker does, never a visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.database.engine import Database
from blog.database.versions import PageVersion
from blog.feeds.formats import FORMATS, address_of
from blog.posts.authors import path_of
from blog.posts.bylines import signatures
from blog.posts.models import Post, PostStatus
from blog.site.settings import read_site

POSTS, COMMENTS = "/feeds/posts/default", "/feeds/comments/default"
# In one request; a hub reads no endless form.
AT_ONCE = 90
# Each has a feed in three forms, so ten requests at most: they fit into one lease of the worker's.
MOST_POSTS = 300
# A change's time is when its visit began; one that took longer than another is not to be missed.
MARGIN = timedelta(minutes=1)


class HubRefused(Exception):
    """The hub answered with another status than one that means yes."""


def make_teller(
    database: Database, site_url: str, send: Callable[[str, bytes], int]
) -> Callable[[dict[str, Any]], None]:
    """What does such a job. send(address, form): the status of the answer; it raises what keeps the hub away."""

    def tell(payload: dict[str, Any]) -> None:
        with database.reading() as db:
            hub = read_site(db).websub_hub
            paths = list(_paths(db, payload)) if hub else []
        topics = [site_url + address_of(path, form) for path in paths for form in FORMATS]
        for start in range(0, len(topics), AT_ONCE):
            some = [("hub.url", topic) for topic in topics[start : start + AT_ONCE]]
            status = send(hub, urlencode([("hub.mode", "publish"), *some]).encode())
            if not 200 <= status < 300:
                raise HubRefused(status)

    return tell


def _paths(db: Session, payload: dict[str, Any]) -> Iterator[str]:
    """The feeds that changed, by their paths without a form."""
    if "post" in payload:
        yield from _of_post(db, payload["post"])
        return
    yield COMMENTS
    since = datetime.fromisoformat(payload["since"]) - MARGIN
    moved = select(PageVersion.key).where(PageVersion.changed_at >= since, PageVersion.key.startswith("post:"))
    keys = db.scalars(moved.order_by(PageVersion.changed_at.desc()).limit(MOST_POSTS))
    numbers = [int(key.removeprefix("post:")) for key in keys]
    shown = select(Post.id).where(Post.id.in_(numbers), Post.status == PostStatus.PUBLISHED)
    for number in db.scalars(shown.order_by(Post.id)):
        yield f"/feeds/{number}/comments/default"


def _of_post(db: Session, post_id: int) -> Iterator[str]:
    yield POSTS
    post = db.get(Post, post_id)
    if post is None:
        return
    for tag in post.tags:
        yield f"{POSTS}/-/{quote(tag.slug)}"
    for one in signatures(db, [post])[post.id]:
        if one.slug:
            yield f"/feeds{path_of(one.slug)}"
