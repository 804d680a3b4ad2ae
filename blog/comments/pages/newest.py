"""The page of what readers wrote last, whatever it was about."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments.newest import NewestPage, read_newest
from blog.languages.sentences import say
from blog.web.errors import show_missing
from blog.web.rendering import foresee, public_page
from blog.web.visits import Visit

NEWEST = "/-/comments"


def show_newest(db: Session, visit: Visit) -> Response:
    depends = ["posts", "comments"]
    foresee(db, visit, depends)
    before = visit.query.get("before")
    page = _page(db, visit, before)
    if page is None or (before is not None and not page.voices):
        return show_missing(visit)
    return public_page(
        db,
        visit,
        "comments/newest.html",
        depends,
        title=say("Lately, from readers"),
        voices=page.voices,
        canonical=_href(before or ""),
        older=_href(page.older) if page.older else None,
        newer=_href(page.newer) if page.newer is not None else None,
        feed="/feeds/comments/default",
        feed_title=say("Comments on %(title)s", title=visit.site.title),
    )


def _page(db: Session, visit: Visit, before: str | None) -> NewestPage | None:
    try:
        return read_newest(db, visit.site, before)
    except ValueError:
        return None


def _href(before: str) -> str:
    return f"{NEWEST}?before={before}" if before else NEWEST
