"""Finds the exports in a folder, counts them by plain search, and shuffles their entries."""

from __future__ import annotations

import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ENTRY = re.compile(rb"<entry\b.*?</entry>", re.DOTALL)
ITEM = re.compile(rb"<item\b.*?</item>", re.DOTALL)
WXR_COMMENT = re.compile(rb"<wp:comment>.*?</wp:comment>", re.DOTALL)
COMMENTED_OUT = re.compile(rb"<!--.*?-->", re.DOTALL)
CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
TAKEOUT_KIND = re.compile(rb"<blogger:type>(POST|PAGE|COMMENT)</blogger:type>")
ATOM_KIND = re.compile(rb"blogger/2008/kind#(post|page|comment)[\"']")
POST_TYPE = re.compile(rb"<wp:post_type>(?:<!\[CDATA\[)?(post|page)(?:\]\]>)?</wp:post_type>")
KINDS = {b"POST": "posts", b"PAGE": "pages", b"COMMENT": "comments"}


@dataclass(frozen=True)
class File:
    """An export as it lies in the folder. format: the word the command knows it by."""

    path: Path
    format: str


def find_files(folder: Path) -> Iterator[File]:
    """Every file below the folder that looks like an export we read, in the order of their names."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        format = _format_of(path)
        if format:
            yield File(path, format)


def _format_of(path: Path) -> str:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return "blogger" if any(name.endswith("/feed.atom") for name in archive.namelist()) else ""
    if path.suffix not in (".xml", ".atom", ".wxr"):
        return ""
    start = path.read_bytes()
    if re.search(rb"wxr_version|wordpress\.org/export", start):
        return "wordpress"
    return "blogger" if b"blogger.com" in start and b"<feed" in start else ""


def count(file: File, place: str) -> Counter[str]:
    """Posts, pages and comments by plain search in the text, knowing nothing of how importers read.

    place: which feed of an archive.
    """
    text = COMMENTED_OUT.sub(b"", CDATA.sub(_without_tags, _text_of(file, place)))
    if file.format == "wordpress":
        found: Counter[str] = Counter(f"{kind.decode()}s" for kind in POST_TYPE.findall(text))
        found["comments"] = len(WXR_COMMENT.findall(text))
        return found
    kinds = TAKEOUT_KIND if TAKEOUT_KIND.search(text) else ATOM_KIND
    # An author of a Takeout has a type, too; an entry names its own first.
    firsts = (kinds.search(entry) for entry in ENTRY.findall(text))
    return Counter(KINDS[first[1].upper()] for first in firsts if first)


def _without_tags(written: re.Match[bytes]) -> bytes:
    """A word of CDATA stays; whole documents in it must not be counted."""
    return written[0] if b"<" not in written[0][9:-3] else b""


def _text_of(file: File, place: str) -> bytes:
    if not zipfile.is_zipfile(file.path):
        return file.path.read_bytes()
    with zipfile.ZipFile(file.path) as archive:
        return archive.read(place)


def shuffle(file: File, into: Path) -> Path:
    """The same export with its entries, and the comments in them, in another order."""
    copy = into / file.path.name
    if not zipfile.is_zipfile(file.path):
        copy.write_bytes(_shuffled(file.path.read_bytes()))
        return copy
    with zipfile.ZipFile(file.path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(old.getinfo(name), _shuffled(content) if name.endswith("feed.atom") else content)
    return copy


def _shuffled(text: bytes) -> bytes:
    randomly = random.Random(7)
    if b"<channel" in text:
        # What stands before it may speak of items, too.
        head, channel, items = text.partition(b"<channel")
        mixed = ITEM.sub(lambda item: _mix(item[0], WXR_COMMENT, randomly.shuffle), items)
        return head + channel + _mix(mixed, ITEM, randomly.shuffle)
    if ENTRY.search(text):
        return _mix(text, ENTRY, randomly.shuffle)
    return text


def _mix(text: bytes, what: re.Pattern[bytes], shuffle: Callable[[list[bytes]], None]) -> bytes:
    pieces = what.findall(text)
    shuffle(pieces)
    following = iter(pieces)
    return what.sub(lambda _: next(following), text)
