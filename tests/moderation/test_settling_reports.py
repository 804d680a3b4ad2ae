"""What people decide on reported comments: it is fine, or it goes; undone, withdrawn, forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from blog.comments.models import Comment, Status
from blog.moderation import decisions, log
from blog.moderation.models import Action, CommentReport, LogEntry
from blog.moderation.states import WRITER, Actor
from blog.privacy import retention
from tests.cast.site import Browser, Page, Site
from tests.moderation.reporting import INSULT, approve, letters, networks, stands


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
    pick = page.html.split('name="comment" value="')[1].split('"')[0]
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

    def by_writer(status: Status) -> None:
        def work(db: Any) -> None:
            comment = db.scalars(select(Comment).where(Comment.public_id == said)).one()
            decisions.decide(db, comment, status, Actor(WRITER), blog.clock())

        blog.house.database.write(work)

    by_writer(Status.DELETED)
    page = nia.open("/desk/comments?status=reported")
    assert "Nothing is reported" in page.words
    assert said not in page.html
    by_writer(Status.APPROVED)
    assert "1 comment is reported" in nia.open("/desk/comments?status=reported").words


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
