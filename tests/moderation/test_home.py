"""The desk's first page: what waits in the queue's own words, and the figures behind its plots."""

from __future__ import annotations

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from blog.comments.models import Lane, Status
from blog.moderation import figures, home
from blog.moderation.decisions import Actor, decide
from blog.site.settings import SiteSettings
from blog.web.plots import HEIGHT, draw
from tests.cast.site import Browser, Site
from tests.moderation.makers import NOW, later, make_account, make_comment, make_post


def test_what_waits_is_said_as_in_the_queue_the_longest_wait_first(db: Session) -> None:
    nia, ann, con = make_account(db), make_account(db, "Ann", "author"), make_account(db, "Con", "contributor")
    anns, others = make_post(db, ann), make_post(db)
    for index, post in enumerate((anns, others, anns, anns)):
        make_comment(db, post, name=f"Reader {index}", at=later(hours=-index))
    make_comment(db, anns, lane=Lane.SPAM)
    seen = home.read_comments(db, nia, SiteSettings(), NOW)
    assert seen is not None
    assert [str(one) for one in seen.waiting] == ["4 comments are waiting", "1 more is probably spam"]
    assert [one.name for one in seen.first] == ["Reader 3", "Reader 2", "Reader 1"]
    own = home.read_comments(db, ann, SiteSettings(), NOW)
    assert own is not None and str(own.waiting[0]) == "3 comments are waiting"
    assert home.read_comments(db, con, SiteSettings(), NOW) is None


def test_comments_and_waits_are_told_by_the_days_of_the_blogs_time_zone(db: Session) -> None:
    nia, post, auckland = make_account(db), make_post(db), ZoneInfo("Pacific/Auckland")
    first = make_comment(db, post, at=later(hours=-30))
    make_comment(db, post, at=later(hours=-1))
    make_comment(db, post, at=later(days=-90))
    make_comment(db, post, at=NOW).source = "wordpress"
    decide(db, first, Status.APPROVED, Actor("moderator", nia), NOW)
    days = figures.comments_a_day(db, nia, ZoneInfo("UTC"), NOW)
    assert (len(days), days[-1], days[-2]) == (28, (NOW.date(), 1), (NOW.date() - timedelta(days=1), 1))
    # It is one at night there, and the other was written the day before yesterday.
    assert [count for _, count in figures.comments_a_day(db, nia, auckland, NOW)][-3:] == [1, 0, 1]
    waits = figures.waits_a_day(db, nia, ZoneInfo("UTC"), NOW)
    assert waits[-1] == (NOW.astimezone(UTC).date(), timedelta(hours=30)) and waits[-2][1] is None
    assert str(home.say_a_day(days)) == "2 comments in 28 days, at most 1 on one of them."


def test_days_that_were_not_read_whole_are_not_drawn(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    nia, post = make_account(db), make_post(db)
    for hours in (50, 26, 25, 2, 1):
        make_comment(db, post, at=later(hours=-hours))
    monkeypatch.setattr(figures, "READ", 4)
    assert figures.comments_a_day(db, nia, ZoneInfo("UTC"), NOW) == [(NOW.date(), 2)]


def test_bars_stand_beside_one_another_and_none_is_lost() -> None:
    bars = draw([(NOW, 0, None), (NOW, 1, "one"), (NOW, 1000, "many")])
    assert [bar.height for bar in bars] == [0, 2, HEIGHT]
    assert [bar.x for bar in bars] == sorted({bar.x for bar in bars})
    assert [bar.height for bar in draw([(NOW, 0, None)])] == [0]


def test_the_first_page_is_right_for_each_role_with_nothing_there_and_with_something(
    blog: Site, ada: Browser, nia: Browser
) -> None:
    empty = ada.get("/desk")
    assert empty.status == 200 and "Nothing is waiting" in empty.words and "<svg" not in empty.html
    assert "No comment came in these 28 days." in empty.words
    path = blog.publish(ada, "Kettles")
    form = {"title": "Friday", "body": "Words.", "action": "schedule", "published_at": "2027-01-01T10:00"}
    assert ada.post("/desk/posts/new", form).status == 303
    blog.say(path, "Which <b>glue</b>?")
    page = ada.get("/desk")
    assert "1 comment is waiting" in page.words and "Which glue?" in page.words and "Friday" in page.words
    assert page.html.count("<svg") == 1 and "style=" not in page.html
    hers = nia.get("/desk")
    assert "Which glue?" in hers.words and "Friday" not in hers.words
    assert "<svg" not in blog.staff("Con", "contributor").get("/desk").html
