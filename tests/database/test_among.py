"""One of many values: the same answer on both databases, however many, and found through the index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, insert, or_, select

from blog.database.among import among
from blog.database.engine import Database
from blog.posts.models import Tag

NAMES = ["tea", "Tea", "thé", "a, b", "{}", 'a "quoted" one', "back\\slash", "NULL", "n" * 80]
TAGS = select(Tag.slug).where(among(Tag.slug, "slugs")).order_by(Tag.id)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    with database.writing() as db:
        db.execute(insert(Tag), [{"slug": name, "name": name} for name in NAMES])
    yield database
    database.close()


def found(database: Database, *slugs: str) -> list[str]:
    with database.reading() as db:
        return list(db.scalars(TAGS, {"slugs": list(slugs)}))


def test_it_finds_those_that_are_named(database: Database) -> None:
    assert found(database) == []
    assert found(database, "Tea") == ["Tea"]
    assert found(database, *reversed(NAMES), "nobody's") == NAMES
    assert found(database, *(f"nobody's {number}" for number in range(999)), "tea") == ["tea"]


def test_what_is_longer_than_the_column_is_not_shortened_to_what_fits(database: Database) -> None:
    assert found(database, "n" * 81) == []


def test_it_stands_beside_other_conditions(database: Database) -> None:
    one, other = among(Tag.slug, "ones"), among(Tag.id, "ids")
    with database.reading() as db:
        number = db.scalars(select(Tag.id).where(Tag.slug == "thé")).one()
        either = select(Tag.slug).where(or_(one, other)).order_by(Tag.id)
        neither = select(Tag.slug).where(~one, ~other).order_by(Tag.id)
        given = {"ones": ["tea"], "ids": [number]}
        assert list(db.scalars(either, given)) == ["tea", "thé"]
        assert list(db.scalars(neither, given)) == [name for name in NAMES if name not in ("tea", "thé")]


def test_it_is_looked_up_in_the_index(database: Database) -> None:
    asked: list[tuple[str, Any]] = []

    def explain(connection: Any, cursor: Any, statement: str, given: Any, context: Any, many: bool) -> tuple[str, Any]:
        asked.append((statement, given))
        return statement, given

    with database.reading() as db:
        connection = db.connection()
        event.listen(connection, "before_cursor_execute", explain, retval=True)
        db.scalars(TAGS, {"slugs": ["tea", "thé"]}).all()
        [(statement, given)] = asked
        if not database.is_sqlite:
            # A table of nine rows is read through sooner than looked up in.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        how = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        plan = str(connection.exec_driver_sql(f"{how} {statement}", given).all())
    assert ("SEARCH tags USING" if database.is_sqlite else "Index Cond") in plan, plan
