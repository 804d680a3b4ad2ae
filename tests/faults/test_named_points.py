"""N2: the process dies at a named point, and the exact state is found afterwards."""

from __future__ import annotations

import contextlib
from collections import Counter

import httpx2
import pytest

from tests.cast.serving import Served
from tests.faults.broken import EXIT
from tests.faults.stage import Stage
from tests.faults.test_mail import wait_until
from tests.servers.smtp import PostOffice

pytestmark = pytest.mark.faults
STAFF = 3  # each is told of a comment


def comment_until_dead(served: Served, form: dict[str, str]) -> None:
    with pytest.raises(httpx2.TransportError):
        served.client().http.post("/comments", data=form)
    assert served.process.wait(timeout=20) == EXIT
    served.stop()


def filled(served: Served, path: str) -> dict[str, str]:
    return {**served.client().comment_form(path), "name": "Sol", "body": "A word at the wrong time."}


@pytest.mark.parametrize("point", ["after-insert", "before-commit"])
def test_before_the_commit_nothing_is_there_and_a_second_send_is_the_first(small_stage: Stage, point: str) -> None:
    served = small_stage.break_at(point)
    form = filled(served, small_stage.path)
    comment_until_dead(served, form)
    assert small_stage.typed() == []
    assert small_stage.promises() == []
    with small_stage.serve() as again:
        assert again.client().http.post("/comments", data=form).status_code == 303
    assert len(small_stage.typed()) == 1
    assert len(small_stage.promises()) == 1


def test_after_the_commit_all_is_there_and_a_second_send_leads_to_it(stage: Stage) -> None:
    served = stage.break_at("after-commit")
    form = filled(served, stage.path)
    comment_until_dead(served, form)
    assert stage.typed() == ["A word at the wrong time."]
    assert stage.promises() == [{"comment": 1, "revision": 1}]
    with stage.serve() as again:
        answer = again.client().http.post("/comments", data=form)
        assert answer.status_code == 303
        assert "A word at the wrong time." in again.client().http.get(answer.headers["location"]).text
        wait_until(stage, "SELECT 1 FROM outbox WHERE kind = 'desk letter' AND done_at IS NOT NULL", STAFF)
    assert len(stage.typed()) == 1
    assert len(stage.promises()) == 1
    assert sorted(letter["to"] for letter in stage.letters()) == [
        "ada@example.org", "nia@example.org", "omar@example.org"
    ]  # fmt: skip


def comment_and_die(stage: Stage, office: PostOffice, point: str) -> None:
    """A comment is sent; the process dies of the first of its letters."""
    served = stage.break_at(point, BLOG_SMTP_URL=office.url)
    # The worker may be quicker than the answer.
    with contextlib.suppress(httpx2.TransportError):
        served.client().http.post("/comments", data=filled(served, stage.path))
    assert served.process.wait(timeout=20) == EXIT
    served.stop()
    leased = stage.rows("SELECT attempts, done_at FROM outbox WHERE leased_until IS NOT NULL")
    assert leased == [(1, None)]
    assert len(stage.letters()) == STAFF


def send_the_rest(stage: Stage, office: PostOffice, count: int) -> list[str]:
    """Served again, long after; the ids of all letters that ever arrived."""
    stage.end_leases()
    with stage.serve(BLOG_SMTP_URL=office.url) as served:
        office.wait_for(count)
        # What was taken up is finished before the end.
        assert served.stop() == 0
    unfinished = "kind = 'desk letter' AND (done_at IS NULL OR leased_until IS NOT NULL)"
    assert stage.rows(f"SELECT id FROM outbox WHERE {unfinished}") == []
    return [str(letter["Message-ID"]) for _, letter in office.letters]


def test_after_smtp_accept_there_is_one_duplicate_with_the_same_id(small_stage: Stage, office: PostOffice) -> None:
    comment_and_die(small_stage, office, "after-smtp-accept")
    assert len(office.letters) == 1
    ids = send_the_rest(small_stage, office, STAFF + 1)
    assert sorted(Counter(ids).values()) == [1, 1, 2]
    assert ids.count(ids[0]) == 2


def test_a_letter_leased_by_a_dead_process_is_sent_once_by_the_next(small_stage: Stage, office: PostOffice) -> None:
    comment_and_die(small_stage, office, "before-smtp")
    assert office.letters == []
    ids = send_the_rest(small_stage, office, STAFF)
    assert sorted(Counter(ids).values()) == [1, 1, 1]
