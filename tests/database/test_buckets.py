"""Token buckets: an allowance at once, and again over its span; rows, so that a restart changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from blog.database.buckets import Allowance, take_token
from blog.database.engine import Database

NOW = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)
TEN = Allowance("comments", 10, timedelta(minutes=10))


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def take(database: Database, now: datetime, whose: str = "a") -> int:
    return database.write(lambda db: take_token(db, TEN, whose, now))


def test_an_allowance_is_used_up_and_fills_again(database: Database) -> None:
    assert [take(database, NOW) for _ in range(10)] == [0] * 10
    assert take(database, NOW) == 60
    assert take(database, NOW + timedelta(seconds=30)) == 30
    assert take(database, NOW + timedelta(seconds=60)) == 0
    assert take(database, NOW + timedelta(seconds=60)) == 60
    assert take(database, NOW, whose="b") == 0


def test_a_bucket_never_holds_more_than_its_allowance(database: Database) -> None:
    take(database, NOW)
    later = NOW + timedelta(hours=20)
    assert [take(database, later) for _ in range(11)] == [0] * 10 + [60]


def test_a_clock_that_jumps_back_gives_and_takes_nothing(database: Database) -> None:
    assert [take(database, NOW) for _ in range(9)] == [0] * 9
    assert take(database, NOW - timedelta(hours=1)) == 0
    assert take(database, NOW - timedelta(hours=1)) == 60
    assert take(database, NOW) == 60


def test_it_survives_a_restart(database: Database, migrated_url: str) -> None:
    for _ in range(10):
        take(database, NOW)
    again = Database(migrated_url)
    assert again.write(lambda db: take_token(db, TEN, "a", NOW)) == 60
    again.close()


def test_many_at_once_get_no_more_than_there_is(database: Database) -> None:
    given: list[int] = []
    threads = [threading.Thread(target=lambda: given.append(take(database, NOW))) for _ in range(25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given.count(0) == 10
