"""What a text holds that is taken out for whom nobody has given it, and what of it no page of the blog shows."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum

from blog.markup.posts import render

TAG = re.compile(r'<([a-z][a-z0-9]*)((?: [a-z]+(?:="[^"]*")?)*)>')
ATTRIBUTE = re.compile(r' ([a-z]+)(?:="[^"]*")?')
# The site's policy loads no frame, no film and no sound, and applies no style of a text.
BLOCKED = re.compile(r'<(?:iframe|video|audio)\b|<[a-z][a-z0-9]*(?: [a-z]+(?:="[^"]*")?)*? style=')


class Kind(StrEnum):
    FRAMES = "frames"
    FILMS = "films"
    STYLES = "styles"
    CLASSES = "classes"
    ELEMENTS = "elements"
    ATTRIBUTES = "attributes"


ELEMENTS = {"iframe": Kind.FRAMES, "video": Kind.FILMS, "audio": Kind.FILMS}
ATTRIBUTES = {"style": Kind.STYLES, "class": Kind.CLASSES}


def taken_out(typed: str, format: str, html: str) -> dict[Kind, int]:
    """How many of each kind `html` has not, of what this text would have had unfiltered."""
    whole = _found(str(render(typed, format, unfiltered=True).html))
    # Counted name by name: what is there more often in the one is not what lacks in the other.
    lacking = whole - _found(html)
    counted: Counter[Kind] = Counter()
    for (is_attribute, name), number in lacking.items():
        kinds, other = (ATTRIBUTES, Kind.ATTRIBUTES) if is_attribute else (ELEMENTS, Kind.ELEMENTS)
        counted[kinds.get(name, other)] += number
    return {kind: counted[kind] for kind in Kind if counted[kind]}


def is_blocked(html: str) -> bool:
    """Whether stored HTML holds what readers of our pages do not get to see."""
    return BLOCKED.search(html) is not None


def _found(html: str) -> Counter[tuple[bool, str]]:
    """The elements and attributes of HTML that the gate has written. Those of frames and films go with them, and what
    stands on a picture is ours."""
    found: Counter[tuple[bool, str]] = Counter()
    for tag, attributes in TAG.findall(html):
        found[False, tag] += 1
        if tag not in ELEMENTS and tag != "img":
            found.update((True, name) for name in ATTRIBUTE.findall(attributes))
    return found
