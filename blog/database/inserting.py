"""Inserts a row unless it is there already, so that a race makes one row and no error."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from blog.database.rows import Row


def insert_once(db: Session, table: type[Row], **values: Any) -> bool:
    """Insert one row; False when its key was there already (after waiting for whoever is just inserting it)."""
    return db.execute(_inserting(db.get_bind().dialect.name, table), values).first() is not None


@cache
def _inserting(dialect: str, table: type[Row]) -> Any:
    """Put together once: that takes longer than asking."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # RETURNING says what happened; the row count of such a statement is not to be relied on.
    table_rows: Any = table.__table__
    return insert(table_rows).on_conflict_do_nothing().returning(literal_column("1"))
