"""Makes the index anew from what readers see, and says how it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.comments.models import Comment, SearchableComment
from blog.comments.searching import index_comments
from blog.database import fulltext
from blog.database.engine import Database
from blog.languages.sentences import Sentence, say_count
from blog.posts.filing import file_posts
from blog.posts.models import Post, SearchablePost
from blog.posts.searching import index_posts

# So many take some 50 ms under the write lock.
BATCH = 200


@dataclass(frozen=True)
class Rebuilt:
    """How many posts and comments were looked at, and how many of them were indexed otherwise than readers see them."""

    looked_at: int
    changed: int

    @property
    def sentence(self) -> Sentence:
        return say_count(
            "%(num)s post or comment was looked at; %(changed)s had to be indexed anew.",
            "%(num)s posts and comments were looked at; %(changed)s had to be indexed anew.",
            self.looked_at,
            changed=self.changed,
        )


def rebuild(database: Database) -> Rebuilt:
    """Go through everything, a batch at a time while the blog is served; last of all the index itself."""
    looked_at = changed = 0
    for table, index in ((Post, _place), (Comment, index_comments)):
        for ids in _batches(database, table):
            looked_at += len(ids)
            changed += database.write(_indexing(index, ids))
    for rows in (SearchablePost, SearchableComment):
        database.write(lambda db, rows=rows: fulltext.rebuild(db, rows))  # type: ignore[misc]
    return Rebuilt(looked_at, changed)


def _place(db: Session, ids: Sequence[int]) -> int:
    """In the index of words and in that of tags."""
    file_posts(db, ids)
    return index_posts(db, ids)


def _indexing(index: Callable[[Session, Sequence[int]], int], ids: Sequence[int]) -> Callable[[Session], int]:
    return lambda db: index(db, ids)


def _batches(database: Database, table: type[Post] | type[Comment]) -> Iterator[Sequence[int]]:
    after = 0
    while True:
        with database.reading() as db:
            ids = db.scalars(select(table.id).where(table.id > after).order_by(table.id).limit(BATCH)).all()
        if not ids:
            return
        yield ids
        after = ids[-1]
