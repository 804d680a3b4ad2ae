"""Pieces of pages are made once for each key, bounded, and never mixed up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from blog.comments.nodes import Node
from blog.languages.dates import Dates
from blog.web.fragments import Fragments
from blog.web.templates import Templates

NOW = datetime(2026, 10, 9, 12, tzinfo=UTC)


def node(**changes: object) -> Node:
    given = {"id": "k1", "name": "Sol", "at": NOW, "depth": 0, "html": "<p>Tea.</p>", "reply": "/-/reply/k1"}
    return Node(**{**given, **changes})  # type: ignore[arg-type]


def thread(templates: Templates, nodes: list[Node], now: datetime = NOW, zone: str = "UTC") -> str:
    macro = '{% from "comments/_thread.html" import thread with context %}{{ thread(nodes) }}'
    template = templates._environment("en").from_string(macro)
    given = {"dates": Dates("en", zone), "now": now, "language": "en", "nodes": nodes}
    return template.render(given)


def test_a_piece_is_made_once_for_each_key() -> None:
    fragments, made = Fragments(), []

    def make() -> Markup:
        made.append(1)
        return Markup("<p>Tea.</p>")

    assert [str(fragments.find(key, make)) for key in ("a", "a", "b", "a")] == ["<p>Tea.</p>"] * 4
    assert len(made) == 2


def test_what_is_remembered_stays_within_its_bound_and_what_is_used_stays() -> None:
    fragments, made = Fragments(most=2000), []

    def make() -> Markup:
        made.append(1)
        return Markup("{}").format("x" * 100)

    for number in range(100):
        fragments.find("used", make)
        fragments.find(number, make)
    kept = len(fragments._young) + len(fragments._old)
    assert kept * 400 <= 2000 + 2 * 400
    assert len(made) == 101


def test_a_comment_that_changes_in_any_way_is_written_anew() -> None:
    templates = Templates()
    plain = thread(templates, [node()])
    for changes in (
        {"name": "Nia"},
        {"html": "<p>Coffee.</p>"},
        {"at": NOW - timedelta(days=1)},
        {"website": "https://sol.example/"},
        {"author": True},
        {"edited_at": NOW},
        {"to": "Omar"},
        {"gone": "removed"},
        {"reply": None},
        {"anchors": ["c123"]},
        {"children": [node(id="k2", depth=1)]},
    ):
        changed = thread(templates, [node(**changes)])
        assert changed != plain, changes
        assert changed == thread(Templates(), [node(**changes)]), changes
    assert thread(templates, [node()]) == plain


def test_the_turn_of_the_year_and_another_time_zone_write_dates_anew() -> None:
    templates = Templates()
    plain = thread(templates, [node()])
    assert "2026, 12:00" in thread(templates, [node()], now=NOW + timedelta(days=90))
    assert "17:30" in thread(templates, [node()], zone="Asia/Kolkata")
    assert thread(templates, [node()]) == plain
