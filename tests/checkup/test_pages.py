"""The owner's page about health in the desk."""

from __future__ import annotations

from sqlalchemy import text

from blog.checkup.checks import CHECKS
from tests.cast.site import Browser, Site


def test_the_owner_reads_what_is_well_and_what_is_not(blog: Site, ada: Browser) -> None:
    page = ada.get("/desk/check")
    assert page.status == 200
    slow = sum(check.slow for check in CHECKS)
    assert f"Nothing is ill; 1 of {len(CHECKS) - slow} checks warned." in page.words
    assert page.words.index("What to look at") < page.words.index("What is well")
    assert "What is ill" not in page.words
    assert "Well: Database ✓ The database answers" in page.words
    assert (
        "it takes its time: Mail, Backups. Look at these, too. At the terminal, blog check looks at everything."
        in page.words
    )


def test_mail_and_backups_are_looked_at_when_the_owner_asks(blog: Site, ada: Browser) -> None:
    page = ada.get("/desk/check?all=yes")
    assert f" {len(CHECKS)} checks warned." in page.words and "it takes its time" not in page.words
    assert "There is no backup in" in page.words and "No mail server is set" in page.words


def test_what_is_ill_comes_first(blog: Site, ada: Browser) -> None:
    blog.publish(ada)
    with blog.house.database.writer.begin() as connection:
        connection.execute(text("UPDATE posts SET comment_count = 3"))
    page = ada.get("/desk/check")
    slow = sum(check.slow for check in CHECKS)
    assert f"1 of {len(CHECKS) - slow} checks found something ill" in page.words
    assert page.words.index("What is ill") < page.words.index("What to look at")
    assert "Ill: Numbers ✕" in page.words


def test_only_the_owner_finds_it(blog: Site, ada: Browser, nia: Browser) -> None:
    editor = blog.staff("Eve", "editor")
    for browser in (nia, editor):
        assert browser.get("/desk/check").status == 404
        assert "/desk/check" not in browser.get("/desk").html
    assert 'href="/desk/check"' in ada.get("/desk").html
    assert blog.visitor().get("/desk/check").location == "/sign-in?next=/desk/check"


def test_it_is_only_looked_at(blog: Site, ada: Browser) -> None:
    assert ada.post("/desk/check", {}).status == 405
