"""What the writing page asks while somebody writes: how it will look, and what a pasted text is in Markdown."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, PlainTextResponse, Response

from blog.accounts.roles import writes_unfiltered
from blog.markup.characters import normalize
from blog.markup.limits import UNFILTERED_TAG_COUNT, TooManyTags, Unreadable
from blog.markup.pasted import lost_pictures, to_markdown
from blog.markup.posts import render
from blog.posts import writing
from blog.posts.cleaned import is_whole
from blog.posts.forms import LONGEST_BODY
from blog.posts.models import PostRevision
from blog.posts.pictures import dressed
from blog.posts.reading import PostNotFound
from blog.web.rendering import HTML, PRIVATE
from blog.web.visits import Visit


def show_as_published(db: Session, visit: Visit) -> Response:
    """The body byte for byte as it would be stored and shown."""
    typed = visit.form.get("body")
    if len(typed) > LONGEST_BODY:
        return _refused()
    try:
        more = writes_unfiltered(visit.person)
        rendering = render(typed, visit.form.get("format"), unfiltered=more, most=UNFILTERED_TAG_COUNT)
    except (Unreadable, TooManyTags):
        return _refused()
    with visit.house.database.reading() as look:
        newest = None if rendering.unfiltered else _newest(look, visit)
        whole = newest is not None and is_whole(newest, normalize(typed), visit.form.get("format") or "markdown")
        html = dressed(look, newest.html if newest is not None and whole else str(rendering.html))
    return Response(html, 200, PRIVATE, HTML)


def convert_pasted(db: Session, visit: Visit) -> Response:
    """The Markdown for pasted HTML; empty where it cannot be read, and the browser's own plain text stays.

    With how many of its pictures could not come along.
    """
    pasted, notes = visit.form.get("html"), visit.form.get("notes")
    after = int(notes) if notes.isascii() and notes.isdecimal() and len(notes) < 6 else 0
    try:
        markdown = to_markdown(pasted, after) if len(pasted) <= LONGEST_BODY else None
    except Unreadable:
        markdown = None
    lost = lost_pictures(pasted)
    return JSONResponse({"markdown": (markdown or "")[:LONGEST_BODY], "lost": lost}, 200, PRIVATE)


def _newest(db: Session, visit: Visit) -> PostRevision | None:
    """What was saved last of the post that is being written, where it is one of this person's."""
    number = visit.form.get("post")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    try:
        return writing.find_editable(db, visit.person, int(number)).newest
    except PostNotFound:
        return None


def _refused() -> Response:
    """A script reads the status; the text is still in the browser."""
    return PlainTextResponse("", 422, PRIVATE)
