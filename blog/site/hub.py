"""Plans that the WebSub hub is told which feeds have changed; nothing where no hub is set."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blog.jobs import outbox
from blog.jobs.models import Job
from blog.site.settings import read_site

JOB = "tell_hub"
OF_COMMENTS = "hub:comments"
# Whoever publishes often mends a word at once; of comments many are decided on in a row.
POSTS_WAIT, COMMENTS_WAIT = timedelta(seconds=5), timedelta(seconds=60)


def plan_post(db: Session, post_id: int, now: datetime) -> None:
    """Have the hub told of the feeds that a post stands in, or stood in until now."""
    _plan(db, f"post:{post_id}", {"post": post_id}, now, now + POSTS_WAIT)


def plan_comments(db: Session, now: datetime) -> None:
    """Have the hub told of the feeds of comments; which, is looked up then by what has changed since."""
    _plan(db, OF_COMMENTS, {"since": now.isoformat()}, now, now + COMMENTS_WAIT)


def _plan(db: Session, about: str, payload: dict[str, Any], now: datetime, due_at: datetime) -> None:
    if not read_site(db).websub_hub:
        return
    mine = (Job.kind == JOB, Job.about == about)
    waits = select(Job).where(*mine, Job.done_at.is_(None), Job.dead_at.is_(None), Job.leased_until.is_(None)).limit(1)
    # The lock keeps a worker from taking it up before this change can be seen; one taken up already says too little.
    waiting = db.scalars(waits.with_for_update(skip_locked=True)).first()
    if waiting is None:
        # One finished row is as good as thousands, through which the question above would read.
        db.execute(delete(Job).where(*mine, Job.done_at.is_not(None)), execution_options={"synchronize_session": False})
        outbox.put(db, JOB, payload, now, due_at=due_at, about=about)
    elif waiting.attempts:
        # It failed and pauses, for hours maybe. News is a reason to try sooner, and not to lay it aside.
        waiting.due_at, waiting.attempts = min(waiting.due_at, due_at), 0
