"""Moderators who decide on different comments at the same moment: nobody meets an error of the other's making."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import func, select

from blog.moderation import log
from blog.moderation.models import LogEntry
from tests.cast.site import Browser, Site
from tests.posts.test_races import at_once
from tests.stories.test_first_day import waiting

ROUNDS = 6


def test_two_decisions_about_one_new_host_are_both_taken(blog: Site, ada: Browser, nia: Browser) -> None:
    """The host had no row yet, and both make one."""
    path = blog.publish(ada)
    for number in range(ROUNDS):
        for name in ("Sol", "Kim"):
            blog.clock.step(minutes=1)
            blog.say(path, body=f"{name} {number}, see https://host-{number}.example/", name=name)
        sends = [
            lambda browser=browser, pick=pick: browser.post("/desk/decisions", {"comment": pick, "decision": "spam"})
            for browser, pick in zip((ada, nia), waiting(ada), strict=True)
        ]
        assert at_once(sends) == [303, 303]
    with blog.reading() as db:
        assert db.scalar(select(func.count()).select_from(LogEntry).where(LogEntry.new == "spam")) == 2 * ROUNDS
        assert log.verify(db) == []


def test_two_decisions_and_two_undos_at_once_leave_a_whole_log(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    for number in range(ROUNDS):
        blog.clock.step(minutes=1)
        receipt = blog.say(path, body=f"Number {number}.")
        [pick] = waiting(ada)
        ada.post("/desk/decisions", {"comment": pick, "decision": "approved"})
        spam = {"comment": pick, "decision": "spam"}
        sends: list[Callable[[], Any]] = [
            partial(ada.post, "/desk/undos", {}),
            partial(nia.post, "/desk/decisions", spam),
            partial(receipt.send, "body", body="Put better."),
            partial(receipt.browser.post, receipt.path, {"action": "withdraw"}),
        ]
        statuses = at_once(sends)
        assert set(statuses) <= {303, 403, 404, 409}, statuses
        for key in waiting(ada):
            ada.post("/desk/decisions", {"comment": key, "decision": "rejected"})
    with blog.reading() as db:
        assert log.verify(db) == []
