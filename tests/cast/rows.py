"""Every row of a blog's database, to be compared before and after what must change nothing."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import select

from blog.database.tables import METADATA
from tests.cast.site import Site


def everything(blog: Site) -> dict[str, list[Any]]:
    """The rows of every table, by its name."""
    with blog.reading() as db:
        found = {table.name: [tuple(row) for row in db.execute(select(table))] for table in METADATA.sorted_tables}
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


class Kept:
    """The rows of a blog on SQLite, read again once anybody has committed anything: SQLite counts that by itself."""

    def __init__(self, blog: Site) -> None:
        self._blog = blog
        self._connection = sqlite3.connect(blog.settings.data / "blog.db", isolation_level=None)
        self._version = -1
        self._rows: dict[str, list[Any]] = {}

    def everything(self) -> dict[str, list[Any]]:
        # A commit of another connection's, even of nothing, moves this number, so the rows are never older than it.
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version, self._rows = version, everything(self._blog)
        return self._rows

    def close(self) -> None:
        self._connection.close()
