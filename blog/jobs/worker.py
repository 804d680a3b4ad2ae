"""Does what is in the outbox: one lease at a time, at least once, with growing pauses between tries."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from blog.clock import Clock
from blog.database.engine import Database
from blog.database.locking import WriteLockTimeout
from blog.jobs import outbox
from blog.jobs.models import Job

log = logging.getLogger("blog.jobs")

LEASE = timedelta(minutes=5)
PAUSE_SECONDS = 0.5  # between two looks at an empty outbox: what is scheduled appears within two seconds
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
TRIES = 28  # four and a half days, as long as mail servers try (RFC 5321, 4.5.4.1)
HOPELESS_TRIES = 3  # a minute and a half: "no such mailbox" is now and then said by mistake
MARKING_TRIES = 90  # with a second between them, so that the lease lasts
SWEEPING = timedelta(hours=1)


class Hopeless(Exception):
    """What a handler raises when trying again will hardly help; the job is laid aside after HOPELESS_TRIES."""


@dataclass(frozen=True)
class Handler:
    """How one kind of job is done.

    `work(payload)` is for the outside world (mail) and runs outside any transaction; `write(db, payload, now)` is for
    our own tables and runs in the very transaction that marks the job done, so that it happens exactly once.
    """

    work: Callable[[dict[str, Any]], None] | None = None
    write: Callable[[Session, dict[str, Any], datetime], None] | None = None


class Worker:
    """One worker. Any number may run, in any process; a lease says whose a job is, and a dead one's lease ends."""

    def __init__(
        self, database: Database, handlers: Mapping[str, Handler], clock: Clock, pause: float = PAUSE_SECONDS
    ) -> None:
        self._database = database
        self._handlers = dict(handlers)
        self._clock = clock
        self._pause = pause
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._stopping = threading.Event()
        self._swept_at: datetime | None = None

    def run(self) -> None:
        """Work until `stop`; a database that is away is waited for, and said once, not twice a second."""
        away = 0
        while not self._stopping.is_set():
            worked = False
            try:
                self._sweep()
                worked = self.do_one()
                if away:
                    log.info("The outbox can be worked on again.")
                away = 0
            except Exception:  # a worker that ended here would leave every later letter unsent
                if not away:
                    log.warning("The outbox cannot be worked on; trying again until it can.", exc_info=True)
                away += 1
            if not worked:
                self._stopping.wait(self._pause * 2 ** min(away, 2))

    def stop(self) -> None:
        self._stopping.set()

    def do_all(self) -> int:
        """Do whatever is due now, then return how many jobs were taken up: for tests and `blog work --once`."""
        done = 0
        while self.do_one():
            done += 1
        return done

    def do_one(self) -> bool:
        """Take up one due job; False when there is none. Raises only what the database raises."""
        if not self._something_is_due():
            return False
        job = self._lease()
        if job is None:
            return False
        if job.attempts > TRIES:
            # It was taken up so often and never finished nor failed: whoever tried is no more.
            self._fail(job, "Every process that took it up has ended in it.")
            return True
        handler = self._handlers[job.kind]
        try:
            if handler.work is not None:
                handler.work(job.payload)
            else:
                self._finish(job, handler)
        except Exception as error:  # whatever a job dies of, the next one must be done
            log.warning("A job failed.", exc_info=True, extra={"event": {"job": job.id, "kind": job.kind}})
            self._fail(
                job, f"{type(error).__name__}: {error}", HOPELESS_TRIES if isinstance(error, Hopeless) else TRIES
            )
            return True
        if handler.work is not None:
            self._keep_marking(job, handler)
        return True

    def _something_is_due(self) -> bool:
        """A cheap look beside the writers, so that an idle worker never takes the write lock."""
        with self._database.reading() as db:
            return db.scalar(self._due(self._clock()).limit(1)) is not None

    def _due(self, now: datetime) -> Any:
        return (
            select(Job.id)
            .where(
                Job.done_at.is_(None),
                Job.dead_at.is_(None),
                Job.due_at <= now,
                Job.kind.in_(self._handlers),
                or_(
                    Job.leased_until.is_(None),
                    Job.leased_until < now,
                    # A lease that no clock of today can have given: its giver's clock was wrong, and was set back.
                    Job.leased_until > now + 2 * LEASE,
                ),
            )
            .order_by(Job.due_at, Job.id)
        )

    def _lease(self) -> Job | None:
        now = self._clock()
        chosen = self._due(now).limit(1)
        if not self._database.is_sqlite:
            chosen = chosen.with_for_update(skip_locked=True)
        with self._database.writing() as db:
            claim = (
                update(Job)
                .where(Job.id == chosen.scalar_subquery())
                .values(leased_until=now + LEASE, leased_by=self._name, attempts=Job.attempts + 1)
                .returning(Job)
                .execution_options(synchronize_session=False)
            )
            return db.scalars(claim).one_or_none()

    def _keep_marking(self, job: Job, handler: Handler) -> None:
        """The letter is out; a database that is away now must not make us send it a second time."""
        for _ in range(MARKING_TRIES - 1):
            try:
                return self._finish(job, handler)
            except (SQLAlchemyError, WriteLockTimeout, OSError):
                if self._stopping.wait(self._pause * 2):
                    break
        return self._finish(job, handler)

    def _finish(self, job: Job, handler: Handler) -> None:
        now = self._clock()
        with self._database.writing() as db:
            done = db.execute(self._mine(job).values(done_at=now, leased_until=None, last_error=None))
            if done.rowcount and handler.write is not None:  # type: ignore[attr-defined]
                handler.write(db, job.payload, now)

    def _fail(self, job: Job, error: str, tries: int = TRIES) -> None:
        now = self._clock()
        pause = min(FIRST_PAUSE * 2 ** (job.attempts - 1), LONGEST_PAUSE)
        fate: dict[str, Any] = {"leased_until": None, "last_error": _storable(error)[:1000]}
        if job.attempts >= tries:
            fate["dead_at"] = now
        else:
            fate["due_at"] = now + pause
        with self._database.writing() as db:
            db.execute(self._mine(job).values(**fate))

    def _mine(self, job: Job) -> Any:
        """Only while the lease is still ours: a worker that was too slow must not undo its successor's work."""
        return update(Job).where(Job.id == job.id, Job.leased_by == self._name, Job.done_at.is_(None))

    def _sweep(self) -> None:
        """Now and then take away what was done long ago."""
        now = self._clock()
        # A clock that was set back counts as an hour, too.
        if self._swept_at is None or abs(now - self._swept_at) >= SWEEPING:
            outbox.forget_done(self._database, now)
            self._swept_at = now


def _storable(error: str) -> str:
    """What a mail server says is a stranger's text: PostgreSQL takes no NUL, and no database a lone surrogate."""
    return "".join(" " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in error)
