"""Serves kept pictures: to everybody what a published post shows, and to the staff what none shows yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import FileResponse, Response

from blog.accounts.roles import Capability, may
from blog.media import keeping
from blog.media.formats import type_of
from blog.media.models import Picture
from blog.posts.pictures import is_lent, is_public
from blog.web.errors import show_missing
from blog.web.rendering import FOR_EVER, go_to, names_etag
from blog.web.visits import Visit

# Whatever a file may hold after all, a browser that opens it runs and loads nothing.
POLICY = "default-src 'none'; sandbox"
FOR_NOW = "private, no-store"


def show_picture(db: Session, visit: Visit) -> Response:
    name = visit.params["name"]
    picture = keeping.find_by_file(db, name)
    if picture is None:
        new = keeping.find_former(db, name)
        return go_to(f"/media/{new}", 302) if new is not None else show_missing(visit)
    public = is_public(db, picture)
    file = visit.settings.data / "media" / name
    if not (public or _may_see(db, visit, picture)) or not file.is_file():
        # Who may not see it finds what is found where there is nothing.
        return show_missing(visit)
    headers = {"Cache-Control": FOR_EVER if public else FOR_NOW, "Content-Security-Policy": POLICY}
    answer = FileResponse(file, headers=headers, media_type=type_of(name), stat_result=file.stat())
    etag = answer.headers["etag"]
    if names_etag(visit.request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers={**headers, "ETag": etag})
    return answer


def _may_see(db: Session, visit: Visit, picture: Picture) -> bool:
    if is_lent(db, picture, visit.now):
        return True
    # Asked for only here: a public picture is the same for everybody, whoever they are.
    person: Any = visit.house.find_person(db, visit.keys, visit.cookie, visit.now) if visit.cookie else None
    return may(person, Capability.WRITE_DRAFTS)
