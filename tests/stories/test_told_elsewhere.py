"""What pages say of themselves to machines: schema.org's words for a post and its comments, and Open Graph."""

from __future__ import annotations

import json
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.cast.site import Browser, Page, Site
from tests.stories.test_first_day import waiting

HOSTILE = "</script><script>alert(1)</script> <!-- \u2028 &amp; \"quoted\" 'so'"
WANTED = ("og:type", "og:title", "og:url", "og:site_name", "og:locale")


class Head(HTMLParser):
    """The head as a browser takes it: properties, links, and what stands in scripts of data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.data: list[Any] = []
        self.scripts = 0
        self._in_data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and (name := given.get("property") or given.get("name")):
            assert name not in self.meta, f"{name} is said twice"
            self.meta[name] = given["content"]
        elif tag == "link":
            self.links[given["rel"]] = given["href"]
        elif tag == "script":
            self._in_data = given.get("type") == "application/ld+json"
            self.scripts += "src" not in given and not self._in_data

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(json.loads(data))


def head_of(page: Page) -> Head:
    assert page.status == 200
    return Head(page.html)


def said(blog: Site, ada: Browser, path: str, *bodies: str) -> None:
    """Comments under a post, each approved."""
    for body in bodies:
        blog.clock.step(minutes=2)
        blog.say(path, body=body, name="Sol </script>")
        ada.post("/desk/decisions", {"comment": waiting(ada)[0], "decision": "approved"})


def test_a_post_says_what_it_is_and_what_readers_wrote(blog: Site, ada: Browser, sol: Browser) -> None:
    path = blog.publish(ada, title="The kettle", body="It sings.", tags="kettles, tea")
    said(blog, ada, path, "First.", "Second, with *marks*.")

    head = head_of(sol.get(path))

    url = blog.settings.url + path
    [post] = head.data
    assert (post["@context"], post["@type"], post["headline"]) == ("https://schema.org", "BlogPosting", "The kettle")
    assert post["url"] == post["mainEntityOfPage"] == head.links["canonical"] == head.meta["og:url"] == url
    assert (post["inLanguage"], post["keywords"]) == ("en", ["kettles", "tea"])
    assert post["author"] == [{"@type": "Person", "name": "Ada", "url": f"{blog.settings.url}/authors/ada"}]
    assert post["image"] == head.meta["og:image"]
    assert post["publisher"]["name"] == "A new blog"
    assert post["commentCount"] == 2
    assert [one["@type"] for one in post["comment"]] == ["Comment", "Comment"]
    assert [one["text"] for one in post["comment"]] == ["First.", "Second, with marks."]
    assert all(one["url"].startswith(f"{url}#comment-") for one in post["comment"])
    assert all(one["author"]["name"] == "Sol </script>" for one in post["comment"])


def test_every_time_names_its_zone_and_every_address_its_host(blog: Site, ada: Browser, sol: Browser) -> None:
    path = blog.publish(ada, title="The kettle", tags="tea")
    said(blog, ada, path, "A word.")

    head = head_of(sol.get(path))

    [post] = head.data
    times = [post["datePublished"], *(one["dateCreated"] for one in post["comment"])]
    times.append(head.meta["article:published_time"])
    assert all(datetime.fromisoformat(one).utcoffset() is not None for one in times)
    assert datetime.fromisoformat(times[0]) == datetime.fromisoformat(times[-1])
    for address in (*addresses(post), *(text for name, text in head.meta.items() if name in ("og:url", "og:image"))):
        assert address.startswith(f"{blog.settings.url}/"), address


def addresses(value: Any, name: str = "") -> list[str]:
    """Whatever is an address in what a page says."""
    if isinstance(value, dict):
        return [one for key, inner in value.items() for one in addresses(inner, key)]
    if isinstance(value, list):
        return [one for inner in value for one in addresses(inner, name)]
    return [str(value)] if name in ("url", "image", "mainEntityOfPage") else []


def test_what_was_changed_says_when(blog: Site, ada: Browser, sol: Browser) -> None:
    path, published = blog.publish(ada, title="The kettle"), blog.clock()
    receipt = blog.say(path, body="Furst.")
    said_at = blog.clock()
    first = head_of(sol.get(path))
    assert "article:modified_time" not in first.meta
    assert datetime.fromisoformat(first.data[0]["dateModified"]) == published
    blog.clock.step(hours=1)
    changed = blog.clock()
    ada.open("/desk/posts/1").send("title", "publish", body="It whistles.")
    for body in ("", "First."):
        blog.clock.step(minutes=5)
        if body:
            receipt.browser.open(receipt.path).send("body", body=body)
        ada.post("/desk/decisions", {"comment": waiting(ada)[0], "decision": "approved"})

    head = head_of(sol.get(path))

    [post] = head.data
    [comment] = post["comment"]
    assert datetime.fromisoformat(head.meta["article:modified_time"]) == changed
    assert [datetime.fromisoformat(post[name]) for name in ("datePublished", "dateModified")] == [published, changed]
    assert [datetime.fromisoformat(comment[name]) for name in ("dateCreated", "dateModified")] == [
        said_at,
        blog.clock(),
    ]


def test_nothing_that_is_typed_ends_the_data_or_a_property(blog: Site, ada: Browser, sol: Browser) -> None:
    ada.open("/desk/settings").send("tagline", title=f"Blog {HOSTILE}", tagline=HOSTILE)
    path = blog.publish(ada, title=HOSTILE, excerpt=HOSTILE, tags="</script>")
    said(blog, ada, path, f"`{HOSTILE}`")

    for page in (sol.get(path), sol.get("/")):
        head = head_of(page)
        assert head.scripts == 0
        assert "alert(1)</script>" not in page.html
    post_head = head_of(sol.get(path))
    [post] = post_head.data
    assert post["headline"] == post_head.meta["og:title"] == " ".join(HOSTILE.split())
    assert "alert(1)" in post["comment"][0]["text"]


@pytest.mark.parametrize(
    ("path", "kind", "title"),
    [
        ("/", "website", "A new blog"),
        ("/2026/", "website", "Written in 2026"),
        ("/tags/tea", "website", "Filed under Tea"),
        ("/authors/ada", "profile", "Written by Ada"),
        ("/about", "website", "About"),
        ("/the-kettle", "article", "The kettle"),
    ],
)
def test_every_kind_of_page_says_what_is_shown_of_it_elsewhere(
    blog: Site, ada: Browser, sol: Browser, path: str, kind: str, title: str
) -> None:
    ada.open("/desk/settings").send("tagline", tagline="Of pots")
    blog.publish(ada, title="The kettle", permalink="/the-kettle", tags="Tea")
    blog.publish(ada, title="About", permalink="/about", kind="page")

    head = head_of(sol.get(path))

    assert [name for name in WANTED if not head.meta.get(name)] == []
    assert (head.meta["og:type"], head.meta["og:title"]) == (kind, title)
    assert head.meta["og:url"] == head.links["canonical"] == blog.settings.url + path
    assert (head.meta["og:locale"], head.meta["twitter:card"]) == ("en_US", "summary_large_image")
    assert sol.get(head.meta["og:image"].removeprefix(blog.settings.url)).status == 200
    assert ("article:published_time" in head.meta) == (kind == "article")


def test_a_list_is_described_by_what_is_said_of_it(blog: Site, ada: Browser, sol: Browser) -> None:
    ada.open("/desk/settings").send("tagline", tagline="Of pots & pans")
    blog.publish(ada, tags="Tea")
    ada.open("/desk/tags/1").send("name", description="All about *tea*.")
    ada.open("/desk/you/profile").send("bio", bio="Writes of pots.")

    described = {path: head_of(sol.get(path)).meta for path in ("/", "/tags/tea", "/authors/ada", "/2026/")}

    words = {path: meta.get("og:description") for path, meta in described.items()}
    assert words == {
        "/": "Of pots & pans",
        "/tags/tea": "All about tea.",
        "/authors/ada": "Writes of pots.",
        "/2026/": None,
    }
    assert all(meta.get("description") == meta.get("og:description") for meta in described.values())


def test_a_post_in_another_language_says_which(blog: Site, ada: Browser, sol: Browser) -> None:
    head = head_of(sol.get(blog.publish(ada, title="La tetera", language="es-AR")))
    assert (head.data[0]["inLanguage"], head.meta["og:locale"]) == ("es-AR", "es_AR")


def test_a_page_is_no_news_of_a_day(blog: Site, ada: Browser, sol: Browser) -> None:
    [page] = head_of(sol.get(blog.publish(ada, title="About", kind="page"))).data
    assert page["@type"] == "WebPage"
    assert "datePublished" not in page
    assert datetime.fromisoformat(page["dateModified"]) == blog.clock()


def test_comments_that_are_hidden_are_told_to_nobody(blog: Site, ada: Browser, sol: Browser) -> None:
    path = blog.publish(ada)
    said(blog, ada, path, "A word.")
    ada.open("/desk/posts/1").send("title", "publish", comments="hidden")
    [post] = head_of(sol.get(path)).data
    assert not {"comment", "commentCount"} & set(post)


def test_what_waits_is_told_to_nobody(blog: Site, ada: Browser, sol: Browser) -> None:
    path = blog.publish(ada)
    blog.say(path, body="Still waiting.")
    page = sol.get(path)
    [post] = head_of(page).data
    assert (post["commentCount"], post["comment"]) == (0, [])
    assert "Still waiting" not in page.html
