"""What a picture's address says: the file of an album it means, which picture it is, and where the original lies."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
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
# Between an address and its file name, or after it, Google says how large the picture is to be: /s320/, /w640-h480-no/.
SCALED = re.compile(r"(/)[swh]\d{1,5}(?:-[a-z0-9]+)*(/[^/]*)\Z|(=)[swh]\d{1,5}(?:-[a-z0-9]+)*\Z")
SCALERS = re.compile(r"(?:\d\.bp\.blogspot\.com|(?:[a-z0-9-]+\.)*googleusercontent\.com|(?:[a-z0-9-]+\.)*ggpht\.com)")
# The picture as it was sent, then the largest that Blogger shows.
SIZES = ("s0", "s1600")
# WordPress keeps smaller copies beside the original.
SIZED = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[^.]*\Z)")
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
        original = SIZED.sub("", name)
        found = self._exact.get(name) or self._loose.get(loosely(name)) or self._exact.get(original) or []
        path = unquote(url).split("/")
        return max(
            found,
            key=lambda one: (_shared(path, one.place), one.album == self._album, one.size, one.place),
            default=None,
        )


def _shared(path: Sequence[str], place: str) -> int:
    """How many folders above the file an address and a place have in common: two months may each have a photo.jpg."""
    folders = place.split("/")[-2::-1]
    common = 0
    for one, other in zip(path[-2::-1], folders, strict=False):
        if one != other:
            break
        common += 1
    return common


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


def picture_key(url: str) -> str:
    """What all addresses of one picture have in common, as 64 hex digits; size and scheme say nothing."""
    host, path, is_scaled = _apart(url)
    if is_scaled:
        path = SCALED.sub(lambda found: (found[1] or "") + (found[2] or ""), path)
        host = re.sub(r"\A\d\.bp\.", "bp.", host)
    return hashlib.sha256(f"//{host}{path}".encode("utf-8", "replace")).hexdigest()


def asked_for(url: str) -> list[str]:
    """The addresses to ask for a picture at, the best first. Where Google keeps it, that is its original."""
    host, path, is_scaled = _apart(url)
    if not is_scaled:
        return [url]
    if not SCALED.search(path):
        # Without a size Google shows a small copy; where there is no file name either, one can be asked for.
        sized = [f"https://{host}{path}=s0"] if "." not in path and host.endswith("googleusercontent.com") else []
        return [*sized, f"https://{host}{path}"]
    # An address that ends in -h leads to a page around the picture.
    shown = re.sub(r"(/[swh]\d{1,5})-h(?=/)", r"\1", path)
    return [f"https://{host}{one}" for one in dict.fromkeys([*(_resized(path, size) for size in SIZES), shown])]


def _resized(path: str, size: str) -> str:
    return SCALED.sub(lambda found: f"{found[1] or found[3]}{size}{found[2] or ''}", path)


def _apart(url: str) -> tuple[str, str, bool]:
    """(host, path and query, whether it lies where Google makes every size of a picture)."""
    parts = split(f"https:{url}" if url.startswith("//") else url)
    if parts is None:
        return "", url, False
    host, path = parts[0].lower(), parts[1].partition("#")[0]
    return host, path, SCALERS.fullmatch(host) is not None
