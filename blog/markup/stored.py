"""HTML out of a column that only this room's renderings fill: it was cleaned when it was stored."""

from __future__ import annotations

import json

from markupsafe import Markup


def stored(html: str) -> Markup:
    """Mark stored HTML as ready to be shown, byte for byte as it was stored."""
    return Markup(html)


def json_in_html(value: object) -> Markup:
    """JSON for a script element of data: nothing in it ends the element, or a line of an old parser."""
    text = json.dumps(value, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)


def for_titles_of_rss(escaped: Markup) -> Markup:
    """Words for where RSS does not say whether HTML stands there, and readers believe that it does."""
    return Markup(str(escaped).replace("&lt;", "&amp;lt;"))
