"""Answers: pages that are the same for everybody, private pages, and the way elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from blog.database.versions import versions_of
from blog.languages.catalog import direction
from blog.web.pagecache import keep_page
from blog.web.visits import Visit

PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
HTML = "text/html; charset=utf-8"
# Of what never changes its bytes at one address. What stands between readers and the blog asks every ten minutes:
# what nobody is to see any more is not handed out by others for long.
FOR_EVER = "public, max-age=31536000, s-maxage=600, immutable"


def public_page(
    db: Session,
    visit: Visit,
    template: str,
    depends: Sequence[str],
    media_type: str = HTML,
    until: datetime | None = None,
    **context: Any,
) -> Response:
    """A page that is the same for everybody: no cookie, no session, a strong ETag, always revalidated.

    `depends` are the version keys of all that it shows; the page cache keeps it until one of them moves. With none it
    is made afresh for every visit. `db` is the one that everything on the page was read from. From `until` on the clock
    alone makes it another page.
    """
    if depends:
        keep_page(visit.request.scope, foresee(db, visit, depends), visit.now, until)
    return public_bytes(visit, _render(visit, template, context).encode(), media_type)


def public_document(
    db: Session, visit: Visit, text: str, depends: Sequence[str], media_type: str, until: datetime | None = None
) -> Response:
    """Like `public_page`, for a text that is made already: what machines read."""
    keep_page(visit.request.scope, foresee(db, visit, depends), visit.now, until)
    return public_bytes(visit, text.encode(), media_type)


def public_file(db: Session, visit: Visit, body: bytes, depends: Sequence[str], media_type: str) -> Response:
    """Like `public_document`, for bytes that another address is made for as soon as they change."""
    keep_page(visit.request.scope, foresee(db, visit, depends), visit.now)
    return public_bytes(visit, body, media_type, FOR_EVER)


def rendered(visit: Visit, template: str, /, **context: Any) -> str:
    """The text of a template, with what every page knows."""
    return _render(visit, template, context)


def foresee(db: Session, visit: Visit, depends: Sequence[str]) -> dict[str, int]:
    """The versions of all that a page depends on, read once a visit. Asked for before anything else is read, the site's
    settings need no reading where they are known from before."""
    keys = ["site", *depends]
    if visit.versions.keys() != set(keys):
        visit.versions = versions_of(db, keys)
        visit.recall_site(visit.versions["site"])
    return visit.versions


def public_bytes(visit: Visit, body: bytes, media_type: str, age: str = "no-cache") -> Response:
    """Like `public_page`, from bytes; 304 when the reader has them already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"Cache-Control": age, "ETag": etag, "Vary": "Accept-Encoding"}
    if names_etag(visit.request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def private_page(visit: Visit, template: str, status: int = 200, /, **context: Any) -> Response:
    """A page for one person: never stored, never indexed."""
    return Response(_render(visit, template, context), status, PRIVATE, HTML)


def desk_page(visit: Visit, template: str, status: int = 200, /, **context: Any) -> Response:
    """A private page with the desk's frame around it: who is here, and the menu of what this role may."""
    frame = visit.house.desk_context(visit.person, visit.site, visit.path)
    # The name of what scripts keep on the device for this person, and for nobody else who signs in there.
    frame = {**frame, "person_key": visit.keys.fingerprint("device drafts", str(visit.person.id))[:16]}
    # Its own menu; that of the readers' pages is not read for it.
    return private_page(visit, template, status, nav=(), **frame, **{"language": visit.language, **context})


def go_to(path: str, status: int = 303) -> Response:
    """Send the browser to another page of this blog, by GET."""
    return RedirectResponse(path, status, {"Cache-Control": "no-store"})


def moved_to(path: str) -> Response:
    """The page has another address now, for good."""
    return RedirectResponse(quote(path, safe="/:@!$&'()*+,;=~"), 301, {"Cache-Control": "no-cache"})


def moved_here(address: str) -> Response:
    """Like `moved_to`, for an address that is ready to be sent: encoded, perhaps with a query and a place."""
    return RedirectResponse(address, 301, {"Cache-Control": "no-cache"})


def own_path(text: str, default: str) -> str:
    """`text` if it is a path on this blog, else `default`: `next=` never leads away from here."""
    if not text.startswith("/") or text.startswith(("//", "/\\")) or "\\" in text or not text.isprintable():
        return default
    parts = urlsplit(text)
    return default if parts.scheme or parts.netloc else text


def names_etag(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names this ETag (weakly compared, as the standard has it for GET)."""
    names = [part.strip().removeprefix("W/") for part in header.split(",")]
    return "*" in names or etag in names


def _render(visit: Visit, template: str, context: dict[str, Any]) -> str:
    site = visit.site
    language = context.pop("language", None) or site.language
    frame = {
        "site": site,
        "site_url": visit.settings.url,
        "path": visit.path,
        "language": language,
        "text_direction": direction(language),
        "feed": "/feeds/posts/default",
        # What that feed brings where it is not the whole blog's: the name a reader subscribes by.
        "feed_title": None,
    }
    if "nav" not in context:
        frame["nav"] = visit.menu
    return visit.house.templates.render(template, language, site.time_zone, visit.now, {**frame, **context})
