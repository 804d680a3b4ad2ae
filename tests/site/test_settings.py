"""The site's settings are read once a transaction, and never older than what it has done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from blog.database.engine import Database
from blog.site.settings import change_site, read_site

NOW = datetime(2026, 10, 9, 12, tzinfo=UTC)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def test_they_are_asked_for_once_a_transaction_and_again_in_the_next(database: Database) -> None:
    asked = 0

    def count(connection: Any, cursor: Any, statement: str, *about: Any) -> None:
        nonlocal asked
        asked += "site_settings" in statement

    with database.reading() as db:
        event.listen(db.get_bind(), "before_cursor_execute", count)
        assert read_site(db) == read_site(db)
        assert asked == 1
        db.rollback()
        read_site(db)
        assert asked == 2


def test_what_was_changed_is_read_and_what_was_taken_back_is_not(database: Database) -> None:
    def work(db: Session) -> None:
        assert read_site(db).title == "A new blog"
        change_site(db, NOW, None, title="Tea")
        assert read_site(db).title == "Tea"
        with db.begin_nested() as attempt:
            change_site(db, NOW, None, title="Coffee")
            assert read_site(db).title == "Coffee"
            attempt.rollback()
        assert read_site(db).title == "Tea"
        with db.begin_nested():
            change_site(db, NOW, None, title="Cocoa")
        assert read_site(db).title == "Cocoa"

    database.write(work)
    with database.reading() as db:
        assert read_site(db).title == "Cocoa"
