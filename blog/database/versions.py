"""Versions of what the public sees: moved in the transaction of the change, read by whoever keeps pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, String, bindparam, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from blog.database.rows import Row

# No page depends on more keys than this.
AT_ONCE = 4


class PageVersion(Row):
    """How often something public has changed: `site`, `posts` (lists of them), `post:12`."""

    __tablename__ = "page_versions"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, default=1)
    changed_at: Mapped[datetime]


def move_versions(db: Session, keys: Iterable[str], now: datetime) -> None:
    """Say that what `keys` stand for looks different from this transaction on."""
    dialect = db.get_bind().dialect.name
    # In one order everywhere, so that two writers on PostgreSQL never wait for each other in a ring.
    rows = [{"key": key, "version": 1, "changed_at": now} for key in sorted(set(keys))]
    if rows:
        db.connection().execute(_moving(dialect), rows)
    db.info["moved"] = True
    if dialect == "postgresql":
        # Other processes listen; the word goes out with the commit, and only then.
        db.execute(text("NOTIFY page_versions"))


@cache
def _moving(dialect: str) -> Any:
    """Put together once: that takes longer than saying it."""
    table: Any = PageVersion.__table__
    moving: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    moved = {"version": table.c.version + 1, "changed_at": moving.excluded.changed_at}
    return moving.on_conflict_do_update(index_elements=["key"], set_=moved)


def versions_of(db: Session, keys: Iterable[str]) -> dict[str, int]:
    """The version of each key; 0 for one that never changed."""
    wanted, known = list(keys), dict[str, int]()
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        # Always the same number of keys: with as many as there are the statement would be put together each time.
        padded = some + [""] * (AT_ONCE - len(some))
        given = {f"key{number}": key for number, key in enumerate(padded)}
        known |= dict(db.connection().execute(_versions(), given).all())
    return {key: known.get(key, 0) for key in wanted}


@cache
def _versions() -> Select[str, int]:
    """Put together once: that takes longer than asking."""
    given = [bindparam(f"key{number}", type_=PageVersion.key.type) for number in range(AT_ONCE)]
    return select(PageVersion.key, PageVersion.version).where(PageVersion.key.in_(given))
