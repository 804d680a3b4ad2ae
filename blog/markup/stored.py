"""HTML out of a column that only this room's renderings fill: it was cleaned when it was stored."""

from __future__ import annotations

from markupsafe import Markup


def stored(html: str) -> Markup:
    """Mark stored HTML as ready to be shown, byte for byte as it was stored."""
    return Markup(html)
