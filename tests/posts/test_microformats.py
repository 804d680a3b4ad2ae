"""What readers that know microformats find in a page: one entry a post with what was said to it, and feeds of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.cast.site import Browser, Site
from tests.importers.bringing import bring, takeout
from tests.importers.exports import takeout_comment, takeout_post
from tests.media.drawing import draw
from tests.stories.test_covers import bring_cover
from tests.stories.test_threads import say
from tests.web.microformats import Item, comments_of, entry_of, items_of, troubles


def read(blog: Site, path: str) -> Item:
    """The entry at this address, once nothing on its page is wrong."""
    address = blog.url + path
    html = blog.visitor().get(path).html
    assert troubles(html, address) == []
    return entry_of(html, address)


def words(properties: Item) -> list[str]:
    return [one["value"] for one in properties["content"]]


def test_a_post_is_a_whole_entry(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada, title="Barley & rye", body="Words *of* it.", tags="Soup & day, Bread")

    entry = read(blog, path)

    assert (entry["name"], entry["url"]) == (["Barley & rye"], [blog.url + path])
    assert entry["category"] == ["Soup & day", "Bread"]
    assert entry["content"] == [{"value": "Words of it.", "html": "<p>Words <em>of</em> it.</p>", "lang": "en"}]
    assert [datetime.fromisoformat(one) for one in entry["published"]] == [blog.clock()]
    [author] = entry["author"]
    assert author["properties"] == {"name": ["Ada"], "url": [f"{blog.url}/authors/ada"]}
    assert not {"updated", "comment", "featured"} & entry.keys()


def test_a_post_says_when_its_words_were_changed(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    blog.clock.step(hours=1)
    changed = blog.clock()
    ada.open("/desk/posts/1").send("title", "publish", body="Other words.")

    entry = read(blog, path)

    assert [datetime.fromisoformat(one) for one in entry["updated"]] == [changed]


def test_a_post_with_a_cover_shows_it_first(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    bring_cover(ada, draw(), alt="A boat")
    ada.open("/desk/posts/1").send("title", "publish")

    [cover] = read(blog, path)["featured"]
    [feed] = items_of(blog.visitor().get("/").html, f"{blog.url}/")

    assert cover["alt"] == "A boat"
    assert cover["value"].startswith(f"{blog.url}/media/")
    assert feed["children"][0]["properties"]["featured"] == [cover]


def test_what_was_said_stands_in_the_entry_as_it_stands_in_the_thread(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    first = say(blog, nia, path, "First.", name="Sol & co", website="https://sol.example")
    sent = blog.clock()
    say(blog, nia, path, "An answer.", parent=first, name="Mo")
    say(blog, nia, path, "Second.")
    nia.post("/desk/pins", {"pin": first})

    entry = read(blog, path)

    assert [words(one["properties"]) for one in entry["comment"]] == [["First."], ["Second."]]
    said = entry["comment"][0]["properties"]
    assert said["author"][0]["properties"] == {"name": ["Sol & co"], "url": ["https://sol.example"]}
    assert said["url"] == [f"{blog.url}/-/comment/{first}"]
    assert [datetime.fromisoformat(one) for one in said["published"]] == [sent]
    [answer] = said["comment"]
    assert (words(answer["properties"]), answer["properties"]["author"][0]["properties"]) == (
        ["An answer."],
        {"name": ["Mo"]},
    )


def test_an_edited_comment_says_when(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    receipt, edited = blog.say(path, body="Furst."), blog.clock()
    for body in ("", "First."):
        blog.clock.step(minutes=5)
        edited = blog.clock()
        if body:
            receipt.browser.open(receipt.path).send("body", body=body)
        card = nia.open("/desk/comments").html.split('name="comment" value="')[1].split('"')[0]
        nia.post("/desk/decisions", {"comment": card, "decision": "approved"})

    [said] = comments_of(read(blog, path))

    assert words(said) == ["First."]
    assert [datetime.fromisoformat(one) for one in said["updated"]] == [edited]


def test_where_the_page_does_not_show_it_a_comment_names_what_it_answers(blog: Site, tmp_path: Path) -> None:
    """Deeper than the eye is led, and where what it answers is on another page."""
    deep = [takeout_comment(10 + n, 1, answers=10 + n - 1 if n else 0, body=f"Level {n}.") for n in range(6)]
    bring(blog, takeout(tmp_path, takeout_post(1), *deep))
    path = "/2009/08/post-1.html"
    entry = read(blog, path)

    by_words = {words(one)[0]: one for one in comments_of(entry)}
    assert list(by_words) == [f"Level {n}." for n in range(6)]
    answered = {name: one.get("in-reply-to") for name, one in by_words.items()}
    assert [answered[f"Level {n}."] for n in range(3)] == [None, None, None]
    ids = {name: one["url"][0].rpartition("/")[2] for name, one in by_words.items()}
    assert [answered[f"Level {n}."] for n in range(3, 6)] == [
        [f"{blog.url}{path}#comment-{ids[f'Level {n - 1}.']}"] for n in range(3, 6)
    ]


def test_what_was_taken_down_is_cited_no_more_and_its_answer_is(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    gone = say(blog, nia, path, "Unkind.", name="Mallory")
    say(blog, nia, path, "An answer.", parent=gone)
    card = nia.open("/desk/comments?status=approved").html.split(f'value="{gone}@')[1].split('"')[0]
    nia.post("/desk/decisions", {"comment": f"{gone}@{card}", "decision": "deleted"})
    html = blog.visitor().get(path).html
    assert f'id="comment-{gone}"' in html

    entry = entry_of(html, blog.url + path)

    assert [words(one) for one in comments_of(entry)] == [["An answer."]]
    assert "Mallory" not in str(entry)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "A new blog"),
        ("/2026/", "Written in 2026"),
        ("/2026/10/", "Written in October 2026"),
        ("/tags/tea", "Filed under Tea"),
        ("/authors/ada", "Written by Ada"),
    ],
)
def test_a_list_is_a_feed_of_entries(blog: Site, ada: Browser, path: str, name: str) -> None:
    at = blog.publish(ada, title="Barley", body="Words.", tags="Tea", excerpt="About *it*.")
    address = blog.url + path
    html = blog.visitor().get(path).html

    assert troubles(html, address) == []
    [feed] = items_of(html, address)

    assert feed["type"] == ["h-feed"]
    assert feed["properties"] == {"name": [name], "url": [address]}
    [entry] = feed["children"]
    found = entry["properties"]
    assert (found["name"], found["url"], found["summary"]) == (["Barley"], [urljoin(address, at)], ["About *it*."])
    assert [datetime.fromisoformat(one) for one in found["published"]] == [blog.clock()]
    assert found["author"][0]["properties"] == {"name": ["Ada"], "url": [f"{blog.url}/authors/ada"]}
