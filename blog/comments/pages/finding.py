"""The door of a comment's own address: it leads to the page of its post that shows it."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments import places
from blog.web.rendering import go_to
from blog.web.visits import Visit


def show_comment(db: Session, visit: Visit) -> Response:
    """Wherever it stands by now. `post` names the post whose old anchors are meant."""
    name, post = visit.params["comment"], visit.query.get("post", "")
    return go_to(places.find_place(db, visit.site, name, post, visit.now))
