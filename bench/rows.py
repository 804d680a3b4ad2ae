"""Puts very many rows into a table at once, the quickest way that each database has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from psycopg import Connection, sql
from sqlalchemy import JSON, Table, insert
from sqlalchemy.orm import Session

from blog.database.rows import Row


def put(db: Session, model: type[Row], rows: Sequence[Mapping[str, Any]]) -> None:
    """All of `rows` name the same columns. What they leave out is what the model has by itself."""
    if not rows:
        return
    table = cast(Table, model.__table__)
    connection = db.connection()
    if connection.dialect.name == "sqlite":
        # Past the mapper, which begins another statement wherever a row has nothing where the one before had something.
        connection.execute(insert(table), rows)
        return
    by_itself = dict(_defaults(table))
    names = list(dict.fromkeys([*by_itself, *rows[0]]))
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    raw = cast("Connection[Any]", connection.connection.driver_connection)
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in _written(table, names, by_itself, rows):
            copy.write_row(row)


def _defaults(table: Table) -> Iterator[tuple[str, Any]]:
    for column in table.columns:
        if column.default is not None:
            made = getattr(column.default, "arg", None)
            # Those that are made anew for each row are called with what is being executed, and need nothing of it.
            yield column.name, made(None) if callable(made) else made


def _written(
    table: Table, names: Sequence[str], by_itself: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> Iterator[list[Any]]:
    in_json = {name for name in names if isinstance(table.columns[name].type, JSON)}
    for row in rows:
        whole = {**by_itself, **row}
        yield [json.dumps(whole[name]) if name in in_json else _plain(whole[name]) for name in names]


def _plain(value: Any) -> Any:
    # What is a name in our enumerations is a text in the database.
    return str(value) if isinstance(value, str) else value
