"""The owner changes the site in the desk, and every page follows."""

from __future__ import annotations

import contextlib
import threading

import pytest
from sqlalchemy.orm import Session

from blog.languages.cities import CITIES
from blog.languages.dates import find_time_zone, is_time_zone
from blog.moderation.settingwords import SETTING_WORDS
from blog.site import settings
from blog.site.setup import SettingsForm
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


def test_what_the_owner_changes_stands_in_the_log_as_it_was_and_as_it_is(blog: Site, ada: Browser) -> None:
    ada.open("/desk/settings").send("tagline", title="The Long Table", edit_hours="30")
    ada.open("/desk/settings").send("tagline", title="The Long Table", edit_hours="30")
    words = ada.open("/desk/log?kind=setting").words
    assert words.count("setting changed") == 2
    assert "Title of the blog: A new blog → The Long Table" in words
    assert "Hours that a writer may change a comment: 24 → 30" in words


def test_a_page_that_was_open_longer_takes_back_only_what_it_changes_itself(blog: Site, ada: Browser) -> None:
    earlier, later = ada.open("/desk/settings"), ada.open("/desk/settings")
    later.send("tagline", tagline="A newer line.", anonymous="yes", house_rules="Be kind.")
    earlier.send("tagline", edit_hours="48")
    form = ada.open("/desk/settings").form("tagline")
    assert (form.value("tagline"), form.value("edit_hours")) == ("A newer line.", "48")
    assert form.value("house_rules").strip() == "Be kind."
    assert "An anonymous word." in blog.say(blog.publish(ada), body="An anonymous word.", name="").words
    refused = ada.open("/desk/settings").send("tagline", title="", edit_hours="12")
    refused.send("tagline", title="The Long Table")
    form = ada.open("/desk/settings").form("tagline")
    assert (form.value("title"), form.value("edit_hours")) == ("The Long Table", "12"), "typed before the refusal"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("München", "Europe/Berlin"),
        ("koln", "Europe/Berlin"),
        ("Lisboa", "Europe/Lisbon"),
        ("new delhi", "Asia/Kolkata"),
        ("KØBENHAVN", "Europe/Copenhagen"),
        ("Łódź", "Europe/Warsaw"),
        ("san-francisco", "America/Los_Angeles"),
    ],
)
def test_a_large_city_says_its_time_zone_however_it_is_spelled(typed: str, zone: str) -> None:
    assert find_time_zone(typed) == zone


def test_every_city_names_a_zone_that_there_is() -> None:
    assert all(is_time_zone(zone) for zone in CITIES)
    assert [find_time_zone(city) for city in ("", "Nowhere", "x" * 5000, "\x00")] == [None] * 4


def test_the_log_says_a_setting_in_the_words_of_its_page(blog: Site, ada: Browser) -> None:
    ada.open("/desk/settings").send("tagline", faces="yes", tagline="a: b → c")
    words = ada.open("/desk/log").words
    assert "A small pattern stands beside each name: no → yes" in words
    assert "Line under the title: — → a: b → c" in words
    assert set(SettingsForm.of(settings.SiteSettings())._values()) == set(SETTING_WORDS)
