"""Serves kept pictures."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import FileResponse, Response

from blog.media.formats import type_of
from blog.media.keeping import NAME
from blog.web.errors import show_missing
from blog.web.visits import Visit

# Whatever a file may hold after all, a browser that opens it runs and loads nothing.
POLICY = "default-src 'none'; sandbox"
FOR_EVER = "public, max-age=31536000, immutable"


def show_picture(db: Session, visit: Visit) -> Response:
    name = visit.params["name"]
    file = visit.settings.data / "media" / name
    # The name never changes its bytes, so nothing has to be asked of the database.
    if NAME.fullmatch(name) is None or not file.is_file():
        return show_missing(visit)
    headers = {"Cache-Control": FOR_EVER, "Content-Security-Policy": POLICY}
    return FileResponse(file, headers=headers, media_type=type_of(name))
