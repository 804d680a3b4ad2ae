"""A long text is swept a part at a time, and becomes what it would become whole, however broken it is."""

from __future__ import annotations

import random

import pytest

from blog.markup import sanitizing
from blog.markup.combing import comb
from blog.markup.grammar import POST, UNFILTERED, Grammar
from blog.markup.limits import TooIntricate
from blog.markup.posts import render_markdown
from tests.markup.test_cost import ORDINARY

NAMES = (
    *("p", "a", "b", "i", "em", "ul", "li", "ol", "table", "tr", "td", "th", "blockquote", "pre", "code", "h2"),
    *("figure", "figcaption", "br", "hr", "img", "div", "span"),
)


def soup(chance: random.Random, broken: float) -> str:
    """Elements in elements, of which some are closed in another order, twice or never."""
    written: list[str] = []
    opened: list[str] = []
    for _ in range(60):
        name = chance.choice(NAMES)
        if opened and chance.random() < 0.5:
            closing = chance.choice(NAMES) if chance.random() < broken else opened.pop()
            written.append(f"</{closing}>")
        else:
            written.append(f'<{name} title="x">' if chance.random() < 0.2 else f"<{name}>")
            if name not in ("br", "hr", "img") and chance.random() > broken:
                opened.append(name)
        written.append(chance.choice(("words", " ", "\n", "&lt;p&gt;", "")))
    return "".join((*written, *(f"</{name}>" for name in reversed(opened))))


@pytest.mark.parametrize("grammar", [POST, UNFILTERED], ids=["clean", "unfiltered"])
@pytest.mark.parametrize("broken", [0.0, 0.02, 0.3])
def test_parts_become_what_the_whole_becomes(monkeypatch: pytest.MonkeyPatch, broken: float, grammar: Grammar) -> None:
    chance, cut = random.Random(f"{broken}"), 0
    for _ in range(150):
        try:
            combed = comb("".join(soup(chance, broken) for _ in range(3)), grammar)
            monkeypatch.setattr(sanitizing, "LONG", 1_000_000)
            whole = sanitizing.swept(combed, grammar)
        except TooIntricate:
            continue
        monkeypatch.setattr(sanitizing, "LONG", 1)
        cut += len(list(sanitizing.parts(combed))) > 1
        assert sanitizing.swept(combed, grammar) == whole, combed
    assert cut > 10


def test_a_long_post_is_the_same_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = ORDINARY * 100
    in_parts = render_markdown(typed)
    monkeypatch.setattr(sanitizing, "LONG", 10_000_000)
    assert render_markdown(typed) == in_parts
