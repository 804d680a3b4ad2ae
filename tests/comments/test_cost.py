"""What takes long happens before anybody else has to wait for it (L2)."""

from __future__ import annotations

from collections import Counter
from threading import get_ident
from typing import Any

import pytest
from sqlalchemy import event

from blog.markup import comments
from tests.cast.site import Browser, Site

TRAPS = ("<ul><li>" * 24, "- a\n" * 2000, "*a* " * 2000, "&" * 8000, "[" * 8000, "http://a.b " * 700, "a@b.cc " * 1100)


def test_no_text_is_cleaned_while_a_transaction_is_open(
    blog: Site, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L2: neither of a comment nor of an edit; a slow text of one is nobody else's wait."""
    # By thread: what reads and writes beside the visit has transactions of its own.
    engine, opened, seen = blog.house.database.writer, Counter[int](), list[int]()
    event.listen(engine, "begin", lambda connection: opened.update([get_ident()]))
    event.listen(engine, "commit", lambda connection: opened.subtract([get_ident()]))
    event.listen(engine, "rollback", lambda connection: opened.subtract([get_ident()]))
    path = blog.publish(ada)
    assert len(opened) and not any(opened.values()), "the writer's transactions are counted"

    def render(typed: str) -> Any:
        seen.append(opened[get_ident()])
        return comments.render(typed)

    monkeypatch.setattr("blog.comments.forms.render", render)
    for number, trap in enumerate(TRAPS):
        receipt = blog.say(path, body=f"{number} {trap}"[:8000])
        assert receipt.status == 200
        assert receipt.send("body", body=f"Again {trap}"[:8000]).status == 303
    assert len(seen) >= 2 * len(TRAPS)
    assert set(seen) == {0}
