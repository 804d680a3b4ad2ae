"""A migrated database for the tests of moderation, on both engines."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from blog.database.engine import Database
from blog.database.migrating import migrate
from tests.cast.site import Browser, Site
from tests.moderation.reporting import approve
from tests.servers.postgres import PostgresServer


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """A database of the test's own, for tests that commit."""
    database = Database(migrated_url)
    yield database
    database.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One migrated database an engine; nothing is ever committed to it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('shared')}/blog.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.create_database(f"blog_{uuid.uuid4().hex}")
    database = Database(url)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def db(shared_database: Database) -> Iterator[Session]:
    """One write transaction that lasts as long as the test and is rolled back: every test begins with empty tables."""
    with shared_database.writer_session() as session:
        yield session
        session.rollback()


@pytest.fixture
def said(blog: Site, ada: Browser) -> str:
    """The public id of a comment that stands approved on Ada's post."""
    return approve(blog, ada, blog.publish(ada), "A word too many.")
