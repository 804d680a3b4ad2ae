"""How posts are addressed and how many stand on a page: the owner decides, and nothing that stands moves by it."""

from __future__ import annotations

import pytest

from blog.web.pagecache import PageCache
from tests.cast.site import Browser, Page, Site


def choose(browser: Browser, **values: str) -> Page:
    return browser.follow(browser.open("/desk/settings").send("tagline", **values))


def test_a_new_post_follows_the_pattern_and_the_old_one_stays(blog: Site, ada: Browser) -> None:
    old = blog.publish(ada, title="Number one")
    assert old == "/2026/10/number-one.html"
    assert "/2026/10/the-second-kettle.html" in ada.open("/desk/settings").html, "each choice is an example"
    choose(ada, permalinks="title")
    assert blog.publish(ada, title="Number two") == "/number-two"
    choose(ada, permalinks="plain")
    assert blog.publish(ada, title="Number three") == "/2026/10/number-three"
    ada.open("/desk/posts/1").send("title", "publish", title="Number one, again")
    assert "Number one, again" in blog.visitor().open(old).words
    assert "Address of a new post: title → plain" in ada.open("/desk/log").words


@pytest.mark.parametrize(("title", "path"), [("Search", "/search-2"), ("2026", "/2026-2"), ("Desk", "/desk-2")])
def test_a_title_alone_never_takes_what_the_blog_uses(blog: Site, ada: Browser, title: str, path: str) -> None:
    choose(ada, permalinks="title")
    assert blog.publish(ada, title=title) == path
    assert title in blog.visitor().open(path).words


def test_of_two_with_one_title_each_has_its_own(blog: Site, ada: Browser) -> None:
    choose(ada, permalinks="title")
    assert [blog.publish(ada, title="Tea") for _ in range(3)] == ["/tea", "/tea-2", "/tea-3"]
    choose(ada, permalinks="plain")
    assert [blog.publish(ada, title="Tea") for _ in range(2)] == ["/2026/10/tea", "/2026/10/tea-2"]


def test_so_many_posts_stand_on_a_page_and_the_kept_page_follows(blog: Site, ada: Browser) -> None:
    assert isinstance(blog.app, PageCache)
    for number in range(4):
        blog.publish(ada, title=f"Post {number}", tags="Tea")
    reader = blog.visitor()
    shown = ["/", "/tags/tea", "/2026/", "/authors/ada"]
    assert [reader.open(path).html.count("<article") for path in shown] == [4, 4, 4, 4]
    choose(ada, posts_a_page="3")
    assert [reader.open(path).html.count("<article") for path in shown] == [3, 3, 3, 3]
    older = reader.open("/").html.split('rel="next" href="')[1].split('"')[0]
    assert reader.open(older.replace("&amp;", "&")).html.count("<article") == 1


def test_what_cannot_be_is_said_and_kept(blog: Site, ada: Browser) -> None:
    page = ada.open("/desk/settings").send("tagline", permalinks="nonsense", posts_a_page="0", backup_days="many")
    assert page.status == 422
    assert "Choose one of the addresses offered." in page.words
    assert "Write how many posts, from 1 to 100." in page.words
    assert page.form("tagline").value("posts_a_page") == "0"
    assert page.form("tagline").value("backup_days") == "many"
    choose(ada, backup_days="30")
    assert ada.open("/desk/settings").form("tagline").value("backup_days") == "30"
    assert "No mail server is named" in ada.open("/desk/settings").words
