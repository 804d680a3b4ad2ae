"""Readers report a comment: a quiet page, one report a person, limits, and a letter at the threshold."""

from __future__ import annotations

import pytest

from blog.moderation.models import CommentReport
from tests.cast.rows import everything
from tests.cast.site import Browser, Site
from tests.moderation.reporting import INSULT, approve, letters, networks, stands


def test_every_comment_leads_to_a_quiet_page_that_asks_for_nobodys_name(blog: Site, said: str, sol: Browser) -> None:
    assert (
        f'href="/-/report/{said}"'
        in sol.get(sol.open("/").html.split('<h2 dir="auto"><a href="')[1].split('"')[0]).html
    )
    page = sol.open(f"/-/report/{said}")
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.form("reason").names == ["reason"] * 5 + ["note", "subject"] or "note" in page.form("reason").names
    assert "email" not in page.form("reason").names
    assert "A word too many." in page.words


def test_a_report_is_thanked_for_and_a_second_one_is_no_second_row(blog: Site, said: str) -> None:
    """M7"""
    [reader] = networks(blog, 1)
    sent = reader.report(said)
    assert sent.status == 303
    assert "Thank you." in reader.browser.follow(sent).words
    again = reader.report(said, reason="spam")
    assert "You have reported this comment already" in reader.browser.follow(again).words
    assert blog.count(CommentReport) == 1


def test_an_account_counts_once_wherever_it_is(blog: Site, said: str, nia: Browser) -> None:
    assert nia.open(f"/-/report/{said}").send("reason", **INSULT).location.endswith("done=sent")
    assert nia.open(f"/-/report/{said}").send("reason", **INSULT).location.endswith("done=again")
    assert blog.count(CommentReport) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "Choose what is wrong with it."),
        ({"reason": "nonsense", "note": "Kept."}, "Choose what is wrong with it."),
        ({"reason": "other", "note": " \u200b "}, "Say in a few words what it is."),
        ({"reason": "spam", "note": "é" * 1001}, "The note is longer than 1000 characters."),
        ({"reason": "spam", "note": "Kept.", "subject": "x"}, "a trap for programs"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_text(
    blog: Site, said: str, sol: Browser, fields: dict[str, str], sentence: str
) -> None:
    """L2"""
    page = sol.post(f"/-/report/{said}", fields)
    assert page.status == 422
    assert sentence in page.words
    assert page.form("reason").value("note").strip() == fields.get("note", "").strip()
    assert blog.count(CommentReport) == 0


def test_a_note_has_room_for_a_thousand_characters_counted_as_people_count(blog: Site, said: str) -> None:
    [reader] = networks(blog, 1)
    assert reader.report(said, note="e\u0301" * 1000).status == 303


def test_what_readers_do_not_see_cannot_be_reported(blog: Site, ada: Browser, said: str, sol: Browser) -> None:
    """A5"""
    waiting = blog.say("/2026/10/the-second-kettle.html", body="It waits.").path.split("/")[2]
    for nothing in (waiting, "nobody", "x" * 40, "%00"):
        assert sol.get(f"/-/report/{nothing}").status == 404
        page = sol.post(f"/-/report/{nothing}", INSULT)
        assert page.status == 404
        assert INSULT["note"] in page.words, "no word is lost"
    ada.post("/desk/posts/1", {"title": "Hidden", "comments": "hidden", "action": "save"})
    assert sol.get(f"/-/report/{said}").status == 404
    ada.post("/desk/posts/1", {"title": "Closed", "comments": "closed", "action": "save"})
    assert sol.get(f"/-/report/{said}").status == 200
    ada.post("/desk/posts/1", {"title": "Gone", "action": "withdraw"})
    assert sol.get(f"/-/report/{said}").status == 404
    assert blog.count(CommentReport) == 0


def test_too_many_at_once_are_answered_429_with_the_text_kept(blog: Site, ada: Browser, sol: Browser) -> None:
    path = blog.publish(ada)
    every = [approve(blog, ada, path, f"Word {number}.") for number in range(22)]
    answers = [sol.post(f"/-/report/{said}", INSULT) for said in every]
    assert [page.status for page in answers[:20]] == [303] * 20
    assert answers[21].status == 429
    assert int(answers[21].headers["retry-after"]) > 0
    assert answers[21].form("reason").value("note") == INSULT["note"]
    assert blog.count(CommentReport) == 20
    blog.clock.step(minutes=5)
    assert answers[21].send("reason").status == 303


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_forged_report_changes_nothing_and_keeps_the_text(
    blog: Site, said: str, sol: Browser, headers: dict[str, str]
) -> None:
    """F1"""
    before = everything(blog)
    page = sol.post(f"/-/report/{said}", INSULT, **headers)
    assert page.status == 403
    assert page.form("reason").value("note") == INSULT["note"]
    assert everything(blog) == before


def test_a_report_without_any_origin_is_taken_from_a_stranger_and_not_from_a_session(
    blog: Site, said: str, sol: Browser, nia: Browser
) -> None:
    assert sol.post(f"/-/report/{said}", INSULT, **{"user-agent": "old"}).status == 303
    assert nia.post(f"/-/report/{said}", INSULT, **{"user-agent": "old"}).status == 403


def test_below_the_threshold_nobody_is_called_and_at_it_everybody_once(blog: Site, said: str, nia: Browser) -> None:
    """M7"""
    first, second, third, fourth = networks(blog, 4)
    first.report(said)
    second.report(said)
    assert letters(blog) == []
    page = nia.open("/desk/comments?status=reported")
    assert "Nothing is reported" in page.words
    assert "Reported by fewer than 3 people" in page.words
    third.report(said)
    assert letters(blog) == ["ada@example.org", "nia@example.org"]
    fourth.report(said)
    assert letters(blog) == ["ada@example.org", "nia@example.org"], "they know already"
    page = nia.open("/desk/comments?status=reported")
    assert "1 comment is reported" in page.words
    assert "4 people reported it" in page.words
    assert "It insults somebody" in page.words
    assert stands(blog, said), "the number alone takes nothing down"


def test_the_owner_sets_the_threshold(blog: Site, ada: Browser, said: str) -> None:
    page = ada.open("/desk/settings").send("tagline", report_threshold="1")
    assert page.status == 303
    assert ada.open("/desk/settings").form("tagline").value("report_threshold") == "1"
    networks(blog, 1)[0].report(said)
    assert letters(blog) == ["ada@example.org"]
    assert ada.open("/desk/settings").send("tagline", report_threshold="0").status == 422


def test_notes_are_text_and_nothing_says_who_wrote_them(blog: Site, said: str, nia: Browser) -> None:
    for reader in networks(blog, 3):
        reader.report(said, note="<script>alert(1)</script> https://evil.example/")
    html = nia.open("/desk/comments?status=reported").html
    assert "&lt;script&gt;alert(1)" in html
    assert 'href="https://evil.example' not in html
    assert "203.0." not in html
    assert "203.0." not in repr(everything(blog)["comment_reports"])
