"""People of a blog that a process of its own is to serve."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from blog.accounts.people import add_account
from blog.database.engine import Database
from blog.database.migrating import migrate
from blog.database.schema import schema_is_current
from tests.cast.site import PASSWORD_HASH


def add_person(data: Path, email: str, name: str, role: str) -> None:
    """As the command `blog account add`, whose start takes a second, with a password that is quick to check."""
    data.mkdir(parents=True, exist_ok=True)
    database = Database(f"sqlite:///{data}/blog.db")
    with database.reader.connect() as connection:
        current = schema_is_current(connection)
    if not current:
        migrate(database)
    database.write(lambda db: add_account(db, email, name, role, PASSWORD_HASH, datetime.now(UTC)))
    database.close()
