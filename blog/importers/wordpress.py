"""The door to WordPress's exports: one file or several, read as one blog wherever they are of one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from blog.importers import wordpress_addresses as addresses
from blog.importers.archives import LIMITS, Archive, Limits, open_archive
from blog.importers.blogger_entries import mended
from blog.importers.exports import Export
from blog.importers.hosts import HOST_UNKNOWN
from blog.importers.pictures import is_picture_file
from blog.importers.shapes import Blog, Caution, Media, Reason, Record, Redirect
from blog.importers.wordpress_bodies import read_pictures
from blog.importers.wordpress_channel import COMMENT, SOURCE, Channel, blog_of, examine, merge, post_number
from blog.importers.wordpress_comments import Comments
from blog.importers.wordpress_items import Items
from blog.importers.wordpress_shortcodes import spell_out
from blog.importers.xml import Element, Stream
from blog.languages.sentences import say

SNIFFED = 64 * 1024
SAID_SO = re.compile(rb"wordpress\.org/export|<wp:wxr_version")


class WordPressExport(Export):
    """An opened export of WordPress's. Several files of one blog are one; the newest is read first and wins."""

    nothing = say("There is no WordPress export in it, or one without a single post, page or comment.")

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        found = [examine(archive, name) for name in archive.names if is_export(archive, name)]
        by_key: dict[str, list[Channel]] = {}
        for channel in found:
            if channel.items:
                by_key.setdefault(blog_of(channel).key, []).append(channel)
        # Each file's own, in the order they are read, and what all of them say together.
        self._places = {
            key: [one.place for one in sorted(channels, key=lambda one: one.exported_at, reverse=True)]
            for key, channels in by_key.items()
        }
        self._channels = {key: merge(channels) for key, channels in by_key.items()}
        self.blogs = tuple(blog_of(channel) for channel in self._channels.values())

    def read(self, blog: Blog, now: datetime) -> Iterator[Record]:
        yield blog
        yield from self.archive.cautions
        if not blog.hosts:
            yield Caution(Reason.HOST_UNKNOWN, blog.key, HOST_UNKNOWN)
        work = _Reading(blog, self._channels[blog.key])
        for place in self._places[blog.key]:
            with closing(self.archive.chunks(place)) as chunks:
                stream = Stream(chunks, level=2, apart=COMMENT)
                for element in stream:
                    yield from work.take(element)
                yield from mended(stream, place)
        yield from work.finish()

    def media(self) -> Iterator[Media]:
        for place in self.archive.names:
            folder, _, name = place.rpartition("/")
            if is_picture_file(name):
                yield Media(
                    source=SOURCE, key=place[-300:], place=place, name=name, album=folder.rpartition("/")[2],
                    size=self.archive.size(place),
                )  # fmt: skip


class _Reading:
    """The items of one blog on their way, and what is told once all of them were read."""

    def __init__(self, blog: Blog, channel: Channel) -> None:
        self._blog, self._shared = blog, channel.shared
        self._items = Items(blog, channel)
        self._comments = Comments(blog, channel, self._items)
        # Comments of an item whose number has not been read yet.
        self._early: list[Element] = []
        self._terms: dict[str, Redirect] = {}
        self._unknown: Counter[str] = Counter()

    def take(self, element: Element) -> Iterator[Record]:
        if element.name == COMMENT:
            number = post_number(element.within)
            if not number.isdecimal() or number in self._shared or element.within is None:
                self._early.append(element)
                return
            yield from self._comments.records(element, f"{self._blog.key}/{number}", self._path(element.within))
        elif element.name == "item":
            key, _ = self._items.key_of(element)
            for comment in self._early:
                yield from self._comments.records(comment, key, self._path(element))
            self._early.clear()
            self._look(element)
            yield from self._items.records(element)

    def _path(self, item: Element) -> str | None:
        """Of an item that may not be whole, so that what it says is not yet kept for good."""
        whole = Element("item", {})
        whole.parts = list(item.parts)
        return addresses.path_of(whole, "", self._blog.hosts)[0]

    def _look(self, item: Element) -> None:
        for term in addresses.terms(item):
            self._terms.setdefault(term.path, term)
        body = item.first("content:encoded")
        if body is not None and "[" in body.text and item.words("wp:post_type") in ("", "post", "page"):
            spell_out(body.text, read_pictures({}), Counter(), self._unknown)

    def finish(self) -> Iterator[Record]:
        for comment in self._early:
            # The file broke off in their post.
            yield from self._comments.records(comment, f"{self._blog.key}/?", None)
        yield from self._terms.values()
        yield from self._comments.cautions()
        if self._unknown:
            listed = ", ".join(f"[{name}] ({num})" for name, num in self._unknown.most_common(20))
            sentence = say("Shortcodes that nobody here knows are left as they stood: %(listed)s.", listed=listed)
            yield Caution(Reason.UNKNOWN_SHORTCODE, self._blog.key, sentence)


def open_export(paths: Sequence[Path], limits: Limits = LIMITS) -> WordPressExport:
    """Open one file or several, packed or not, or a folder of them. Raises Unimportable."""
    archive = open_archive(paths, limits)
    try:
        return WordPressExport(archive)
    except BaseException:
        archive.close()
        raise


def is_export(archive: Archive, place: str) -> bool:
    """Whether the file says so itself; its name proves nothing."""
    if is_picture_file(place):
        return False
    head = archive.read(place, SNIFFED)
    return b"<rss" in head and SAID_SO.search(head) is not None
