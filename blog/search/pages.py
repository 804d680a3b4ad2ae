"""The page that finds posts and comments by their words."""

from __future__ import annotations

from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.languages.sentences import say
from blog.search.finding import find
from blog.search.queries import Asked
from blog.web.errors import show_missing
from blog.web.rendering import moved_to, public_page
from blog.web.visits import Visit


def show_search(db: Session, visit: Visit) -> Response:
    """Made afresh for every visit: there are more queries than any cache could hold."""
    if "updated-max" in visit.query and "q" not in visit.query:
        # So Blogger's home page went on.
        return moved_to("/")
    asked = Asked.read(visit.query.get("q", ""))
    number = visit.query.get("page", "1")
    if not number.isdecimal() or not 1 <= (page := int(number[:4])) <= 100:
        return show_missing(visit)
    if asked.wanted is not None and visit.settings.limits:
        visit.house.search_pace.step(visit.prefix, visit.now)
    found = find(db, visit.site, asked, page)
    response = public_page(
        db,
        visit,
        "search/search.html",
        [],
        title=say("Search: %(words)s", words=asked.text) if asked.text else say("Search"),
        asked=asked,
        found=found,
        newer=_href(asked, page - 1) if page > 1 else None,
        older=_href(asked, page + 1) if page < found.pages else None,
    )
    # What somebody looks for is nobody's page, and there is no end of them.
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _href(asked: Asked, page: int) -> str:
    return "/search?" + urlencode({"q": asked.text, **({"page": page} if page > 1 else {})})
