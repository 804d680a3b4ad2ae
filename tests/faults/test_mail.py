"""N8 and M9: whatever the mail server does, posting never waits and every letter finds its way or its page."""

from __future__ import annotations

import dataclasses
import time

import pytest

from tests.cast.serving import Client, Served, free_port
from tests.cast.site import Browser, Site
from tests.faults.stage import Stage
from tests.servers.smtp import PostOffice

# They say how long a visit may take while mail is in trouble.
pytestmark = [pytest.mark.faults, pytest.mark.alone]
STAFF = {"ada@example.org", "nia@example.org", "omar@example.org"}
FAILED = "last_error IS NOT NULL AND leased_until IS NULL"
PATIENCE = 1.0  # seconds a writer may wait for an answer while the mail server says nothing

HOSTILE = (
    ("Sol\r\nBcc: all@example.org", "Words."),
    ("=?utf-8?q?a=0ABcc:_all@example.org?=", "=?utf-8?b?Cg==?="),
    ("%(words)s %s {0}", "100 % %(name)s {{ 7 * 7 }}"),
    ("x" * 80, "x" * 8000),
    ("雅" * 80, "\u202e.\n.\n..\r\n.\r\nQUIT\r\nRSET"),
    ("\ufeffSol\u200b", "\x00\x07\x1b[31m red\x7f \u2028 \x85"),
    ("😀", "\n".join("a" * 2000 for _ in range(3))),
    ("From Sol", "From here on.\nTo: you\n\n--\nBcc: them"),
)


def send(client: Client, path: str, body: str) -> float:
    """Post a comment; the seconds until its writer had the answer."""
    form = {**client.comment_form(path), "name": "Sol", "body": body}
    began = time.perf_counter()
    answer = client.http.post("/comments", data=form)
    assert answer.status_code == 303, answer.text
    return time.perf_counter() - began


def wait_until(stage: Stage, query: str, count: int) -> None:
    deadline = time.monotonic() + 20
    while len(stage.rows(query)) < count:
        assert time.monotonic() < deadline, stage.rows("SELECT kind, attempts, last_error FROM outbox")


def try_again(stage: Stage, served: Served) -> None:
    owner = stage.staff(served, "Ada")
    for (job,) in stage.rows("SELECT id FROM outbox WHERE done_at IS NULL AND kind = 'desk letter'"):
        answer = owner.http.post("/desk/outbox", data={"job": str(job), "action": "try-again"})
        assert answer.status_code == 303, answer.text


def test_letters_wait_for_a_server_that_is_down_and_go_out_when_it_is_back(small_stage: Stage) -> None:
    port = free_port()
    with small_stage.serve(BLOG_SMTP_URL=f"smtp://127.0.0.1:{port}") as served:
        assert send(served.client(), small_stage.path, "A word.") < PATIENCE
        wait_until(small_stage, f"SELECT 1 FROM outbox WHERE attempts = 1 AND {FAILED}", 3)
        [[error]] = set(small_stage.rows("SELECT last_error FROM outbox WHERE kind = 'desk letter'"))
        assert error.startswith("ConnectionRefusedError")
        with PostOffice(port=port) as office:
            try_again(small_stage, served)
            assert {readers[0] for readers, _ in office.wait_for(3)} == STAFF
            wait_until(small_stage, "SELECT 1 FROM outbox WHERE kind = 'desk letter' AND done_at IS NOT NULL", 3)


def test_nobody_waits_for_a_server_that_says_nothing_not_even_the_end(small_stage: Stage, office: PostOffice) -> None:
    office.mood.hangs_at = "DATA"
    with small_stage.serve(BLOG_SMTP_URL=office.url) as served:
        writer = served.client()
        waits = [send(writer, small_stage.path, f"Word {number}.") for number in range(5)]
        assert max(waits) < PATIENCE
        wait_until(small_stage, "SELECT 1 FROM outbox WHERE leased_until IS NOT NULL", 1)
        began = time.monotonic()
        assert served.stop() == 0
        assert time.monotonic() - began < 10
    assert len(small_stage.typed()) == 5
    assert small_stage.rows("SELECT 1 FROM outbox WHERE dead_at IS NOT NULL") == []


def test_a_reader_who_is_refused_keeps_nobody_else_from_a_letter(small_stage: Stage, office: PostOffice) -> None:
    office.mood.refused = frozenset({"nia@example.org"})
    with small_stage.serve(BLOG_SMTP_URL=office.url) as served:
        send(served.client(), small_stage.path, "A word.")
        assert {readers[0] for readers, _ in office.wait_for(2)} == STAFF - {"nia@example.org"}
        for attempt in (1, 2):
            wait_until(small_stage, f"SELECT 1 FROM outbox WHERE attempts = {attempt} AND {FAILED}", 1)
            small_stage.run(f"UPDATE outbox SET due_at = created_at WHERE {FAILED}")
        wait_until(small_stage, f"SELECT 1 FROM outbox WHERE attempts = 3 AND dead_at IS NOT NULL AND {FAILED}", 1)
        owner = stage_page(small_stage, served)
    assert "LetterRefused: 550 5.1.1 No such user" in owner
    assert "nia@example.org" in owner


def stage_page(stage: Stage, served: Served) -> str:
    owner = stage.staff(served, "Ada")
    assert "/desk/outbox" in owner.http.get("/desk").text
    return owner.http.get("/desk/outbox").text


def test_not_now_is_tried_again_and_never_laid_aside_soon(small_stage: Stage, office: PostOffice) -> None:
    office.mood.rcpt = "450 4.2.1 Come back later"
    with small_stage.serve(BLOG_SMTP_URL=office.url) as served:
        send(served.client(), small_stage.path, "A word.")
        for attempt in (1, 2, 3, 4):
            wait_until(small_stage, f"SELECT 1 FROM outbox WHERE attempts = {attempt} AND {FAILED}", 3)
            if attempt == 2:
                office.mood.rcpt, office.mood.drops_in_data = "250 OK", True
            if attempt == 4:
                office.mood.drops_in_data = False
            assert small_stage.rows("SELECT 1 FROM outbox WHERE dead_at IS NOT NULL") == []
            small_stage.run(f"UPDATE outbox SET due_at = created_at WHERE {FAILED}")
        office.wait_for(3)


def test_no_words_of_a_reader_keep_a_letter_from_going_out(
    blog: Site, ada: Browser, nia: Browser, office: PostOffice
) -> None:
    """M9, through the form and a real mail server."""
    blog.house.settings = dataclasses.replace(blog.house.settings, smtp_url=office.url)
    for one in (ada, nia):
        assert one.post("/desk/you", {"pace": "now"}).status == 303
    path = blog.publish(ada, "Kettles =?utf-8?q?=0ABcc:_all@example.org?=")
    stored = 0
    for name, body in HOSTILE:
        fields = dict(blog.visitor().open(path).form("comment-form").fields)
        page = blog.visitor().post("/comments", {**fields, "name": name, "body": body})
        assert page.status in (303, 422), page.words
        stored += page.status == 303
    assert stored >= len(HOSTILE) - 2
    # A promise each, and two letters.
    assert blog.work() == 3 * stored
    assert len(office.letters) == 2 * stored
    for readers, letter in office.letters:
        assert readers in (["ada@example.org"], ["nia@example.org"])
        assert letter.get_all("To") == readers
        assert letter["Bcc"] is None
        assert not letter.defects
