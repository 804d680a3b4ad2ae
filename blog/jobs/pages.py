"""The page of what could not be done: each with its last error, to be tried again or given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts import renewing
from blog.backups import nightly
from blog.comments import following, telling
from blog.importers import batches
from blog.jobs import troubles
from blog.jobs.models import Job
from blog.languages.sentences import Sentence, say, say_count
from blog.mail import sending
from blog.moderation import announcing, digests, escalation, sweeps
from blog.posts import publishing
from blog.site import hub
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

OUTBOX = "/desk/outbox"
EVERY = "every"
MOST = 100
ERROR_CHARACTERS = 200

KINDS: dict[str, Sentence] = {
    sending.KIND: say("Letter"),
    following.LETTER: say("Letter to a reader"),
    digests.LETTER: say("Letter to the staff"),
    digests.DIGEST: say("Gathering what waits"),
    announcing.NOTICE: say("Telling the staff of a comment"),
    renewing.JOB: say("Letter for a new password"),
    escalation.JOB: say("Looking for waits that are too long"),
    telling.JOB: say("Telling readers who follow"),
    publishing.JOB: say("Publishing a post"),
    nightly.KIND: say("Nightly backup"),
    batches.JOB: say("Import"),
    hub.JOB: say("Telling the WebSub hub"),
    sweeps.JOB: say("Decisions on a whole list"),
}
NOTES: dict[str, Sentence] = {
    "again": say("It is tried again within a minute. What fails once more comes back to this page."),
    "gave-up": say("It is given up, and nobody tries it again."),
}


@dataclass(frozen=True)
class Row:
    """One job as the page shows it."""

    id: int
    kind: Sentence | str
    subject: str
    to: str
    href: str | None
    state: Sentence
    at: datetime
    tries: Sentence
    error: str


def show_outbox(db: Session, visit: Visit) -> Response:
    counted = troubles.count_troubles(db, visit.now)
    rows = [_row(job, visit.now) for job in troubles.list_troubles(db, visit.now, MOST)]
    return desk_page(
        visit,
        "jobs/outbox.html",
        title=say("Outbox"),
        facts=counted.facts,
        rows=rows,
        more=counted.all - len(rows),
        note=NOTES.get(visit.query.get("done", "")),
        every=EVERY,
    )


def settle_outbox(db: Session, visit: Visit) -> Response:
    job, wish = visit.form.get("job"), visit.form.get("action")
    if job != EVERY and not (job.isascii() and job.isdecimal() and len(job) < 10):
        raise troubles.WishUnknown
    job_id = None if job == EVERY else int(job)
    if wish == "try-again":
        troubles.try_again(db, job_id, visit.now)
        return go_to(f"{OUTBOX}?done=again")
    if wish == "give-up":
        troubles.give_up(db, job_id, visit.now)
        return go_to(f"{OUTBOX}?done=gave-up")
    raise troubles.WishUnknown


def _row(job: Job, now: datetime) -> Row:
    state, at = _state(job, now)
    post = (job.about or "").partition("post:")[2]
    return Row(
        id=job.id,
        kind=KINDS.get(job.kind, job.kind),
        subject=str(job.payload.get("subject", "")),
        to=str(job.payload.get("to", "")),
        href=f"/desk/posts/{post}" if post.isdecimal() else None,
        state=state,
        at=at,
        tries=say_count("tried once", "tried %(num)s times", job.attempts) if job.attempts else say("never tried"),
        error=" ".join((job.last_error or "").split())[:ERROR_CHARACTERS],
    )


def _state(job: Job, now: datetime) -> tuple[Sentence, datetime]:
    if job.dead_at is not None:
        return say("Laid aside"), job.dead_at
    if job.due_at > now:
        return say("Next try"), job.due_at
    return say("Waits since"), job.due_at
