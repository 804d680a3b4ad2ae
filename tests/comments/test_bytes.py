"""Bytes that are no text, in every field of the comment form: stored cleanly or refused, the same on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from blog.comments.models import Comment, CommentRevision
from tests.cast.site import Browser, Site

BYTES = {
    "NUL": "%00",
    "no UTF-8": "%FF%FE%C3",
    "an overlong slash": "%C0%AF",
    "half a character": "%ED%A0%80",
    "beyond Unicode": "%F4%90%80%80",
    "cut short": "%F0%9F%98",
    "a non-character": "%EF%BF%BF",
    "controls": "%01%07%08%1B%7F%C2%85",
}
FIELDS = ("body", "name", "email", "website", "parent", "post", "stamp", "subject", "action", "follow", "unknown")
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("field", FIELDS)
def test_bytes_that_are_no_text_are_stored_cleanly_or_refused(blog: Site, ada: Browser, field: str) -> None:
    """T4"""
    path = blog.publish(ada)
    statuses = {}
    for number, (what, typed) in enumerate(BYTES.items()):
        fields = dict(blog.visitor().get(path).form("comment-form").fields)
        fields |= {"body": f"Word{number}", "name": "Sol", "parent": ""}
        start = "&".join(f"{name}={value}" for name, value in fields.items() if name != field)
        body = f"{start}&{field}={fields.get(field, '')}{typed}x"
        headers = {"content-type": FORM, "origin": blog.url}
        statuses[what] = blog.visitor().client.post("/comments", content=body, headers=headers).status_code
    assert set(statuses.values()) <= {200, 303, 400, 403, 404, 422}, statuses
    with blog.reading() as db:
        kept = [value for row in db.execute(select(Comment.name, Comment.email, Comment.website)) for value in row]
        kept += [value for row in db.execute(select(CommentRevision.typed, CommentRevision.html)) for value in row]
    assert len(kept) == 5 * list(statuses.values()).count(303)
    for text in (value for value in kept if value):
        # A line end of another kind (NEL) is one of ours.
        assert text.replace("\n", "").isprintable(), text
