"""The owner changes the site in the desk, and every page follows."""

from __future__ import annotations

import contextlib
import threading

import pytest
from sqlalchemy.orm import Session

from blog.site import settings
from tests.cast.site import Browser, Site
from tests.posts.test_races import at_once


def test_the_title_changes_on_every_page_at_once(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    assert "A new blog" in blog.visitor().open(path).words
    page = ada.open("/desk/settings")
    saved = ada.follow(page.send("tagline", title="The Long Table", tagline="Work done together.", time_zone="oslo"))
    assert "Saved." in saved.words
    assert saved.form("tagline").value("time_zone") == "Europe/Oslo"
    assert "The Long Table" in blog.visitor().open(path).words
    assert "Work done together." in blog.visitor().open("/").words
    assert "The Long Table" in blog.visitor().get("/feeds/posts/default").html


def test_what_cannot_be_stored_is_said_and_kept(blog: Site, ada: Browser) -> None:
    page = ada.open("/desk/settings").send("tagline", title="", tagline="Kept line.", time_zone="Moon")
    assert page.status == 422
    assert "Give the blog a title" in page.words
    assert page.form("tagline").value("tagline") == "Kept line."
    assert page.form("tagline").value("time_zone") == "Moon"
    assert "A new blog" in blog.visitor().open("/").words


def test_only_the_owner_finds_the_settings(blog: Site, nia: Browser) -> None:
    assert nia.get("/desk/settings").status == 404
    assert nia.post("/desk/settings", {"title": "Mine", "language": "en", "time_zone": "UTC"}).status == 404
    assert "Settings" not in nia.open("/desk").words


def test_two_owners_who_save_at_once_are_both_answered(
    blog: Site, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What neither of them has changed before had no row yet, and both made one: an error on PostgreSQL."""
    rut, together, real = blog.staff("Rut", "owner"), threading.Barrier(2), settings.read_site

    def read_together(db: Session) -> settings.SiteSettings:
        """Both have read before either stores, unless one of them has to wait for the other."""
        found = real(db)
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=0.3)
        return found

    pages = [browser.open("/desk/settings") for browser in (ada, rut)]
    monkeypatch.setattr(settings, "read_site", read_together)
    sends = [lambda page=page: page.send("tagline", edit_hours="30", tagline="A line.") for page in pages]
    assert at_once(sends) == [303, 303]
