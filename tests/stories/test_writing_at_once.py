"""Two have one post open: both are told, calmly, and neither is held up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast.site import PASSWORD, Browser, Site

HERE = "/desk/posts/1/presence"
RUT = "Rut has this open too, since"


@pytest.fixture
def rut(blog: Site, ada: Browser) -> Browser:
    blog.publish(ada)
    return blog.staff("Rut", "editor")


def others(browser: Browser, **fields: str) -> str:
    answer = browser.post(HERE, fields)
    assert answer.status == 200 and answer.headers["cache-control"] == "no-store"
    return answer.html


def test_both_are_told_who_and_since_when(blog: Site, ada: Browser, rut: Browser) -> None:
    assert others(ada) == '{"others":[]}'
    blog.clock.step(minutes=1)
    assert "Ada has this open too, since" in others(rut)
    assert RUT in others(ada)
    # Whoever opens it without a script is told what others' browsers say; looking at a page says nothing of oneself.
    assert RUT in ada.open("/desk/posts/1").words
    kim = blog.staff("Kim", "editor")
    assert RUT in kim.open("/desk/posts/1").words and "Kim" not in others(ada)
    # Since when does not move while they stay.
    told = others(ada)
    blog.clock.step(seconds=60)
    others(rut)
    assert others(ada) == told


def test_it_ends_when_they_leave_or_say_nothing_more(blog: Site, ada: Browser, rut: Browser) -> None:
    others(rut)
    begun = others(ada)
    assert rut.post(HERE, {"leaves": "yes"}).status == 204
    # Saving leads to the same page again: that is no coming and going.
    blog.clock.step(seconds=5)
    others(rut)
    assert others(ada) == begun
    rut.post(HERE, {"leaves": "yes"})
    blog.clock.step(seconds=21)
    assert others(ada) == '{"others":[]}'
    others(rut)
    blog.clock.step(seconds=91)
    assert others(ada) == '{"others":[]}' and RUT not in ada.open("/desk/posts/1").words


def test_nobody_is_held_up_and_another_post_is_another_matter(blog: Site, ada: Browser, rut: Browser) -> None:
    others(rut)
    blog.publish(ada, title="Another")
    assert RUT not in ada.open("/desk/posts/2").words
    first, second = ada.open("/desk/posts/1"), rut.open("/desk/posts/1")
    assert first.send("title", "save", body="Ada's.").status == 303
    assert second.send("title", "save", body="Rut's.").status == 409


def test_who_is_served_by_another_process_is_known_by_what_they_type(
    blog: Site, ada: Browser, rut: Browser, tmp_path: Path
) -> None:
    other = Site(tmp_path, blog.settings.database_url)
    try:
        there = other.visitor()
        there.post("/sign-in", {"email": "rut@example.org", "password": PASSWORD})
        there.post(HERE, {})
        assert others(ada) == '{"others":[]}', "what a process remembers is its own"
        typed = {"draft": "0123456789abcdef", "post": "1", "title": "T", "body": "Secret words.", "revision": "1"}
        there.post("/desk/unsaved", typed)
        told = "Rut was typing here just now."
        assert told in others(ada) and told in ada.open("/desk/posts/1").words
        assert "Secret words" not in ada.open("/desk/posts/1").html
        assert "typing" not in others(rut), "oneself is nobody else"
        # Of one who is known to have it open nothing more is said.
        assert "typing" not in there.post(HERE, {}).html
        others(rut)
        assert "typing" not in others(ada) and RUT in others(ada)
        rut.post(HERE, {"leaves": "yes"})
        there.post("/desk/unsaved/away", {"draft": typed["draft"]})
        blog.clock.step(seconds=30)
        assert others(ada) == '{"others":[]}'
        there.post("/desk/unsaved", {**typed, "draft": "fedcba9876543210"})
        assert told in others(ada)
        blog.clock.step(minutes=2)
        assert others(ada) == '{"others":[]}'
    finally:
        other.close()


def test_who_may_not_open_the_post_learns_nothing(blog: Site, ada: Browser, rut: Browser) -> None:
    """A1"""
    others(rut)
    kim = blog.staff("Kim", "author")
    assert kim.post(HERE, {}).status == 404 and "Rut" not in kim.post(HERE, {}).html
    assert kim.post("/desk/posts/99999999999/presence", {}).status == 404
    assert blog.visitor().post(HERE, {}).status in (303, 403)
