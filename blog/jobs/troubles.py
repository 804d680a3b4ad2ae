"""What in the outbox needs a person: laid aside or late; and what that person decides on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from blog.errors import Refusal
from blog.jobs.models import Job
from blog.languages.sentences import Sentence, say_count

LATE_AFTER = timedelta(minutes=15)  # due so long, and nobody takes it up
LATE_TRIES = 5  # tried so often, for more than seven minutes


class JobSettled(Refusal):
    """That is not in the outbox any more: it has been done meanwhile, or somebody else has decided on it."""


class WishUnknown(Refusal):
    """That form did not arrive whole, so nothing was changed. Open the page again and press the button once more."""


@dataclass(frozen=True)
class Troubles:
    """How many jobs were laid aside, and how many are late but still tried."""

    dead: int
    late: int

    @property
    def all(self) -> int:
        return self.dead + self.late

    @property
    def facts(self) -> list[Sentence]:
        """Both in words; empty when all is well."""
        facts = []
        if self.dead:
            facts.append(say_count("%(num)s could not be done", "%(num)s could not be done", self.dead))
        if self.late:
            facts.append(say_count("%(num)s is late", "%(num)s are late", self.late))
        return facts


def count_troubles(db: Session, now: datetime) -> Troubles:
    dead = func.count(Job.dead_at)
    row = db.execute(select(dead, func.count() - dead).select_from(Job).where(_troubled(now))).one()
    return Troubles(row[0], row[1])


def list_troubles(db: Session, now: datetime, most: int = 100) -> list[Job]:
    """What was laid aside first, then what is late, each the oldest first."""
    order = (Job.dead_at.is_(None), Job.created_at, Job.id)
    return list(db.scalars(select(Job).where(_troubled(now)).order_by(*order).limit(most)))


def try_again(db: Session, job_id: int | None, now: datetime) -> int:
    """Have it tried at once and with all its tries, or every troubled one; how many. Raises JobSettled."""
    values = {"due_at": now, "dead_at": None, "attempts": 0}
    return _settle(db, job_id, now, values)


def give_up(db: Session, job_id: int | None, now: datetime) -> int:
    """Never try it again, or every troubled one; how many. Raises JobSettled."""
    return _settle(db, job_id, now, {"dead_at": func.coalesce(Job.dead_at, now), "done_at": now})


def _settle(db: Session, job_id: int | None, now: datetime, values: dict[str, Any]) -> int:
    # What a worker is doing at this moment stays with it: it may succeed.
    free = or_(Job.leased_until.is_(None), Job.leased_until < now)
    chosen = update(Job).where(Job.done_at.is_(None), _troubled(now) if job_id is None else Job.id == job_id, free)
    settled = db.execute(chosen.values(**values).execution_options(synchronize_session=False))
    count: int = settled.rowcount  # type: ignore[attr-defined]
    if not count:
        raise JobSettled
    return count


def _troubled(now: datetime) -> Any:
    late = or_(Job.due_at < now - LATE_AFTER, and_(Job.attempts >= LATE_TRIES, Job.last_error.is_not(None)))
    return and_(Job.done_at.is_(None), or_(Job.dead_at.is_not(None), late))
