"""Finds the file of an album that a picture's address means, without asking the network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize
from urllib.parse import unquote

from blog.importers.hosts import split
from blog.importers.shapes import Media

SHOWN = re.compile(
    r".\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|heic|svg|ico|mp4|m4v|mov|webm|avi|mpe?g|3gp|mp3|m4a|ogg)\Z", re.IGNORECASE
)
# Google adds these to addresses of pictures without a file name, and to copies of files of one name.
SIZE = re.compile(r"=[a-z][a-z0-9-]*\Z")
COPY = re.compile(r"\(\d{1,4}\)(?=(?:\.[^.]*)?\Z)")
BLANKS = re.compile(r"(?:\+|%20|%2B|_2B|_20|\s)+", re.IGNORECASE)


def is_picture_file(name: str) -> bool:
    return bool(SHOWN.search(name))


class Pictures:
    """The files of all albums by their names. album: the one to prefer among files of one name, the blog's title."""

    def __init__(self, media: Iterable[Media], album: str = "") -> None:
        self._album = album
        self._exact: dict[str, list[Media]] = {}
        self._loose: dict[str, list[Media]] = {}
        for one in media:
            name = normalize("NFC", one.name)
            self._exact.setdefault(name, []).append(one)
            self._loose.setdefault(loosely(name), []).append(one)

    def find(self, url: str) -> Media | None:
        """The file an address ends in: by the same name, else by the name as Google alters it. The largest wins,
        since an album may keep both the original and the copy that was shown."""
        name = name_in(url)
        if not name:
            return None
        found = self._exact.get(name) or self._loose.get(loosely(name)) or []
        return max(found, key=lambda one: (one.album == self._album, one.size, one.place), default=None)


def name_in(url: str) -> str:
    """The file name an address ends in, decoded; empty if it has none."""
    parts = split(f"https:{url}" if url.startswith("//") else url)
    if parts is None:
        return ""
    name = re.split(r"[?#]", parts[1])[0].rpartition("/")[2]
    return normalize("NFC", unquote(SIZE.sub("", name)))


def loosely(name: str) -> str:
    """What is left of a name when blanks, counters and case are set aside, in which an address and a file differ."""
    return BLANKS.sub(" ", COPY.sub("", unquote(name))).strip().casefold()
