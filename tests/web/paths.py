"""Addresses to try every route at: something stands in each of its places."""

from __future__ import annotations

import re

PLACES = {
    "key": "nonsense",
    "tag": "meetings",
    "author": "ada",
    "tag:int": "1",
    "label:path": "meetings",
    "comment": "abcdefgh",
    "person": "abcdefgh",
    "account:int": "1",
    "seal": "0" * 32,
    "post:int": "1",
    "post:long": "1",
    "batch:int": "1",
    "picture:int": "1",
    "name": "a.png",
    "card": "1-" + "0" * 16 + ".png",
    "sheet": "a.css",
    "token": "abcdefgh." + "0" * 32,
    "year:int": "2026",
    "month:int": "10",
    "permalink:path": "nothing.html",
}


def filled(path: str) -> str:
    """The path of a route with something in its places."""
    places = re.findall(r"\{([^}]+)\}", path)
    assert set(places) <= set(PLACES), f"{path}: say in tests/web/paths.py what may stand there"
    return re.sub(r"\{([^}]+)\}", lambda place: PLACES[place.group(1)], path)
