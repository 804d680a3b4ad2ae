"""N5: the clock jumps; what was scheduled is published once, and letters neither stay nor double."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from blog.database.versions import versions_of
from blog.jobs.models import Job
from blog.posts import publishing
from tests.cast.clock import START
from tests.cast.site import Browser, Site

pytestmark = pytest.mark.faults


def schedule(blog: Site, ada: Browser, days: int = 1) -> str:
    """Schedule a post; the path it will stand at."""
    at = (blog.clock.now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
    fields = {"title": "Later", "body": "Words.", "published_at": at, "action": "schedule"}
    page = ada.post("/desk/posts/new", fields)
    assert page.status == 303, page.words
    return ada.open(page.location).form("title").value("permalink")


def version(blog: Site) -> int:
    """How often the lists of posts have changed: once for scheduling, once for each publishing."""
    with blog.reading() as db:
        return versions_of(db, ["posts"])["posts"]


@pytest.mark.parametrize(
    "jumps",
    [
        (timedelta(days=1), timedelta(days=-400), timedelta(days=800)),
        (timedelta(days=-30), timedelta(days=31), timedelta(hours=-3), timedelta(hours=4)),
        (timedelta(days=400), timedelta(days=-399)),
        (
            timedelta(hours=23, minutes=59, seconds=59),
            timedelta(seconds=1),
            timedelta(seconds=-1),
            timedelta(seconds=1),
        ),
    ],
)
def test_a_scheduled_post_is_published_once_however_the_clock_jumps(
    blog: Site, ada: Browser, jumps: tuple[timedelta, ...]
) -> None:
    path = schedule(blog, ada)
    before, due = version(blog), START + timedelta(days=1)
    was_due = False
    for jump in jumps:
        blog.clock.now += jump
        was_due = was_due or blog.clock.now >= due
        blog.work()
        blog.work()
        assert version(blog) - before == int(was_due)
    blog.clock.now = START + timedelta(days=2)
    assert blog.visitor().get(path).status == 200
    with blog.reading() as db:
        [job] = db.scalars(select(Job).where(Job.kind == publishing.JOB))
    assert job.done_at is not None


def test_a_post_that_two_workers_find_due_is_published_once(blog: Site, ada: Browser) -> None:
    schedule(blog, ada)
    before = version(blog)
    blog.clock.step(days=1)
    with blog.house.database.writing() as db:
        job = db.scalars(select(Job).where(Job.kind == publishing.JOB)).one()
        # As if the first worker had died with its work done and unsaid.
        db.add(Job(kind=job.kind, payload=job.payload, about=job.about, created_at=START, due_at=START))
    assert blog.work() == 2
    assert version(blog) - before == 1


def test_a_letter_leased_while_the_clock_was_wrong_is_sent_when_it_is_right(blog: Site, ada: Browser) -> None:
    blog.say(blog.publish(ada))
    with blog.house.database.writing() as db:
        [job] = db.scalars(select(Job))
        job.leased_until, job.leased_by = START + timedelta(days=365), "a process of the future"
    assert blog.work() >= 1  # the notice, and what it asks to be written
    with blog.reading() as db:
        assert db.scalars(select(Job).where(Job.leased_by.is_not(None), Job.done_at.is_(None))).all() == []
        assert db.scalars(select(Job.done_at).order_by(Job.id)).first() is not None
    assert blog.work() == 0
