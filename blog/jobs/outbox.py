"""Puts work into the outbox, in the transaction that decided on it, takes it back, and forgets what was done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from blog.database.engine import Database
from blog.jobs.models import Job

# Letters hold people's words; a month is enough to look up what was sent.
KEEP_DONE = timedelta(days=30)
BATCH = 500


def put(
    db: Session,
    kind: str,
    payload: dict[str, Any],
    now: datetime,
    due_at: datetime | None = None,
    about: str | None = None,
) -> Job:
    """Add one job; it is done after the commit, at `due_at` or as soon as possible, at least once."""
    job = Job(kind=kind, payload=payload, about=about, created_at=now, due_at=due_at or now)
    db.add(job)
    return job


def take_back(db: Session, kind: str, about: str) -> None:
    """Remove what is not yet being done of `kind` about `about`."""
    db.execute(
        delete(Job).where(Job.kind == kind, Job.about == about, Job.done_at.is_(None), Job.leased_until.is_(None))
    )


def hold(db: Session, kind: str, about: str, until: datetime) -> None:
    """Keep the lease of a job that takes longer than one; where nobody has leased it, nothing changes."""
    mine = (Job.kind == kind, Job.about == about, Job.done_at.is_(None), Job.leased_until.is_not(None))
    db.execute(update(Job).where(*mine).values(leased_until=until), execution_options={"synchronize_session": False})


def forget_done(database: Database, now: datetime) -> int:
    """Remove what was done, or given up, more than KEEP_DONE ago; how many rows that were.

    Looks beside the writers and deletes in small batches, so that nobody waits for it.
    """
    old = select(Job.id).where(Job.done_at < now - KEEP_DONE).order_by(Job.id).limit(BATCH)
    gone = 0
    while True:
        with database.reading() as db:
            ids = db.scalars(old).all()
        if not ids:
            return gone
        with database.writing() as db:
            db.execute(delete(Job).where(Job.id.in_(ids)))
        gone += len(ids)
