"""What a post form keeps by itself while somebody types, and how it is put away."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from blog.markup.limits import Unreadable
from blog.posts import unsaved, writing
from blog.posts.forms import BESIDE, WORDS
from blog.web.rendering import PRIVATE, go_to
from blog.web.visits import Visit

FIELDS = (*WORDS, *BESIDE, "revision", "shown")


def keep_unsaved(db: Session, visit: Visit) -> Response:
    """For the page's script. It says whether it was kept, and whether somebody has saved another version meanwhile."""
    draft, number = unsaved.read_draft(visit.form.get("draft")), visit.form.get("post")
    post_id = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None
    fields = {name: visit.form.get(name) for name in FIELDS}
    try:
        kept = bool(draft) and unsaved.keep(db, visit.person, post_id, draft, fields, visit.now)
    except Unreadable:
        return _answer(422)
    if not kept:
        # Saved or put away before: the script goes on under another name.
        return _answer(409)
    post = writing.find_editable(db, visit.person, post_id) if post_id is not None else None
    newest = post.newest if post is not None else None
    newer = bool(post and newest and writing.is_behind(db, post, newest, fields["revision"]))
    return _answer(200, newer=newer)


def put_away(db: Session, visit: Visit) -> Response:
    draft = unsaved.read_draft(visit.form.get("draft"))
    unsaved.find_unsaved(db, visit.person, draft)
    unsaved.end(db, visit.person, draft, visit.now)
    return go_to(f"/desk/posts?done=away&draft={draft}")


def _answer(status: int, newer: bool = False) -> Response:
    return JSONResponse({"newer": newer}, status, PRIVATE)
