"""One at a time by name: whoever takes a name's turn keeps it to the end of their transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session


def take_turns(db: Session, names: Iterable[str]) -> None:
    """Wait until nobody else has a turn of these names; for what has no row yet that could be locked.

    On SQLite every writer is alone already, from the first statement on.
    """
    if db.get_bind().dialect.name != "postgresql":
        return
    # In one order everywhere, so that two writers never wait for each other in a ring.
    for name in sorted(set(names)):
        db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
