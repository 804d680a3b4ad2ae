"""How templates are written: nothing inline that the content policy forbids, nothing that switches escaping off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
UNESCAPED = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\b|\bMarkup\b")


class _Inline(HTMLParser):
    """Collects what is inline, with the line it starts on."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, _ in attrs:
            if name == "style":
                self._add("the style attribute is forbidden by the content policy. Give the element a class.")
            elif re.fullmatch(r"on[a-z]+", name):
                self._add(f"`{name}` is forbidden by the content policy. Add a listener in a module of static/.")
        if tag == "style":
            self._add("<style> is forbidden by the content policy. Write into a style sheet of static/.")
        # Data for machines is no script: browsers do not run it, and the policy does not forbid it.
        self._in_script = tag == "script" and ("type", "application/ld+json") not in attrs

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self._add("a script inside the page is forbidden by the content policy. Put it in a module of static/.")

    def _add(self, complaint: str) -> None:
        self.found.append((self.getpos()[0], complaint))


def inline_code(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Inline styles, scripts and handlers; `texts` are pairs of path and content."""
    for path, text in texts:
        parser = _Inline()
        parser.feed(_as_html(text))
        parser.close()
        for line, complaint in parser.found:
            yield f"{path}:{line}: {complaint}"


def unescaped(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Places where a template would trust text."""
    for path, text in texts:
        for number, line in enumerate(_blank(COMMENT, text, "").splitlines(), start=1):
            if UNESCAPED.search(line):
                yield f"{path}:{number}: templates escape everything. HTML that is meant comes from blog/markup."


def _as_html(text: str) -> str:
    # An expression may stand for an attribute's value or for a script's text, so it leaves a letter behind.
    return _blank(STATEMENT, _blank(EXPRESSION, _blank(COMMENT, text, ""), "x"), " ")


def _blank(pattern: re.Pattern[str], text: str, filler: str) -> str:
    return pattern.sub(lambda match: filler + "\n" * match.group().count("\n"), text)
