"""The door to Blogger's exports: finds the blogs in whatever was given, and reads one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from blog.importers import blogger_atom, blogger_takeout
from blog.importers.archives import LIMITS, Archive, Limits, open_archive
from blog.importers.blogger_entries import SOURCE
from blog.importers.exports import Export
from blog.importers.hosts import HOST_UNKNOWN
from blog.importers.pictures import is_picture_file
from blog.importers.shapes import Blog, Caution, Dropped, Kind, Media, Reason, Record
from blog.languages.sentences import say

SNIFFED = 64 * 1024


class BloggerExport(Export):
    """An opened export of Blogger's, of either kind."""

    nothing = say("There is no Blogger export in it: no feed.atom and no blog-….xml was found.")

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self._feeds = [place for place in blogger_takeout.feeds(archive) if is_takeout(archive, place)]
        names = archive.names
        old = names if len(names) == 1 else [name for name in names if name.lower().endswith((".xml", ".atom"))]
        # Themes of a Takeout are XML too; an old export is looked for only where there is no feed of today.
        self._old = [] if self._feeds else [name for name in old if is_old_export(archive, name)]
        self.blogs: tuple[Blog, ...] = (
            *(blogger_takeout.examine(archive, place) for place in self._feeds),
            *(blogger_atom.examine(archive, place) for place in self._old),
        )

    def read(self, blog: Blog, now: datetime) -> Iterator[Record]:
        yield blog
        yield from self.archive.cautions
        yield from _cautions(blog)
        for name in blog.settings.left:
            yield Dropped(Kind.SETTINGS, name, Reason.NOT_CONTENT)
        yield from self.media()
        if blog.dialect == "takeout":
            yield from self._left_out(blog)
            yield from blogger_takeout.read_feed(self.archive, blog, now)
        else:
            yield from blogger_atom.read_feed(self.archive, blog, now)

    def media(self) -> Iterator[Media]:
        of_feeds = {feed.rpartition("/")[0] for feed in self._feeds if "/" in feed}
        for place in self.archive.names:
            folder, _, name = place.rpartition("/")
            if is_picture_file(name) and folder not in of_feeds:
                album = folder.rpartition("/")[2]
                yield Media(
                    source=SOURCE, key=f"{album}/{name}"[:300], place=place, name=name, album=album,
                    size=self.archive.size(place),
                )  # fmt: skip

    def _left_out(self, blog: Blog) -> Iterator[Dropped]:
        """Files of a Takeout that are no content of this blog; what belongs to its other blogs is not in question."""
        own = blog.place.rpartition("/")[0]
        for place in self.archive.names:
            folder, _, name = place.rpartition("/")
            if name == blogger_takeout.FEED and place not in self._feeds:
                yield Dropped(Kind.FILES, place, Reason.FOREIGN_BLOG)
                continue
            is_layout = folder == own and name.startswith(("theme-", "followers."))
            if is_layout or name in ("profile.csv", "reading_list.csv"):
                yield Dropped(Kind.FILES, place, Reason.NOT_CONTENT)


def open_export(paths: Sequence[Path], limits: Limits = LIMITS) -> BloggerExport:
    """Open a zip, several zips, a folder of either, or a single feed. Raises Unimportable."""
    archive = open_archive(paths, limits)
    try:
        return BloggerExport(archive)
    except BaseException:
        archive.close()
        raise


def is_takeout(archive: Archive, place: str) -> bool:
    """Whether the file says so itself; its name proves nothing."""
    return b"schemas.google.com/blogger/2018" in archive.read(place, SNIFFED)


def is_old_export(archive: Archive, place: str) -> bool:
    head = archive.read(place, SNIFFED)
    return b"schemas.google.com/blogger/2008/kind" in head and b"feed" in head


def _cautions(blog: Blog) -> Iterator[Caution]:
    if not blog.hosts:
        yield Caution(Reason.HOST_UNKNOWN, blog.key, HOST_UNKNOWN)
    if blog.settings.is_private:
        yield Caution(Reason.PRIVATE_BLOG, blog.key, say("The old blog was open to invited readers only. "
                      "Its posts will be public here."))  # fmt: skip
