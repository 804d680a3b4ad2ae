"""Renders everything anew that an older version of this program has rendered: what `blog reclean` does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from blog.accounts import profile
from blog.clock import Clock
from blog.comments import recleaning as comments
from blog.comments.models import CommentRevision
from blog.database.engine import Database
from blog.importers.again import CommentsAgain
from blog.importers.bench import Pace, timed
from blog.markup.comments import Rendering, TooLong, Unreadable, render
from blog.markup.posts import PostRendering
from blog.posts import recleaning as posts
from blog.posts.models import PostRevision


@dataclass
class Recleaned:
    """How many texts were rendered anew, how many of them look different, and how many cannot be read any more and
    stay as they are."""

    done: int = 0
    different: int = 0
    left: int = 0

    @property
    def sentence(self) -> str:
        if not self.done and not self.left:
            return "All HTML is of this version already."
        return f"Rendered {self.done} texts anew; {self.different} look different, {self.left} stay as they were."


def reclean(database: Database, clock: Clock) -> Recleaned:
    """Redo what is outdated, in short transactions while the blog is served; interrupted, it goes on when run again."""
    result = Recleaned()
    _reclean_posts(database, clock, result)
    _reclean_comments(database, clock, result)
    result.different += (profiles := database.write(lambda db: profile.render_anew(db, clock())))
    result.done += profiles
    return result


def _reclean_posts(database: Database, clock: Clock, result: Recleaned) -> None:
    after, pace = 0, Pace()
    while True:
        with database.reading() as db:
            revisions = posts.outdated(db, after, pace.size)
        if not revisions:
            return
        after = revisions[-1].id
        redone: list[tuple[PostRevision, PostRendering]] = []
        for revision in revisions:
            with _counting(result):
                redone.append((revision, posts.render(revision)))
        result.different += timed(database, pace, partial(posts.store, redone=redone, now=clock()))


def _reclean_comments(database: Database, clock: Clock, result: Recleaned) -> None:
    after, pace, again = 0, Pace(), CommentsAgain(database)
    while True:
        with database.reading() as db:
            revisions = comments.outdated(db, after, pace.size)
        if not revisions:
            return
        after = revisions[-1][0].id
        redone: list[tuple[CommentRevision, Rendering]] = []
        for revision, source, key in revisions:
            with _counting(result):
                brought = again.render(source, key, revision.typed) if source and key else None
                redone.append((revision, brought or render(revision.typed)))
        result.different += timed(database, pace, partial(comments.store, redone=redone, now=clock()))


@contextlib.contextmanager
def _counting(result: Recleaned) -> Iterator[None]:
    """A text beyond today's limits stays as it is: it was cleaned once, and no word is lost."""
    try:
        yield
    except (Unreadable, TooLong):
        result.left += 1
    else:
        result.done += 1
