"""A migrated database for the tests of moderation, on both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from blog.database.engine import Database
from blog.database.migrating import migrate


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    """One write transaction that lasts as long as the test."""
    with database.writing() as session:
        yield session
