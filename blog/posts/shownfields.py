"""What a post form was shown with, as it carries that along: a short JSON object of names and values."""

from __future__ import annotations

import json
from collections.abc import Mapping

from blog.markup.characters import normalize
from blog.markup.limits import Unreadable

# An imported post may have many tags; twenty is the most a form takes.
LONGEST_SHOWN = 20_000


def as_shown(values: Mapping[str, str]) -> str:
    if not values:
        return ""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def read_shown(typed: str) -> dict[str, str]:
    """What cannot be read says nothing: then the form is taken as it is, as a program's."""
    if not typed or len(typed) > LONGEST_SHOWN:
        return {}
    try:
        found = json.loads(typed)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    try:
        return {normalize(name): normalize(value) for name, value in found.items() if isinstance(value, str)}
    except Unreadable:
        return {}
