"""Puts work into the outbox, in the transaction that decided on it, and takes it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from blog.jobs.models import Job


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
