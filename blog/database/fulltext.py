"""Rows of words and the index beside them: FTS5 on SQLite, a tsvector on PostgreSQL, behind the same functions.

What is looked up is written into an ordinary table; the index follows it inside the database (migration 0020). The
words are made by markup/searching.py, so both databases see the same ones and find the same.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from blog.database.among import among
from blog.database.engine import Database
from blog.database.rows import Row

# So many pages of the index are put together in one transaction, which takes some 20 ms.
PAGES = 200
# On PostgreSQL so many of the newest rows are looked through before the index is asked: of one word that says quickly
# which rows have it, of several it says which to look at. What fits fewer rows than the last number is rare.
NEAR_OF_ONE, NEAR_OF_SEVERAL, FEW = 5_000, 30_000, 2_000


@dataclass(frozen=True)
class Term:
    """Words that stand side by side; of a prefix, the last one may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Wanted:
    """What is looked for: all of `terms` and none of `without`. `terms` is never empty."""

    terms: tuple[Term, ...]
    without: tuple[Term, ...] = ()


def is_index(table: str) -> bool:
    """Whether a table of SQLite's is the index itself or one that FTS5 keeps it in; even of nothing it holds rows."""
    return table.startswith("searchable_") and "_index" in table


def stands_in_models(thing: object, name: str | None, kind: str, reflected: bool, compared: object) -> bool:
    """For who compares a database with the models (Alembic's `include_object`): the index is beside them."""
    follows = name is not None and is_index(name)
    return not (reflected and (follows or (kind == "column" and name == "vector") or (name or "").endswith("_vector")))


def renew(db: Session, table: type[Row], wanted: Mapping[int, Mapping[str, str] | None]) -> int:
    """Have exactly these words stand there, by the row's id; None lets them go. How many were otherwise before."""
    rows = cast(Table, table.__table__)
    key, *columns = rows.columns
    kept = {row[0]: row for row in db.connection().execute(_kept(rows), {"ids": list(wanted)})} if wanted else {}
    gone = [number for number, words in wanted.items() if words is None and number in kept]
    new = [{key.name: number, **words} for number, words in wanted.items() if words is not None and number not in kept]
    changed = [
        {"of": number, **words}
        for number, words in wanted.items()
        if words is not None and number in kept and any(kept[number]._mapping[name] != words[name] for name in words)
    ]
    if gone:
        db.connection().execute(delete(rows).where(key.in_(gone)))
    if new:
        db.connection().execute(insert(rows), new)
    if changed:
        values: dict[str, Any] = {column.name: bindparam(column.name) for column in columns}
        db.connection().execute(update(rows).where(key == bindparam("of")).values(values), changed)
    return len(gone) + len(new) + len(changed)


@cache
def _kept(rows: Table) -> Any:
    key, *_ = rows.columns
    return select(*rows.columns).where(among(key, "ids"))


def matching(db: Session, table: type[Row], wanted: Wanted, most: int, column: str = "") -> list[int]:
    """The ids of the rows that fit, newest first, at most so many; with `column` only by what stands in that one."""
    name = table.__tablename__
    if db.get_bind().dialect.name == "sqlite":
        fits = f"{{{column}}} : ({_as_fts(wanted)})" if column else _as_fts(wanted)
        sql = f"SELECT rowid FROM {name}_index WHERE {name}_index MATCH ? ORDER BY rowid DESC LIMIT {most}"  # noqa: S608
        return [row[0] for row in db.connection().exec_driver_sql(sql, (fits,))]
    key = cast(Table, table.__table__).primary_key.columns.keys()[0]
    # Spelt out and not a parameter: how common the words are decides which way is the short one. Words are letters,
    # digits and marks and nothing else, and the quotes around them are doubled all the same.
    fits = f"vector @@ '{_as_tsquery(wanted, 'A' if column else '').replace(chr(39), chr(39) * 2)}'::tsquery"
    single = sum(len(term.words) for term in wanted.terms) == 1
    return _newest(db, name, key, fits, most, NEAR_OF_ONE if single else NEAR_OF_SEVERAL)


def _newest(db: Session, name: str, key: str, fits: str, most: int, near: int) -> list[int]:
    """PostgreSQL takes words that it has not counted for frequent, and looks through everything for them, from the
    newest row on: half a second among 500,000 where nothing fits. So the newest rows are looked through first, where
    frequent words are found at once; then the index is asked, which is quick for rare ones; and only what is neither
    is looked for through all rows.
    """
    ask, last = db.connection().exec_driver_sql, f"ORDER BY {key} DESC LIMIT {most}"
    rows = f"(SELECT {key}, vector FROM {name} ORDER BY {key} DESC LIMIT {near}) AS newest"  # noqa: S608
    found = ask(f"SELECT {key} FROM {rows} WHERE {fits} {last}").scalars().all()  # noqa: S608
    if len(found) == most:
        return list(found)
    # Without an order, and apart, so that the index is asked and left as soon as there are so many.
    apart = f"WITH fitting AS MATERIALIZED (SELECT {key} FROM {name} WHERE {fits})"  # noqa: S608
    found = ask(f"{apart} SELECT {key} FROM fitting LIMIT {max(FEW, most)}").scalars().all()  # noqa: S608
    if len(found) < max(FEW, most):
        return sorted(found, reverse=True)[:most]
    return list(ask(f"SELECT {key} FROM {name} WHERE {fits} {last}").scalars())  # noqa: S608


def rebuild(db: Session, table: type[Row]) -> None:
    """Make the index anew from its rows. On PostgreSQL it is a column of each row, and cannot differ from it."""
    if db.get_bind().dialect.name == "sqlite":
        name = table.__tablename__
        db.connection().exec_driver_sql(f"INSERT INTO {name}_index({name}_index) VALUES ('rebuild')")  # noqa: S608


def scrub(database: Database, table: type[Row]) -> None:
    """Leave nothing in the index of words that stand in no row any more: FTS5 only notes that they are gone.

    Its parts are put together into one, a little at a time, so that nobody waits long for the write lock.
    """
    if database.file is None:
        return
    name, pages = table.__tablename__, -PAGES
    while True:
        with database.holding_the_lock(), contextlib.closing(sqlite3.connect(database.file, timeout=5)) as raw:
            raw.execute("PRAGMA secure_delete=ON")
            raw.execute("PRAGMA wal_autocheckpoint=0")
            before = raw.total_changes
            raw.execute(f"INSERT INTO {name}_index({name}_index, rank) VALUES ('merge', ?)", (pages,))  # noqa: S608
            raw.commit()
            # So FTS5 says that nothing is left to be done.
            if raw.total_changes - before < 2:
                return
        pages = PAGES


def _as_fts(wanted: Wanted) -> str:
    terms = " AND ".join(_fts_term(term) for term in wanted.terms)
    if not wanted.without:
        return terms
    return f"({terms}) NOT ({' OR '.join(_fts_term(term) for term in wanted.without)})"


def _fts_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'


def _as_tsquery(wanted: Wanted, weight: str) -> str:
    terms = [_tsquery_term(term, weight) for term in wanted.terms]
    return " & ".join([*terms, *(f"!{_tsquery_term(term, weight)}" for term in wanted.without)])


def _tsquery_term(term: Term, weight: str) -> str:
    last = len(term.words) - 1
    marks = [f"{'*' if term.prefix and place == last else ''}{weight}" for place in range(last + 1)]
    words = [f"'{word}'{':' + mark if mark else ''}" for word, mark in zip(term.words, marks, strict=True)]
    return f"({' <-> '.join(words)})"
