"""The saved versions of a post: who and when, word by word, and put back."""

from __future__ import annotations

import time

import pytest

from blog.posts.models import PostRevision
from tests.cast.site import Browser, Site


def rewrite(browser: Browser, body: str, button: str = "save", **fields: str) -> None:
    assert browser.open("/desk/posts/1").send("title", button, body=body, **fields).status == 303


def test_every_save_that_says_something_is_a_version(blog: Site, ada: Browser) -> None:
    blog.publish(ada, body="One kettle.")
    rewrite(ada, "Two kettles.")
    rewrite(ada, "Two kettles.")
    rewrite(blog.staff("Rut", "editor"), "Three kettles.", "publish")
    page = ada.open("/desk/posts/1/revisions")
    assert page.html.count('name="old"') == 3
    assert "Rut · saved" in page.words
    assert "published by Rut" in page.words
    assert "published by Ada" in page.words
    assert "Readers see this one" in page.words


def test_any_two_are_compared_word_by_word_whichever_is_named_first(blog: Site, ada: Browser) -> None:
    blog.publish(ada, body="One red kettle.", tags="Tea")
    rewrite(ada, "One red kettle.", title="Another title")
    rewrite(ada, "One blue kettle.", tags="Coffee")
    for query in ("old=1&new=3", "old=3&new=1"):
        page = ada.open(f"/desk/posts/1/revisions?{query}")
        assert "From revision 1 to revision 3:" in page.words
        assert "red<span" in page.html
        assert "blue<span" in page.html
        assert "Another title" in page.words
        assert "Coffee" in page.words
    assert "Word for word the same." in ada.open("/desk/posts/1/revisions?old=2&new=2").words


@pytest.mark.parametrize(
    "query", ["old=1", "old=1&new=9", "old=x&new=1", "old=1&new=%00", "before=x", "old=\u0661&new=1"]
)
def test_a_version_that_is_not_there_is_not_found(blog: Site, ada: Browser, query: str) -> None:
    """L7"""
    blog.publish(ada)
    assert ada.get(f"/desk/posts/1/revisions?{query}").status == 404


def test_one_version_says_what_will_stand_here(blog: Site, ada: Browser) -> None:
    blog.publish(ada)
    page = ada.open("/desk/posts/1/revisions")
    assert "This is the first revision." in page.words
    assert "Compare" not in page.words


def test_a_version_is_put_back_as_a_new_one_and_readers_see_it_once_published(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada, title="First", body="The first words.", tags="Tea")
    rewrite(ada, "Other words.", "publish", title="Second", tags="Coffee")
    back = ada.follow(ada.open("/desk/posts/1/revisions").send("revision"))
    form = back.form("title")
    assert (form.value("title"), form.value("body"), form.value("tags")) == ("First", "The first words.", "Coffee")
    assert "Other words." in blog.visitor().open(path).words
    assert "put back from revision 1" in ada.open("/desk/posts/1/revisions").words
    back.send("title", "publish")
    assert "The first words." in blog.visitor().open(path).words
    with blog.reading() as db:
        assert [one.number for one in db.query(PostRevision).order_by(PostRevision.number)] == [1, 2, 3]
    ada.post("/desk/posts/1/revisions", {"revision": "3"})
    assert blog.count(PostRevision) == 3
    assert ada.post("/desk/posts/1/revisions", {"revision": "9"}).status == 404


def test_who_may_not_publish_puts_nothing_back_on_a_published_post(blog: Site, ada: Browser) -> None:
    """A1"""
    kim = blog.staff("Kim", "contributor")
    kim.post("/desk/posts/new", {"title": "Mine", "body": "One."})
    kim.open("/desk/posts/1").send("title", "save", body="Two.")
    assert kim.post("/desk/posts/1/revisions", {"revision": "1"}).status == 303
    ada.open("/desk/posts/1").send("title", "publish")
    assert kim.post("/desk/posts/1/revisions", {"revision": "2"}).status == 404
    assert kim.get("/desk/posts/1/revisions").status == 404


def test_hundreds_of_versions_stand_on_pages(blog: Site, ada: Browser) -> None:
    """L9"""
    blog.publish(ada)
    with blog.house.database.writer_session() as db:
        first = db.query(PostRevision).one()
        copied = ("post_id", "title", "format", "typed", "html", "words", "excerpt", "policy", "plan", "saved_at")
        for number in range(2, 121):
            db.add(PostRevision(number=number, **{name: getattr(first, name) for name in copied}))
        db.commit()
    page = ada.open("/desk/posts/1/revisions")
    assert page.html.count("<time") >= 50
    assert ">120</span>" not in ada.open("/desk/posts/1/revisions?before=71").html
    assert ">70</span>" in ada.open("/desk/posts/1/revisions?before=71").html


@pytest.mark.parametrize("words", ["a ", "ab\n", "<b>", "中", "\u0301a"])
def test_hostile_versions_are_compared_in_a_time_that_can_be_waited_for(blog: Site, ada: Browser, words: str) -> None:
    """L2"""
    blog.publish(ada, body=words * 20_000)
    rewrite(ada, "x" + words[::-1] * 19_999)
    begun = time.perf_counter()
    page = ada.open("/desk/posts/1/revisions?old=1&new=2")
    assert page.status == 200
    assert time.perf_counter() - begun < 8
