"""Whether somebody works on what was asked for, for whoever watches: a worker that is closed or fails is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.jobs.models import Job

# A worker looks twice a second, but the one for long work may have another import before it.
PATIENCE = timedelta(seconds=30)


@dataclass(frozen=True)
class Watch:
    """How work stands. idle: nobody does it at this moment. late: it is due, and no worker has come for it.

    error: what the last try died of, in the program's words. next_at: when it is tried again, if it is.
    """

    idle: bool = False
    late: bool = False
    error: str | None = None
    next_at: datetime | None = None
    # The command of a terminal does it, and no worker is asked.
    is_elsewhere: bool = False


def watch(db: Session, kind: str, about: str, now: datetime) -> Watch:
    """How the job about this stands."""
    query = select(Job).where(Job.kind == kind, Job.about == about, Job.done_at.is_(None)).order_by(Job.id.desc())
    job = db.scalars(query.limit(1)).first()
    if job is None:
        return Watch(is_elsewhere=True)
    if job.leased_until is not None and job.leased_until >= now:
        return Watch()
    late = job.dead_at is None and job.due_at < now - PATIENCE
    next_at = job.due_at if job.dead_at is None and job.last_error else None
    return Watch(idle=True, late=late, error=job.last_error, next_at=next_at)
