"""What every opened export offers, whatever its format, and how one of its blogs is chosen."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import Self

from blog.importers.archives import Archive
from blog.importers.hosts import typed_host
from blog.importers.refusals import NothingToImport, WhichBlog
from blog.importers.shapes import Blog, Media, Record
from blog.languages.sentences import Sentence, Several, quoted, say


class Export(ABC):
    """An opened export. Use it in a `with`; `read` may be walked through repeatedly.

    `nothing` is what is said where there is no blog in it.
    """

    nothing: Sentence
    blogs: tuple[Blog, ...]

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def choose(self, name: str | None = None, host: str | None = None) -> Blog:
        """The blog that is meant, by folder, title, id, host or blogspot name. Raises NothingToImport, WhichBlog.

        host: where it stood or will be compared with, for an export that does not know it.
        """
        if not self.blogs:
            raise NothingToImport(self.nothing)
        found = self.blogs if name is None else tuple(blog for blog in self.blogs if _is_called(blog, name))
        if len(found) != 1:
            names = tuple(blog.name for blog in self.blogs)
            listed = Several(quoted(one) for one in names)
            if name is None:
                raise WhichBlog(
                    say("There are several blogs in it. Name one with --blog: %(names)s.", names=listed), names
                )
            raise WhichBlog(say("“%(name)s” names none of the blogs in it, or several: %(names)s.",
                                name=name, names=listed), names)  # fmt: skip
        typed = typed_host(host) if host else ""
        hosts = tuple(dict.fromkeys(one for one in (typed, *found[0].hosts) if one))
        return dataclasses.replace(found[0], hosts=hosts)

    @abstractmethod
    def read(self, blog: Blog, now: datetime) -> Iterator[Record]:
        """The blog itself, everything in it in the order of the files, and what was left out or is worth a warning.

        Nothing is kept between two records, so memory does not grow with the export.
        """

    @abstractmethod
    def media(self) -> Iterator[Media]:
        """The pictures and films in it; which of them a blog shows, its bodies say."""

    def close(self) -> None:
        self.archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _is_called(blog: Blog, name: str) -> bool:
    wanted = name.strip().casefold()
    hosts = [host.casefold() for host in blog.hosts]
    names = (blog.name, blog.title, blog.key, blog.place.rpartition("/")[0])
    return wanted in (*(one.casefold() for one in names), *hosts, *(host.partition(".")[0] for host in hosts))
