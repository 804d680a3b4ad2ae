"""The one writer of every import: reads an export once, then stores posts, then comments, in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import datetime
from itertools import islice
from typing import TypeVar

from blog.importers import albums, dialects, sitewide
from blog.importers.albums import Albums
from blog.importers.bench import Bench, Pace
from blog.importers.bodies import Surroundings
from blog.importers.exports import Export
from blog.importers.families import Family
from blog.importers.reports import Outcome
from blog.importers.rewrites import Former
from blog.importers.shapes import Blog, Caution, Comment, Dropped, Kind, Page, Post, Reason, Record, Redirect
from blog.importers.spool import Spool
from blog.importers.threads import Threads
from blog.importers.writings import Writings
from blog.languages.sentences import say

Thing = TypeVar("Thing")


def store(bench: Bench, export: Export, blog: Blog, account_id: int | None = None) -> None:
    """Bring a blog in, or go on where that was interrupted; the bench's report says what became of everything.

    In a dry run nothing is written, and the report is the same.
    """
    with ExitStack() as open_files:
        reading = open_files.enter_context(closing(_Reading(bench)))
        reading.read(export.read(blog, bench.clock()))
        total, done = len(reading.posts) + len(reading.comments), 0
        folder = None if bench.is_dry else bench.folder / "media"
        with bench.database.reading() as db:
            fetched = albums.fetched(db, blog.source)
        pictures = Albums(export.archive, export.media(), blog.title, folder, bench.keys, fetched)
        sitewide.store(bench, blog, account_id)
        paths = reading.path_of_number

        def tell(number: int) -> None:
            nonlocal done
            done += number
            bench.tell(done, total)

        tell(0)
        around = Surroundings(blog.hosts, pictures.find, paths.get, bench.speak, dialects.POSTS.get(blog.source))
        writings = Writings(bench, pictures, around, blog.dialect)
        posts = (reading.posts.at(place) for place in reading.posts.places())
        _in_batches(posts, writings.pace, writings.store, tell)
        Former(bench, writings.addresses).store(reading.redirects)
        # A comment shows no pictures, whoever wrote it.
        shown = dialects.COMMENTS.get(blog.source)
        below = Surroundings(blog.hosts, post_path=paths.get, speak=bench.speak, shown=shown)
        threads = Threads(bench, reading.family, below, blog.dialect)
        _in_batches(reading.family.in_order(reading.comments), threads.pace, threads.store, tell)
        with bench.database.reading() as db:
            pictures.count(db, bench.ledger, bench.report)
    bench.report.check()


def _in_batches(
    things: Iterator[Thing], pace: Pace, work: Callable[[Sequence[Thing]], None], tell: Callable[[int], None]
) -> None:
    while batch := list(islice(things, pace.size)):
        work(batch)
        tell(len(batch))


class _Reading:
    """The first reading: everything goes to the disk, and in memory stays what refers to what."""

    def __init__(self, bench: Bench) -> None:
        self._report = bench.report
        # Comments in the order readers see them in, by `published`, `created` and their number.
        self.comments: Spool[Comment] = Spool(bench.folder, _moment)
        self.posts: Spool[Post | Page] = Spool(bench.folder, _moment)
        self.family = Family()
        self.redirects: list[Redirect] = []
        self.path_of_number: dict[str, str] = {}
        self._post_keys: set[str] = set()
        self._emails = 0

    def read(self, records: Iterator[Record]) -> None:
        for record in records:
            match record:
                case Post() | Page():
                    self._read_post(record)
                case Comment():
                    self._read_comment(record)
                case Redirect():
                    self._report.take(Kind.REDIRECTS)
                    self.redirects.append(record)
                case Dropped():
                    self._report.take_dropped(record)
                case Caution():
                    self._report.caution(record)
                case _:
                    # The blog is known, and albums are asked when a body shows a picture.
                    continue
        if self._emails:
            sentence = say("The export holds %(num)s e-mail addresses of people who commented. They are kept as those "
                           "of comments sent here, and never shown.", num=self._emails)  # fmt: skip
            self._report.caution(Caution(Reason.PERSONAL_DATA, "", sentence))
        self.posts.sort()
        self.comments.sort()
        self.family.cut_circles()

    def _read_post(self, post: Post | Page) -> None:
        kind = Kind.PAGES if isinstance(post, Page) else Kind.POSTS
        self._report.take(kind, status=post.status)
        if post.key in self._post_keys:
            self._merge(kind, post.key)
            return
        self._post_keys.add(post.key)
        if post.path is not None:
            self.path_of_number[post.key.rpartition("/")[2]] = post.path
        self.posts.add(post)

    def _read_comment(self, comment: Comment) -> None:
        self._report.take(Kind.COMMENTS, status=comment.status)
        if not self.family.add(comment):
            self._merge(Kind.COMMENTS, comment.key)
            return
        self._emails += bool(comment.author.email)
        self.comments.add(comment)

    def _merge(self, kind: Kind, key: str) -> None:
        self._report.count(kind, Outcome.MERGED)
        sentence = say("“%(key)s” is there more than once; the first was taken.", key=key)
        self._report.caution(Caution(Reason.DUPLICATE, key, sentence))

    def close(self) -> None:
        self.posts.close()
        self.comments.close()


def _moment(record: Post | Page | Comment) -> tuple[datetime | None, datetime | None, str]:
    return record.times.first, record.times.created, record.key.rpartition("/")[2]
