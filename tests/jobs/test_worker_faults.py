"""The worker when things go wrong: hopeless jobs, dead processes, wrong clocks, a database that is away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from blog.database.engine import Database
from blog.jobs import outbox
from blog.jobs.models import Job
from blog.jobs.outbox import KEEP_DONE
from blog.jobs.worker import HOPELESS_TRIES, LEASE, TRIES, Handler, Hopeless, Worker
from tests.cast.clock import PinnedClock

NOW = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def put(database: Database, count: int = 1, kind: str = "note") -> None:
    with database.writing() as db:
        for number in range(count):
            outbox.put(db, kind, {"number": number}, NOW)


def never(payload: dict[str, Any]) -> None:
    raise AssertionError("this job is not to be done")


def the_job(database: Database) -> Job:
    with database.reading() as db:
        return db.scalars(select(Job)).one()


def tries_until_dead(database: Database, error: Exception) -> int:
    clock, tries = PinnedClock(NOW), 0

    def fail(payload: dict[str, Any]) -> None:
        nonlocal tries
        tries += 1
        raise error

    put(database)
    worker = Worker(database, {"note": Handler(work=fail)}, clock)
    while the_job(database).dead_at is None:
        clock.now = max(clock.now, the_job(database).due_at)
        assert worker.do_one()
    return tries


def test_what_will_hardly_succeed_is_laid_aside_sooner(database: Database) -> None:
    assert tries_until_dead(database, Hopeless("550 No such user")) == HOPELESS_TRIES
    assert the_job(database).last_error == "Hopeless: 550 No such user"


def test_a_weekend_without_mail_is_not_the_end(database: Database) -> None:
    assert tries_until_dead(database, OSError("away")) == TRIES
    job = the_job(database)
    assert job.dead_at is not None
    assert job.dead_at - NOW > timedelta(days=4)


# What it logs cannot be handed from one process to another, as tests that run beside each other do.
@pytest.mark.alone
def test_an_error_in_any_letters_can_be_noted(database: Database) -> None:
    assert tries_until_dead(database, Hopeless("550 \x00\r\n\ud800 Nein")) == HOPELESS_TRIES
    noted = the_job(database).last_error
    assert noted is not None
    assert noted.split() == ["Hopeless:", "550", "Nein"]


def test_a_job_that_ends_every_process_is_laid_aside_in_the_end(database: Database) -> None:
    clock = PinnedClock(NOW)
    put(database)
    for _ in range(TRIES):
        assert Worker(database, {"note": Handler(work=lambda payload: None)}, clock)._lease() is not None
        clock.now += LEASE + timedelta(seconds=1)
    assert Worker(database, {"note": Handler(work=never)}, clock).do_one()
    assert the_job(database).dead_at == clock()


def test_a_kind_that_this_program_does_not_know_stays_for_one_that_does(database: Database) -> None:
    put(database, kind="webmention")
    clock, done = PinnedClock(NOW), list[Any]()
    assert Worker(database, {"note": Handler(work=never)}, clock).do_all() == 0
    job = the_job(database)
    assert (job.attempts, job.done_at, job.dead_at) == (0, None, None)
    assert Worker(database, {"webmention": Handler(work=done.append)}, clock).do_all() == 1


def test_a_lease_from_a_clock_that_was_set_back_does_not_hold(database: Database) -> None:
    clock = PinnedClock(NOW + timedelta(days=365))
    put(database)
    assert Worker(database, {"note": Handler(work=lambda payload: None)}, clock)._lease() is not None
    clock.now = NOW
    assert Worker(database, {"note": Handler(work=lambda payload: None)}, clock).do_one()
    assert the_job(database).done_at == NOW


def test_a_letter_that_is_out_is_not_sent_again_because_the_database_was_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    put(database)
    worker = Worker(database, {"note": Handler(work=sent.append)}, PinnedClock(NOW), pause=0)
    finish, away = worker._finish, iter(range(3))

    def finish_later(job: Job, handler: Handler) -> None:
        if next(away, None) is not None:
            raise OperationalError("UPDATE", {}, Exception("disk full"))
        finish(job, handler)

    monkeypatch.setattr(worker, "_finish", finish_later)
    assert worker.do_all() == 1
    assert len(sent) == 1
    assert the_job(database).done_at == NOW


def test_a_worker_survives_whatever_the_database_does(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    put(database)
    worker = Worker(database, {"note": Handler(work=lambda payload: done.set())}, PinnedClock(NOW), pause=0)
    errors = iter([OSError("no rights"), OperationalError("SELECT", {}, Exception("gone")), RuntimeError("a bug")])
    look = worker._something_is_due

    def look_later() -> bool:
        for error in errors:
            raise error
        return look()

    monkeypatch.setattr(worker, "_something_is_due", look_later)
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert done.wait(timeout=20)
    worker.stop()
    thread.join()
    assert the_job(database).done_at == NOW


def test_what_was_done_a_month_ago_is_taken_away_and_nothing_else(database: Database) -> None:
    clock = PinnedClock(NOW)
    put(database, count=700)
    with database.writing() as db:
        for job in db.scalars(select(Job)):
            job.done_at = NOW
    put(database)
    with database.writing() as db:
        dead = db.scalars(select(Job).where(Job.done_at.is_(None))).one()
        dead.dead_at = NOW
    clock.now += KEEP_DONE
    assert outbox.forget_done(database, clock()) == 0
    clock.step(seconds=1)
    worker = Worker(database, {}, clock)
    worker._sweep()
    assert the_job(database).id == dead.id
