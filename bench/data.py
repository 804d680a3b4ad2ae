"""Makes blogs of any size, always the same ones: rows straight into the tables, as an import would leave them."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, func, insert, make_url, select, text, update
from sqlalchemy.orm import Session

from bench.rows import put
from blog.accounts.passwords import hash_password
from blog.accounts.people import add_account
from blog.comments.models import Comment, CommentRevision, Lane, SearchableComment, Status
from blog.comments.paths import place
from blog.comments.totals import recount
from blog.database import fulltext
from blog.database.engine import Database
from blog.database.migrating import migrate
from blog.markup.searching import indexed
from blog.posts.filing import file_posts
from blog.posts.models import Post, PostRevision, PostStatus, PostTag, SearchablePost, Tag
from blog.posts.searching import index_posts
from blog.site.settings import change_site

EMAIL, PASSWORD = "bench@example.org", "a few plain words"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = [
    *("kettle", "tea", "water", "spoon", "morning", "window", "street", "garden", "letter", "winter", "engine"),
    *("ferry", "island", "market", "bread", "lamp", "river", "stone", "paper", "music", "summer", "corner"),
    *("bridge", "colour", "evening", "shelf", "button", "sparrow", "harbour", "ladder"),
]
A_BATCH = 5000
LEARNED = {Status.APPROVED: "good", Status.SPAM: "spam"}


@dataclass(frozen=True)
class Size:
    """How much there is: `shown` comments stand under the first post, the others are spread over all of them.

    Those that are shown answer each other in lines `levels` long. With `tags` every post carries the tag `all`, one of
    twenty, and one that it shares with four others.
    """

    posts: int = 1
    shown: int = 100
    comments: int = 0
    waiting: int = 0
    levels: int = 1
    tags: bool = False


def path_of(number: int) -> str:
    """Where the post stands, from 1 on."""
    return f"/2026/01/post-{number}.html"


def address_of(data: Path) -> str:
    """Where the blog in the folder `data` keeps its rows: there, or on the server that BENCH_POSTGRES names."""
    server = os.environ.get("BENCH_POSTGRES")
    if not server:
        return f"sqlite:///{data / 'blog.db'}"
    name = "bench_" + hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def fill(data: Path, size: Size) -> Path:
    """A blog in the folder `data`, migrated and filled, with an owner; its database file, if it has one."""
    data.mkdir(parents=True, exist_ok=True)
    file = data / "blog.db"
    address = address_of(data)
    if not address.startswith("sqlite"):
        _make_empty(address)
    database = Database(address)
    migrate(database)
    dice = random.Random(20260101)
    database.write(lambda db: _found(db, size))
    numbers = iter(range(1, size.shown + size.comments + size.waiting + 1))
    _fill(database, dice, ((n, 1, Status.APPROVED, 60) for n in islice(numbers, size.shown)), size.levels)
    _fill(database, dice, ((n, 1 + n % size.posts, Status.PENDING, 12) for n in islice(numbers, size.waiting)))
    decided = (Status.APPROVED, Status.APPROVED, Status.REJECTED, Status.SPAM)
    _fill(database, dice, ((n, 1 + n % size.posts, decided[n % 4], 12) for n in numbers))
    database.write(_count)
    database.write(_set_numbers)
    database.write(lambda db: index_posts(db, range(1, size.posts + 1)))
    _tidy(database)
    database.close()
    return file


def _tidy(database: Database) -> None:
    """As after a while: PostgreSQL knows what its tables hold, and the index of SQLite is in one piece."""
    if database.is_sqlite:
        for rows in (SearchablePost, SearchableComment):
            database.write(lambda db, rows=rows: fulltext.rebuild(db, rows))  # type: ignore[misc]
        return
    engine = create_engine(database.reader.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def _set_numbers(db: Session) -> None:
    """PostgreSQL counts its own numbers, and has not seen those that were given."""
    if db.get_bind().dialect.name == "postgresql":
        for table in (Comment, CommentRevision, Post, PostRevision, Tag):
            numbers = func.pg_get_serial_sequence(table.__tablename__, "id")
            db.execute(select(func.setval(numbers, func.max(table.id))))


def _make_empty(address: str) -> None:
    """A database of this name with nothing in it."""
    url = make_url(address)
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {url.database}"))
        connection.execute(text(f"CREATE DATABASE {url.database}"))
    engine.dispose()


def _count(db: Session) -> None:
    """The numbers that the blog keeps beside its comments."""
    shown = select(func.count()).where(Comment.post_id == Post.id, Comment.shown_revision_id.is_not(None))
    db.execute(update(Post).values(comment_count=shown.scalar_subquery()))
    recount(db)


def _found(db: Session, size: Size) -> None:
    """The owner, the site and its posts."""
    owner = add_account(db, EMAIL, "Bench", "owner", hash_password(PASSWORD), BEGINNING)
    change_site(db, BEGINNING, owner.id, title="The bench", set_up=True)
    posts, revisions = [], []
    for number in range(1, size.posts + 1):
        at = BEGINNING + timedelta(minutes=number)
        posts.append(
            {
                "id": number,
                "status": PostStatus.PUBLISHED,
                "permalink": path_of(number),
                "author_id": owner.id,
                "created_at": at,
                "changed_at": at,
                "published_at": at,
                "shown_revision_id": number,
                "newest_revision_id": number,
            }
        )
        words = " ".join(WORDS * 8)
        revisions.append(
            {
                "id": number,
                "post_id": number,
                "number": 1,
                "title": f"Post {number}",
                "typed": words,
                "html": f"<p>{words}</p>",
                "words": words,
                "excerpt": words[:200],
                "policy": 1,
                "saved_at": at,
            }
        )
    db.execute(insert(Post), posts)
    db.execute(insert(PostRevision), revisions)
    if size.tags:
        _file(db, size.posts)


def _file(db: Session, posts: int) -> None:
    names = [
        "all",
        *(f"often-{number}" for number in range(20)),
        *(f"rare-{number}" for number in range(posts // 5 + 1)),
    ]
    db.execute(insert(Tag), [{"id": number, "slug": name, "name": name} for number, name in enumerate(names, 1)])
    filed = ((post, tag) for post in range(1, posts + 1) for tag in (1, 2 + post % 20, 22 + post % (posts // 5 + 1)))
    db.execute(insert(PostTag), [{"post_id": post, "tag_id": tag} for post, tag in filed])
    file_posts(db, range(1, posts + 1))


def _fill(
    database: Database, dice: random.Random, wanted: Iterator[tuple[int, int, Status, int]], levels: int = 1
) -> None:
    """Comments from (number, post, status, words), a batch a transaction."""
    batch: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for number, post, status, length in wanted:
        words = " ".join(dice.choices(WORDS, k=length))
        comment = _comment(number, post, status, (number - 1) % levels)
        batch.append((comment, _revision(number, status, words, comment["created_at"])))
        if len(batch) == A_BATCH:
            _store(database, batch)
            batch = []
    _store(database, batch)


def _store(database: Database, batch: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    if not batch:
        return

    def work(db: Session) -> None:
        put(db, Comment, [comment for comment, _ in batch])
        put(db, CommentRevision, [revision for _, revision in batch])
        shown = [(comment["id"], revision["words"]) for comment, revision in batch if comment["shown_revision_id"]]
        put(db, SearchableComment, [{"comment_id": number, "words": indexed(words)} for number, words in shown])

    database.write(work)


def _comment(number: int, post: int, status: Status, depth: int) -> dict[str, Any]:
    """The comment answers the one before it, unless it is the first of its line."""
    shown, at = status is Status.APPROVED, _at(number)
    line = range(number - depth, number + 1)
    return {
        "id": number,
        "public_id": f"b{number}",
        "post_id": post,
        "parent_id": number - 1 if depth else None,
        "sort_path": "".join(place(None, _at(one), one)[0] for one in line),
        "name": f"Reader {number % 977}",
        "email": f"reader{number % 9973}@example.org",
        "status": status,
        "shown_revision_id": number if shown else None,
        "newest_revision_id": number,
        "created_at": at,
        "published_at": at if shown else None,
        "depth": depth,
        "seen": 1,
    }


def _at(number: int) -> datetime:
    return BEGINNING + timedelta(days=1, seconds=number)


def _revision(number: int, status: Status, words: str, at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "comment_id": number,
        "number": 1,
        "status": status,
        "typed": words,
        "words": words,
        "html": f"<p>{words}</p>",
        "inert": f"<p>{words}</p>",
        "links": [],
        "words_hash": f"{number:064x}",
        "policy": 1,
        "created_at": at,
        "waiting_since": at,
        "arrival": {},
        "findings": [],
        # From 0 to 9.6, so that asking for many points finds few.
        "score": number % 97 / 10,
        # Learned long ago, as on a blog that has grown: to learn a million at once takes an hour of the worker.
        "learned": LEARNED.get(status, ""),
        "lane": Lane.SPAM if number % 5 == 0 else Lane.GOOD,
    }
