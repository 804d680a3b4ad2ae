"""The page of what could not be done: who sees it, what it says, and what its buttons do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from blog.jobs import outbox
from blog.jobs.models import Job
from blog.jobs.troubles import LATE_AFTER, LATE_TRIES
from blog.mail.sending import write_letter
from tests.cast.clock import START
from tests.cast.site import Browser, Site

OUTBOX = "/desk/outbox"
ERROR = "LetterRefused: 550 5.1.1 <b>No</b>\nsuch user"


def letter(blog: Site, to: str = "nia@example.org", subject: str = "A comment waits", **state: Any) -> int:
    """A letter in the outbox, in the given state; its id."""
    with blog.house.database.writing() as db:
        write_letter(db, to, subject, "Words.", START)
        db.flush()
        job = db.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()
        for name, value in state.items():
            setattr(job, name, value)
        return job.id


def dead(blog: Site, **more: Any) -> int:
    return letter(blog, attempts=3, dead_at=START, last_error=ERROR, **more)


def job_of(blog: Site, job_id: int) -> Job:
    with blog.reading() as db:
        job = db.get(Job, job_id)
        assert isinstance(job, Job)
        return job


def test_the_desk_says_nothing_while_all_is_well(blog: Site, ada: Browser) -> None:
    letter(blog)
    assert OUTBOX not in ada.open("/desk").html
    assert "Nothing is late and nothing is laid aside." in ada.open(OUTBOX).words


def test_the_desk_leads_its_owner_to_what_could_not_be_done(blog: Site, ada: Browser, nia: Browser) -> None:
    dead(blog)
    letter(blog, attempts=LATE_TRIES, due_at=START + timedelta(minutes=8), last_error="away")
    words = ada.open("/desk").words
    assert "Outbox: 1 could not be done, 1 is late" in words
    assert OUTBOX not in nia.open("/desk").html


def test_only_the_owner_may_look_or_decide(blog: Site, ada: Browser, nia: Browser, sol: Browser) -> None:
    job = dead(blog)
    assert nia.get(OUTBOX).status == 404
    assert nia.post(OUTBOX, {"job": str(job), "action": "give-up"}).status == 404
    assert sol.get(OUTBOX).location == "/sign-in?next=/desk/outbox"
    assert job_of(blog, job).done_at is None


def test_each_is_shown_with_its_reader_and_its_last_error_on_one_line(blog: Site, ada: Browser) -> None:
    dead(blog, subject="<i>Kettles</i>")
    page = ada.open(OUTBOX)
    assert "<i>Kettles</i> Letter to nia@example.org · tried 3 times" in page.words
    assert "LetterRefused: 550 5.1.1 &lt;b&gt;No&lt;/b&gt; such user" in page.html
    assert "Laid aside Oct 9, 12:00" in page.words


def test_what_nobody_takes_up_is_late_even_of_a_kind_nobody_knows(blog: Site, ada: Browser) -> None:
    with blog.house.database.writing() as db:
        outbox.put(db, "webmention", {}, START)
    assert "webmention" not in ada.open(OUTBOX).words
    blog.clock.now += LATE_AFTER + timedelta(seconds=1)
    words = ada.open(OUTBOX).words
    assert "1 is late" in words
    assert "webmention never tried Waits since Oct 9, 12:00" in words


def test_trying_again_sends_it(blog: Site, ada: Browser) -> None:
    job = dead(blog)
    page = ada.follow(ada.open(OUTBOX).send("job", "Try again: A comment waits nia@example.org"))
    assert "It is tried again within a minute." in page.words
    assert blog.work() == 1
    assert job_of(blog, job).done_at == START
    assert job_of(blog, job).attempts == 1


def test_what_is_given_up_is_never_sent(blog: Site, ada: Browser) -> None:
    job = dead(blog)
    page = ada.follow(ada.open(OUTBOX).send("job", "Give up: A comment waits nia@example.org"))
    assert "It is given up, and nobody tries it again. Nothing is late" in page.words
    blog.clock.step(days=10)
    assert blog.work() == 0
    assert (job_of(blog, job).done_at, job_of(blog, job).dead_at) == (START, START)


def test_all_of_them_are_tried_again_at_once(blog: Site, ada: Browser) -> None:
    jobs = [dead(blog), dead(blog, subject="Another")]
    waiting = letter(blog, due_at=START + timedelta(days=1))
    page = ada.open(OUTBOX)
    form = next(form for form in page.forms if form.value("job") == "every")
    assert ada.post(form.action, form.filled("Try all of them again")).status == 303
    assert blog.work() == 2
    assert all(job_of(blog, job).done_at for job in jobs)
    assert job_of(blog, waiting).done_at is None


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"job": "JOB"}, 422),
        ({"job": "JOB", "action": "burn"}, 422),
        ({"action": "give-up"}, 422),
        ({"job": "-1", "action": "give-up"}, 422),
        ({"job": "٣", "action": "give-up"}, 422),
        ({"job": "9" * 30, "action": "give-up"}, 422),
        ({"job": "999", "action": "give-up"}, 409),
        ({"job": "999", "action": "try-again"}, 409),
    ],
)
def test_a_torn_form_changes_nothing(blog: Site, ada: Browser, fields: dict[str, str], status: int) -> None:
    job = dead(blog)
    fields = {name: value.replace("JOB", str(job)) for name, value in fields.items()}
    assert ada.post(OUTBOX, fields).status == status
    assert (job_of(blog, job).dead_at, job_of(blog, job).done_at) == (START, None)


def test_what_is_being_sent_this_moment_is_left_to_the_worker(blog: Site, ada: Browser) -> None:
    job = letter(blog, attempts=LATE_TRIES, last_error="away", leased_until=START + timedelta(minutes=1))
    assert ada.post(OUTBOX, {"job": str(job), "action": "give-up"}).status == 409
    assert job_of(blog, job).done_at is None


def test_what_is_done_already_cannot_be_tried_again(blog: Site, ada: Browser) -> None:
    job = letter(blog, done_at=START)
    assert ada.post(OUTBOX, {"job": str(job), "action": "try-again"}).status == 409
    assert blog.work() == 0
