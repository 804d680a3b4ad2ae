"""Readers who come to an address that has nothing, or nothing any more, are shown where to go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.cast.site import Browser, Page, Site

LISTED = re.compile(r'<li class="leaders"><a href="([^"]+)"')


def listed(page: Page) -> list[str]:
    return LISTED.findall(page.html)


@contextmanager
def statements(blog: Site) -> Iterator[list[str]]:
    """What the app asks the database meanwhile."""
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *about: Any) -> None:
        asked.append(statement)

    event.listen(blog.house.database.reader, "before_cursor_execute", note)
    yield asked
    event.remove(blog.house.database.reader, "before_cursor_execute", note)


def test_a_missing_page_lists_the_newest_posts_and_looks_for_its_words(blog: Site, ada: Browser, sol: Browser) -> None:
    paths = []
    for number in range(7):
        blog.clock.step(hours=1)
        paths.append(blog.publish(ada, title=f"Kettle {number}"))

    page = sol.get("/2019/01/blue-teapots-of-1950.html")

    assert page.status == 404
    assert listed(page) == paths[:1:-1]
    assert page.form("/search").value("q") == "blue teapots of 1950"


def test_a_page_that_was_taken_down_does_the_same(blog: Site, ada: Browser, sol: Browser) -> None:
    stays, goes = blog.publish(ada, title="Stays"), blog.publish(ada, title="Goes away")
    ada.open("/desk/posts/2").send("title", "delete")

    page = sol.get(goes)

    assert (page.status, listed(page)) == (410, [stays])
    assert page.form("/search").value("q") == "goes away"


def test_nothing_is_listed_that_readers_do_not_see(blog: Site, ada: Browser, sol: Browser) -> None:
    ada.post("/desk/posts/new", {"title": "A draft", "action": "save"})
    ada.post("/desk/posts/new", {"title": "Later", "action": "schedule", "published_at": "2030-03-03 10:00"})
    blog.publish(ada, title="Withdrawn")
    ada.open("/desk/posts/3").send("title", "withdraw")
    path = blog.publish(ada, title="Shown")
    ada.open("/desk/posts/4").send("title", "save", title="Not shown yet")

    page = sol.get("/nothing")

    assert listed(page) == [path]
    assert all(title not in page.html for title in ("A draft", "Later", "Withdrawn", "Not shown yet"))


def test_a_blog_without_a_post_leads_home(sol: Browser) -> None:
    page = sol.get("/nothing")
    assert (page.status, listed(page)) == (404, [])
    assert '<a href="/">the newest posts</a>' in page.html


@pytest.mark.parametrize("path", ["/desk/nothing", "/desk", "/-/mail/x", "/comments/x/y", "/media/x.png", "/static/x"])
def test_where_nobody_reads_the_blog_nothing_is_listed(blog: Site, ada: Browser, path: str) -> None:
    blog.publish(ada)
    assert listed(ada.get(path)) == []


def test_a_comment_that_is_gone_leaves_something_to_read(blog: Site, ada: Browser, sol: Browser) -> None:
    path = blog.publish(ada)
    page = sol.get("/-/comment/comment-nobody")
    assert (page.status, listed(page)) == (404, [path])


def test_the_list_costs_one_statement_however_long_the_blog_is(blog: Site, ada: Browser, sol: Browser) -> None:
    blog.publish(ada)
    with statements(blog) as without:
        sol.get("/desk-of-nobody")
        before = len(without)
        blog.house.read_newest = lambda db: ()
        sol.get("/desk-of-nobody")
    assert before - (len(without) - before) == 1


def test_head_has_the_same_answer_without_its_body(blog: Site, ada: Browser, sol: Browser) -> None:
    blog.publish(ada)
    answer = sol.client.head("/nothing")
    whole = sol.get("/nothing")
    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers["cache-control"] == whole.headers["cache-control"] == "no-store"


def test_the_list_is_new_as_soon_as_a_post_is(blog: Site, ada: Browser, sol: Browser) -> None:
    first = blog.publish(ada, title="One")
    assert listed(sol.get("/nothing")) == [first]
    blog.clock.step(minutes=1)
    second = blog.publish(ada, title="Two")
    assert listed(sol.get("/nothing")) == [second, first]


def test_without_the_list_the_page_says_what_it_has_to_say(blog: Site, ada: Browser, sol: Browser) -> None:
    """Whatever becomes of the one statement: the page stands without it."""
    blog.publish(ada)

    def away(db: Any) -> Any:
        raise RuntimeError("the database has gone meanwhile")

    blog.house.read_newest = away
    page = sol.get("/nothing")
    assert (page.status, listed(page)) == (404, [])
    assert "Nothing is kept at this address" in page.words


def test_a_missing_file_is_missing_also_without_a_database(blog: Site, sol: Browser) -> None:
    def away(db: Any) -> Any:
        raise RuntimeError("the database is away")

    blog.house.read_site = away
    assert sol.get("/static/nothing.css").status == 404
    assert sol.post("/robots.txt", {}).status == 405
