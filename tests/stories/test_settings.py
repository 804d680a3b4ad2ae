"""The owner changes the site in the desk, and every page follows."""

from __future__ import annotations

from sqlalchemy import delete

from blog.site.models import SiteSetting
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


def test_two_owners_who_save_at_once_are_both_answered(blog: Site, ada: Browser) -> None:
    """What neither of them has changed before had no row yet, and both made one: an error on PostgreSQL."""
    rut = blog.staff("Rut", "owner")
    for number in range(4):
        pages = [browser.open("/desk/settings") for browser in (ada, rut)]
        changes = {"edit_hours": str(30 + number), "tagline": f"Line {number}."}
        sends = [lambda page=page: page.send("tagline", **changes) for page in pages]  # noqa: B023
        assert at_once(sends) == [303, 303]
        blog.house.database.write(lambda db: db.execute(delete(SiteSetting)))
