"""What every table is made with: the base class, names for constraints, times in UTC, public ids."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, String, type_coerce
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import NULLTYPE, TypeDecorator

# Alembic can only change a constraint that has a name, and SQLite gives none by itself.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# No vowels that make words, no 0/o/1/l/i that eyes confuse.
LETTERS = "bcdfghjkmnpqrstvwxyz"
LETTERS_AND_DIGITS = LETTERS + "23456789"


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC on both databases; a naive one is refused, because nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """On SQLite a moment is text in one form; a page reads hundreds, so the short way is taken."""
        return _read_stored if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _read_stored(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text + "+00:00")


def raw(column: Any) -> Any:
    """A moment in a query as the database hands it over, which costs nothing; `moment_of` reads it."""
    return type_coerce(column, NULLTYPE)


def moment_of(stored: Any) -> datetime:
    """What stands behind `raw`: text on SQLite, and on PostgreSQL a moment in whatever zone."""
    return datetime.fromisoformat(stored + "+00:00") if isinstance(stored, str) else stored.astimezone(UTC)


class Row(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: Any = {datetime: Moment()}  # noqa: RUF012 - the name and shape are SQLAlchemy's


def byte_ordered(length: int) -> String:
    """A text column compared byte by byte on both databases, as sort paths and cursors need it."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def make_public_id(length: int = 8) -> str:
    """A random id that begins with a letter, so that it never collides with an imported numeric anchor."""
    return secrets.choice(LETTERS) + "".join(secrets.choice(LETTERS_AND_DIGITS) for _ in range(length - 1))
