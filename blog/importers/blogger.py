"""The door to Blogger's exports: finds the blogs in whatever was given, and reads one of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType

from blog.importers import blogger_atom, blogger_takeout
from blog.importers.archives import LIMITS, Archive, Limits, open_archive
from blog.importers.blogger_entries import SOURCE, unique
from blog.importers.hosts import typed_host
from blog.importers.pictures import is_picture_file
from blog.importers.refusals import NothingToImport, WhichBlog
from blog.importers.shapes import Blog, Caution, Dropped, Kind, Media, Reason, Record
from blog.languages.sentences import say

SNIFFED = 64 * 1024


class Export:
    """An opened export of Blogger's, of either kind. Use it in a `with`; `read` may be walked through repeatedly."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._feeds = [place for place in blogger_takeout.feeds(archive) if is_takeout(archive, place)]
        names = archive.names
        old = names if len(names) == 1 else [name for name in names if name.lower().endswith((".xml", ".atom"))]
        # Themes of a Takeout are XML too; an old export is looked for only where there is no feed of today.
        self._old = [] if self._feeds else [name for name in old if is_old_export(archive, name)]
        self.blogs: tuple[Blog, ...] = (
            *(blogger_takeout.examine(archive, place) for place in self._feeds),
            *(blogger_atom.examine(archive, place) for place in self._old),
        )

    def choose(self, name: str | None = None, host: str | None = None) -> Blog:
        """The blog that is meant, by folder, title, id, host or blogspot name. Raises NothingToImport, WhichBlog.

        host: where it stood or will be compared with, which a Takeout does not know.
        """
        if not self.blogs:
            raise NothingToImport(say("There is no Blogger export in it: no feed.atom and no blog-….xml was found."))
        found = self.blogs if name is None else tuple(blog for blog in self.blogs if _is_called(blog, name))
        if len(found) != 1:
            names = tuple(blog.name for blog in self.blogs)
            listed = ", ".join(f"“{one}”" for one in names)
            if name is None:
                raise WhichBlog(
                    say("There are several blogs in it. Name one with --blog: %(names)s.", names=listed), names
                )
            raise WhichBlog(say("“%(name)s” names none of the blogs in it, or several: %(names)s.",
                                name=name, names=listed), names)  # fmt: skip
        typed = typed_host(host) if host else ""
        return dataclasses.replace(found[0], hosts=unique([typed, *found[0].hosts]))

    def read(self, blog: Blog, now: datetime) -> Iterator[Record]:
        """The blog itself, everything in it in the order of the files, and what was left out or is worth a warning.

        Nothing is kept between two records, so memory does not grow with the export.
        """
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
        """The pictures and films of all albums; which of them a blog shows, its bodies say."""
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

    def close(self) -> None:
        self.archive.close()

    def __enter__(self) -> Export:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_export(paths: Sequence[Path], limits: Limits = LIMITS) -> Export:
    """Open a zip, several zips, a folder of either, or a single feed. Raises Unimportable."""
    archive = open_archive(paths, limits)
    try:
        return Export(archive)
    except BaseException:
        archive.close()
        raise


def is_takeout(archive: Archive, place: str) -> bool:
    """Whether the file says so itself; its name proves nothing."""
    return b"schemas.google.com/blogger/2018" in archive.read(place, SNIFFED)


def is_old_export(archive: Archive, place: str) -> bool:
    head = archive.read(place, SNIFFED)
    return b"schemas.google.com/blogger/2008/kind" in head and b"feed" in head


def _is_called(blog: Blog, name: str) -> bool:
    wanted = name.strip().casefold()
    hosts = [host.casefold() for host in blog.hosts]
    names = (blog.name, blog.title, blog.key, blog.place.rpartition("/")[0])
    return wanted in (*(one.casefold() for one in names), *hosts, *(host.partition(".")[0] for host in hosts))


def _cautions(blog: Blog) -> Iterator[Caution]:
    if not blog.hosts:
        yield Caution(Reason.HOST_UNKNOWN, blog.key, say("The archive does not say at which address the blog stood. "
                      "Name it with --host, and links between its posts will stay here."))  # fmt: skip
    if blog.settings.is_private:
        yield Caution(Reason.PRIVATE_BLOG, blog.key, say("The old blog was open to invited readers only. "
                      "Its posts will be public here."))  # fmt: skip
