"""A blog becomes one's own: the one-time links, the form, and the demo that goes."""

from __future__ import annotations

import re

import pytest

from blog.accounts import tokens
from blog.accounts.models import Account
from blog.comments.models import Comment
from blog.demo.filling import fill_demo
from blog.moderation.models import LogEntry
from blog.posts.models import Post
from blog.site.settings import read_site
from tests.cast.site import PASSWORD, Browser, Site

FORM = {
    "title": "The Reading Room",
    "name": "Rut Engel",
    "email": "rut@example.org",
    "language": "en",
    "time_zone": "Europe/Oslo",
    "password": PASSWORD,
}


@pytest.fixture
def demo(blog: Site) -> Site:
    blog.house.database.write(lambda db: fill_demo(db, blog.house.keys, blog.clock()))
    return blog


def link(blog: Site, purpose: str, page: str) -> str:
    return f"/-/{page}?token={tokens.make_token(blog.house.keys, purpose, blog.clock())}"


def enter(blog: Site) -> Browser:
    """Open the demo's one-time link and press its button."""
    visitor = blog.visitor()
    page = visitor.get(link(blog, tokens.OWNER_LINK, "owner"))
    assert page.status == 200
    desk = visitor.follow(page.send("token"))
    assert desk.path == "/desk"
    return visitor


def test_the_demo_shows_every_status(demo: Site) -> None:
    owner = enter(demo)
    for status in ("pending", "approved", "rejected", "spam", "deleted"):
        assert 'name="comment"' in owner.open(f"/desk/comments?status={status}").html, status
    home = demo.visitor().open("/")
    assert "The second kettle" in home.words
    assert "Draft" in owner.open("/desk/posts").words
    for path in ("/", "/2026/10/the-second-kettle.html", "/moderation", "/tags/meetings"):
        assert demo.visitor().get(path).status == 200, path


def test_the_owner_link_works_once_and_looking_does_not_use_it_up(demo: Site) -> None:
    address = link(demo, tokens.OWNER_LINK, "owner")
    visitor = demo.visitor()
    assert [visitor.get(address).status for _ in range(3)] == [200, 200, 200]
    page = visitor.get(address)
    assert page.send("token").status == 303
    assert demo.visitor().get(address).status == 403
    assert page.send("token").status == 403


def test_the_banner_leads_to_ones_own_blog_and_the_demo_goes(demo: Site) -> None:
    owner = enter(demo)
    path = demo.publish(owner, title="Written in the demo")
    assert "/-/setup" in owner.open("/desk").html
    invited = owner.follow(owner.open("/desk/people").send("email", email="kim@example.org", role="owner"))
    [open_link] = re.findall(r'id="i-link" value="http://localhost:8000([^"]+)"', invited.html)
    page = owner.open("/-/setup")
    assert "demo" in page.words
    desk = owner.follow(page.send("time_zone", **FORM))
    assert desk.path == "/desk"
    assert "Rut Engel" in desk.words
    # Whoever played owner of the demo lets nobody into the blog that follows it.
    assert demo.visitor().get(open_link).status == 404
    home = demo.visitor().open("/")
    assert "The Reading Room" in home.words
    assert "kettle" not in home.words
    assert demo.visitor().get("/2026/10/the-second-kettle.html").status == 404
    kept = demo.visitor().open(path)
    assert "Written in the demo" in kept.words
    assert "Rut Engel" in kept.words
    assert (demo.count(Comment), demo.count(Post), demo.count(Account), demo.count(LogEntry)) == (0, 1, 1, 0)
    assert owner.get("/-/setup").status == 404
    again = demo.visitor().post("/sign-in", {"email": "rut@example.org", "password": PASSWORD})
    assert again.status == 303


def test_an_empty_blog_is_set_up_by_the_link_of_the_terminal(blog: Site) -> None:
    visitor = blog.visitor()
    address = link(blog, tokens.SET_UP, "setup")
    page = visitor.get(address)
    assert page.status == 200
    desk = visitor.follow(page.send("time_zone", **FORM))
    assert "Rut Engel" in desk.words
    assert blog.visitor().get(address).status == 404
    assert "Nothing is published yet" in blog.visitor().open("/").words


def test_whoever_comes_with_a_blog_is_led_to_bring_it(blog: Site) -> None:
    visitor = blog.visitor()
    page = visitor.get(link(blog, tokens.SET_UP, "setup"))
    answer = page.send("time_zone", "bring", **FORM)

    assert (answer.status, answer.location) == (303, "/desk/imports")
    assert "Bring your blog" in visitor.follow(answer).words


def test_nobody_sets_a_blog_up_without_the_link(blog: Site) -> None:
    for token in ("", "nonsense", tokens.make_token(blog.house.keys, tokens.OWNER_LINK, blog.clock())):
        assert blog.visitor().get(f"/-/setup?token={token}").status == 403
        assert blog.visitor().post("/-/setup", {**FORM, "token": token}).status == 403
    address = link(blog, tokens.SET_UP, "setup")
    blog.clock.step(days=3)
    assert blog.visitor().get(address).status == 403
    assert blog.count(Account) == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Give the blog a title"),
        ("name", "", "Write the name"),
        ("email", "nowhere", "e-mail address"),
        ("language", "xx", "Choose one of the languages"),
        ("time_zone", "Moon/Sea", "Write a large city near you"),
        ("password", "short", "password of ten characters"),
        ("password", "Password2026!", "among the first that are tried"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(blog: Site, field: str, value: str, words: str) -> None:
    visitor = blog.visitor()
    page = visitor.get(link(blog, tokens.SET_UP, "setup"))
    refused = visitor.post("/-/setup", {**FORM, "token": page.form("token").value("token"), field: value})
    assert refused.status == 422
    assert words in refused.words
    assert refused.form("token").value("title") == ("" if field == "title" else FORM["title"])
    assert PASSWORD not in refused.html
    assert blog.count(Account) == 0


def test_a_city_is_enough_for_a_time_zone(blog: Site) -> None:
    visitor = blog.visitor()
    page = visitor.get(link(blog, tokens.SET_UP, "setup"))
    assert visitor.follow(page.send("time_zone", **{**FORM, "time_zone": "lisbon"})).path == "/desk"
    with blog.reading() as db:
        assert read_site(db).time_zone == "Europe/Lisbon"


def test_a_migrated_blog_serves_everything_before_it_has_an_owner(blog: Site) -> None:
    assert blog.visitor().get("/").status == 200
    assert blog.visitor().get("/healthz").status == 200
    assert blog.visitor().get("/desk").location.startswith("/sign-in")
