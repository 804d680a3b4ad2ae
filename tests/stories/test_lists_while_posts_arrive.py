"""Lists are read page by page while posts come and go: what stands all the while is met once, and every page says where
it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pytest

from blog.comments import newest
from blog.site.settings import change_site
from tests.cast.site import Browser, Page, Site

LISTS = ("/", "/2026/", "/2026/10/", "/tags/tea", "/authors/ada")
COMMENTS = "/-/comments"
POSTS = 7


def publish(blog: Site, ada: Browser, names: Sequence[str]) -> list[str]:
    """One after another; where each is changed."""
    places = []
    for name in names:
        blog.clock.step(minutes=1)
        fields = {"title": f"Post {name}", "body": "Words.", "tags": "Tea", "action": "publish"}
        places.append(ada.post("/desk/posts/new", fields).location)
    return places


def approve_all(ada: Browser) -> None:
    keys = re.findall(r'name="comment" value="([^"]+)"', ada.open("/desk/comments").html)
    if keys:
        sent = [*(("comment", key) for key in dict.fromkeys(keys)), ("decision", "approved")]
        assert ada.post("/desk/decisions", sent).status == 303


@pytest.fixture
def small_pages(blog: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    blog.house.database.write(lambda db: change_site(db, blog.clock(), None, posts_a_page=2))
    monkeypatch.setattr(newest.read_newest, "__defaults__", (2,))


def named(page: Page, path: str) -> list[str]:
    if path == COMMENTS:
        return re.findall(r'<span dir="auto">Word (\w+)\.</span>', page.html)
    return re.findall(r'<h2 dir="auto"><a href="[^"]+"[^>]*>Post (\w+)</a></h2>', page.html)


def beside(page: Page, rel: str) -> str | None:
    """Where the head says that the page before, after, or this one itself stands."""
    found = re.findall(rf'<link rel="{rel}" href="([^"]+)">', page.html)
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.usefixtures("small_pages")
def test_what_stands_all_the_while_is_met_once(blog: Site, ada: Browser) -> None:
    places = publish(blog, ada, [str(number) for number in range(POSTS)])
    for number in range(POSTS):
        blog.clock.step(minutes=1)
        blog.say("/2026/10/post-0.html", f"Word {number}.")
    approve_all(ada)
    reader = blog.visitor()
    met = {path: Counter[str]() for path in (*LISTS, COMMENTS)}
    place: dict[str, str | None] = {path: path for path in met}
    leaving = [6, 2, 4]
    for step in range(10):
        for path, address in place.items():
            if address is not None:
                page = reader.open(address)
                met[path].update(named(page, path))
                place[path] = beside(page, "next")
        # What was just met, what is the end of a page, what is still to come: each leaves once.
        if step < len(leaving):
            ada.post(places[leaving[step]], {"title": "Gone", "body": "Words.", "action": "withdraw"})
            publish(blog, ada, [f"late{step}"])
            blog.say("/2026/10/post-0.html", f"Word late{step}.")
            approve_all(ada)
    assert not any(place.values()), "every list has an end"
    for path, counted in met.items():
        staying = {str(number) for number in range(POSTS)} - (set() if path == COMMENTS else {"6", "2", "4"})
        assert {name: counted[name] for name in staying} == dict.fromkeys(staying, 1), path
        assert max(counted.values()) == 1, path
        assert not [name for name in counted if name.startswith("late")], "newer than the first page"


@pytest.mark.usefixtures("small_pages")
def test_each_page_says_where_it_stands(blog: Site, ada: Browser) -> None:
    """canonical, prev and next; and whoever goes back finds the pages they came from, at the same addresses."""
    publish(blog, ada, [str(number) for number in range(5)])
    for number in range(5):
        blog.clock.step(minutes=1)
        blog.say("/2026/10/post-0.html", f"Word {number}.")
    approve_all(ada)
    reader = blog.visitor()
    for path in (*LISTS, COMMENTS):
        before, address, seen = None, path, list[str]()
        for _ in range(3):
            page = reader.open(address)
            assert beside(page, "canonical") == f"{blog.url}{address}"
            assert beside(page, "prev") == before
            seen += named(page, path)
            before, address = address, beside(page, "next") or ""
        assert (seen, address) == (["4", "3", "2", "1", "0"], ""), path
        assert reader.get(f"{path}?before=x").status == 404
        assert reader.get(f"{path}?before=0-0").status == 404


@pytest.mark.usefixtures("small_pages")
def test_only_what_readers_may_see_is_among_the_newest_comments(blog: Site, ada: Browser) -> None:
    hidden, shown = publish(blog, ada, ["0", "1"])
    blog.say("/2026/10/post-0.html", "Word hidden.")
    blog.say("/2026/10/post-1.html", "Word seen.")
    approve_all(ada)
    blog.say("/2026/10/post-1.html", "Word waiting.")
    reader = blog.visitor()
    assert named(reader.open(COMMENTS), COMMENTS) == ["seen", "hidden"]
    assert f'href="{COMMENTS}"' in reader.open("/").html
    ada.post(hidden, {"title": "Post 0", "body": "Words.", "comments": "hidden", "action": "save"})
    assert named(reader.open(COMMENTS), COMMENTS) == ["seen"]
    ada.post(shown, {"title": "Post 1", "body": "Words.", "action": "withdraw"})
    assert "Nobody has written anything yet." in reader.open(COMMENTS).words
