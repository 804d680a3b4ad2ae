"""Readers report a comment: one a person, told of at a number, decided by people, and never hiding anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from blog.comments.models import Comment, Status
from blog.jobs.models import Job
from blog.moderation import decisions, log
from blog.moderation.models import Action, CommentReport, LogEntry
from blog.moderation.states import WRITER, Actor
from blog.privacy import retention
from tests.cast.rows import everything
from tests.cast.site import Browser, Page, Site

INSULT = {"reason": "insult", "note": "It calls Ada a spoon."}


@pytest.fixture
def said(blog: Site, ada: Browser) -> str:
    """The public id of a comment that stands approved on Ada's post."""
    return approve(blog, ada, blog.publish(ada), "A word too many.")


def approve(blog: Site, moderator: Browser, path: str, body: str) -> str:
    blog.clock.step(minutes=1)
    blog.say(path, body=body)
    key = moderator.open("/desk/comments").form("/desk/decisions").names
    assert "comment" in key
    html = moderator.open("/desk/comments").html
    pick = html.split('name="comment" value="')[1].split('"')[0]
    assert moderator.post("/desk/decisions", {"comment": pick, "decision": "approved"}).status == 303
    return pick.split("@")[0]


class Network:
    """A reader in a network of their own."""

    def __init__(self, blog: Site, number: int) -> None:
        self.browser = blog.visitor()
        self.browser.client._transport.client = (f"203.0.{number}.7", 40000)  # type: ignore[attr-defined]

    def report(self, said: str, **fields: str) -> Page:
        return self.browser.open(f"/-/report/{said}").send("reason", **{**INSULT, **fields})


def networks(blog: Site, many: int, first: int = 0) -> list[Network]:
    return [Network(blog, first + number) for number in range(many)]


def letters(blog: Site, subject: str = "A comment was reported") -> list[str]:
    with blog.reading() as db:
        jobs = db.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id))
        return [job.payload["to"] for job in jobs if job.payload["subject"].startswith(subject)]


def stands(blog: Site, said: str) -> bool:
    with blog.reading() as db:
        comment = db.scalars(select(Comment).where(Comment.public_id == said)).one()
        return comment.shown_revision_id is not None


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


def fine(nia: Browser, said: str) -> Page:
    page = nia.open("/desk/comments?status=reported")
    [value] = [value for _, value, label in page.form("/desk/decisions").buttons if value.endswith(":fine")]
    assert value.startswith(said)
    return nia.post("/desk/decisions", {"only": value, "status": "reported", "note": "Read twice."})


def test_it_is_fine_keeps_the_comment_settles_its_reports_and_is_logged(blog: Site, said: str, nia: Browser) -> None:
    for reader in networks(blog, 3):
        reader.report(said)
    done = fine(nia, said)
    assert done.status == 303
    page = nia.follow(done)
    assert "1 reported comment is fine and stays." in page.words
    assert "Nothing is reported" in page.words
    assert stands(blog, said)
    with blog.reading() as db:
        entry = db.scalars(select(LogEntry).order_by(LogEntry.id.desc()).limit(1)).one()
        assert (entry.old, entry.new, entry.actor, entry.note) == ("approved", "approved", "moderator", "Read twice.")
        assert log.verify(db) == []
        assert all(one.settled_at is not None for one in db.scalars(select(CommentReport)))
    for reader in networks(blog, 5, first=10):
        reader.report(said)
    assert stands(blog, said), "what a person has approved is never hidden by readers alone"
    assert letters(blog) == ["ada@example.org", "nia@example.org"], "nor is anybody called about the same text again"
    assert "5 people reported it" in nia.open("/desk/comments?status=reported").words


def test_it_is_fine_can_be_taken_back(blog: Site, said: str, nia: Browser) -> None:
    for reader in networks(blog, 3):
        reader.report(said)
    page = nia.follow(fine(nia, said))
    undone = nia.follow(page.send("/desk/undos"))
    assert "Undone for 1 comment." in undone.words
    assert "1 comment is reported" in nia.open("/desk/comments?status=reported").words


def test_the_second_moderator_is_told_who_was_faster(blog: Site, said: str, nia: Browser, omar: Browser) -> None:
    for reader in networks(blog, 3):
        reader.report(said)
    late = omar.open("/desk/comments?status=reported").form("/desk/decisions")
    fine(nia, said)
    for decision in ("deleted", "fine"):
        [value] = [value for _, value, label in late.buttons if value.endswith(f":{decision}")]
        page = omar.post("/desk/decisions", {"only": value, "status": "reported"})
        assert (page.status, stands(blog, said)) == (409 if decision == "deleted" else 303, True)


@pytest.mark.parametrize("status", [Status.REJECTED, Status.SPAM, Status.DELETED])
def test_a_decision_that_takes_it_down_settles_its_reports_and_undo_opens_them(
    blog: Site, said: str, nia: Browser, status: Status
) -> None:
    for reader in networks(blog, 3):
        reader.report(said)
    page = nia.open("/desk/comments?status=reported")
    pick = page.form("/desk/decisions").names and page.html.split('name="comment" value="')[1].split('"')[0]
    nia.post("/desk/decisions", {"comment": pick, "decision": status, "status": "reported"})
    assert not stands(blog, said)
    with blog.reading() as db:
        assert {one.action_id for one in db.scalars(select(CommentReport))} == {
            db.scalar(select(Action.id).order_by(Action.id.desc()).limit(1))
        }
    assert "Nothing is reported" in nia.open("/desk/comments?status=reported").words
    nia.post("/desk/undos", {})
    assert stands(blog, said)
    assert "1 comment is reported" in nia.open("/desk/comments?status=reported").words


def test_withdrawing_settles_and_putting_it_back_is_no_way_out(blog: Site, said: str, nia: Browser) -> None:
    for reader in networks(blog, 3):
        reader.report(said)

    def withdraw(db: object) -> None:
        comment = db.scalars(select(Comment).where(Comment.public_id == said)).one()  # type: ignore[attr-defined]
        decisions.decide(db, comment, Status.DELETED, Actor(WRITER), blog.clock())  # type: ignore[arg-type]

    blog.house.database.write(withdraw)
    assert "Nothing is reported" in nia.open("/desk/comments?status=reported").words
    assert nia.open("/desk/comments?status=reported").html.count('name="comment"') == 0
    blog.house.database.write(lambda db: decide_back(db, said, blog))
    assert "1 comment is reported" in nia.open("/desk/comments?status=reported").words


def decide_back(db: object, said: str, blog: Site) -> None:
    from_writer = db.scalars(select(Comment).where(Comment.public_id == said)).one()  # type: ignore[attr-defined]
    decisions.decide(db, from_writer, Status.APPROVED, Actor(WRITER), blog.clock())  # type: ignore[arg-type]


def test_an_author_sees_reports_on_own_posts_alone(blog: Site, said: str) -> None:
    theo = blog.staff("Theo", "author")
    own = approve(blog, theo, blog.publish(theo, title="By Theo"), "On Theo's.")
    for reader in networks(blog, 3):
        reader.report(said)
        reader.report(own)
    page = theo.open("/desk/comments?status=reported")
    assert "1 comment is reported" in page.words
    assert said not in page.html
    assert own in page.html
    assert letters(blog).count("theo@example.org") == 1


def test_who_reported_is_forgotten_after_a_month_and_what_they_said_stays(blog: Site, said: str) -> None:
    networks(blog, 1)[0].report(said)
    retention.forget_networks(blog.house.database, blog.clock() + timedelta(days=31), timedelta(days=30))
    with blog.reading() as db:
        [one] = db.scalars(select(CommentReport))
        assert (one.reporter, one.note) == (None, INSULT["note"])
