"""Remembers pieces of pages that many pages share, so that a page made anew only makes what is new on it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

MOST_CHARACTERS = 4 * 1024 * 1024
# The key holds all that the piece is made of, value by value: together they take about so many times the piece.
A_KEY = 4


class Fragments:
    """What macros made before, by all that they were given; what has not been asked for in a while is forgotten.

    There are two halves: what is used moves to the younger one, and when that is full it becomes the older one.
    """

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self._half = most // 2
        self._young: dict[Hashable, Markup] = {}
        self._old: dict[Hashable, Markup] = {}
        self._characters = 0

    def find(self, key: Hashable, make: Callable[[], Markup]) -> Markup:
        """The piece for this key, made if it is not there; `make` must give the same for the same key, always."""
        found = self._young.get(key)
        if found is not None:
            return found
        found = self._old.get(key)
        if found is None:
            found = make()
        # Two threads may do this at once: then a piece is counted twice or forgotten early, and never wrong.
        if self._characters > self._half:
            self._old, self._young, self._characters = self._young, {}, 0
        self._young[key] = found
        self._characters += A_KEY * len(found)
        return found


def remembering(fragments: Fragments) -> Any:
    """A function for templates: `remembered(macro, key, …)` is `macro(…)`, made once for each key.

    The key stands for all that the macro is given; language, time zone and year, which every page has, are added. A
    macro may be named instead, as "folder/_file.html:name": then its file is only opened for what has to be made.
    """

    @pass_context
    def remembered(context: Context, macro: Any, key: Hashable, *given: Any) -> Markup:
        dates, language = context["dates"], context["language"]
        name = macro if isinstance(macro, str) else macro.name
        whole = (name, key, language, dates.zone.key, dates.local(context["now"]).year)
        return fragments.find(whole, lambda: (_open(context, macro) if isinstance(macro, str) else macro)(*given))

    return remembered


def _open(context: Context, named: str) -> Any:
    """The macro with this page's own context around it, as `import … with context` would bring it."""
    file, _, name = named.partition(":")
    module = context.environment.get_template(file).make_module(context.get_all(), shared=True)
    return getattr(module, name)
