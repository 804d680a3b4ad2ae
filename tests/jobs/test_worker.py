"""The outbox and its worker: at least once, with leases, growing pauses and an end to trying."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from blog.database.engine import Database
from blog.jobs import outbox
from blog.jobs.models import Job
from blog.jobs.worker import LEASE, TRIES, Handler, Worker
from blog.site.settings import change_site, read_site
from tests.cast.clock import PinnedClock

NOW = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def put(database: Database, count: int = 1, due_at: datetime | None = None, about: str | None = None) -> None:
    with database.writing() as db:
        for number in range(count):
            outbox.put(db, "note", {"number": number}, NOW, due_at=due_at, about=about)


def the_job(database: Database) -> Job:
    with database.reading() as db:
        return db.scalars(select(Job)).one()


def test_a_job_is_done_once_and_marked_done(database: Database) -> None:
    done: list[Any] = []
    put(database)
    worker = Worker(database, {"note": Handler(work=done.append)}, PinnedClock(NOW))
    assert worker.do_all() == 1
    assert worker.do_all() == 0
    assert done == [{"number": 0}]
    assert the_job(database).done_at == NOW


def test_a_job_waits_for_its_time(database: Database) -> None:
    clock = PinnedClock(NOW)
    put(database, due_at=NOW + timedelta(hours=1))
    worker = Worker(database, {"note": Handler(work=lambda payload: None)}, clock)
    assert worker.do_all() == 0
    clock.step(hours=1)
    assert worker.do_all() == 1


def test_a_job_taken_back_is_never_done(database: Database) -> None:
    put(database, due_at=NOW + timedelta(hours=1), about="post:1")
    with database.writing() as db:
        outbox.take_back(db, "note", "post:1")
    clock = PinnedClock(NOW + timedelta(days=1))
    assert Worker(database, {"note": Handler(work=lambda payload: None)}, clock).do_all() == 0


def test_a_failing_job_is_tried_again_with_growing_pauses_and_then_laid_aside(database: Database) -> None:
    clock, tries = PinnedClock(NOW), 0

    def fail(payload: dict[str, Any]) -> None:
        nonlocal tries
        tries += 1
        raise OSError("the mail server is away")

    put(database)
    worker = Worker(database, {"note": Handler(work=fail)}, clock)
    pauses = []
    for _ in range(TRIES):
        assert worker.do_one()
        assert not worker.do_one()
        job = the_job(database)
        pauses.append(job.due_at - clock())
        clock.now = max(job.due_at, clock())
    assert tries == TRIES
    assert pauses[:-1] == sorted(pauses[:-1])
    job = the_job(database)
    assert job.dead_at is not None
    assert job.last_error == "OSError: the mail server is away"
    clock.step(days=30)
    assert not worker.do_one()


def test_what_a_dead_worker_leased_is_taken_over(database: Database) -> None:
    clock = PinnedClock(NOW)
    done: list[Any] = []
    put(database)
    dead = Worker(database, {"note": Handler(work=lambda payload: None)}, clock)
    assert dead._lease() is not None
    heir = Worker(database, {"note": Handler(work=done.append)}, clock)
    assert not heir.do_one()
    clock.now += LEASE + timedelta(seconds=1)
    assert heir.do_one()
    assert len(done) == 1


def test_a_worker_that_was_too_slow_does_not_finish_its_successors_job(database: Database) -> None:
    clock = PinnedClock(NOW)
    put(database)
    handler = Handler(work=lambda payload: None)
    slow, heir = Worker(database, {"note": handler}, clock), Worker(database, {"note": handler}, clock)
    leased = slow._lease()
    assert leased is not None
    clock.now += LEASE + timedelta(seconds=1)
    assert heir._lease() is not None
    slow._finish(leased, handler)
    assert the_job(database).done_at is None


def test_work_in_our_own_tables_happens_with_its_mark_or_not_at_all(database: Database) -> None:
    def write(db: Any, payload: dict[str, Any], now: datetime) -> None:
        change_site(db, now, None, title="Half done")
        raise RuntimeError

    put(database)
    Worker(database, {"note": Handler(write=write)}, PinnedClock(NOW)).do_one()
    assert the_job(database).done_at is None
    with database.reading() as db:
        assert read_site(db).title == "A new blog"


def test_four_workers_never_do_the_same_job(database: Database) -> None:
    done: list[int] = []
    put(database, count=60)

    def work() -> None:
        handler = Handler(work=lambda payload: done.append(payload["number"]))
        Worker(database, {"note": handler}, PinnedClock(NOW)).do_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A worker that finds nothing to lease leaves early; whoever stays does the rest.
    work()
    assert sorted(done) == list(range(60))
