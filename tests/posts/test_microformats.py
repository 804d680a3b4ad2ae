"""What readers that know microformats find in a page: one h-entry a post, whole, and an h-feed of them."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.cast.site import Browser, Site

VOID = frozenset({"area", "br", "hr", "img", "input", "link", "meta", "source", "path"})


class Microformats(HTMLParser):
    """Reads properties with what encloses them: (root, property, value), for elements whose value is an attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        roots = [root for root in self._open if root]
        value = given.get("value") or given.get("datetime") or given.get("href") or ""
        for name in classes:
            if name.startswith(("p-", "u-", "dt-", "e-")):
                self.found.append((roots[-1] if roots else "", name, value))
        if tag not in VOID:
            self._open.append(next((name for name in classes if name.startswith("h-")), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._open:
            self._open.pop()


def test_a_post_is_a_whole_entry(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada, title="Barley", body="Words.", tags="Soup & day, Bread")

    found = Microformats(blog.visitor().get(path).html).found

    of_entry = [(name, value) for root, name, value in found if root == "h-entry"]
    assert ("u-url", f"{blog.settings.url}{path}") in of_entry
    assert [value for name, value in of_entry if name == "p-category"] == ["Soup & day", "Bread"]
    assert {"p-name", "e-content", "dt-published", "p-author"} <= {name for name, _ in of_entry}
    assert ("h-card", "p-name", "Ada") in found
    assert ("h-card", "u-url", f"{blog.settings.url}/authors/ada") in found


def test_the_home_page_is_a_feed_of_entries(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada, title="Barley", body="Words.")
    html = blog.visitor().get("/").html

    of_entry = [(name, value) for root, name, value in Microformats(html).found if root == "h-entry"]

    assert html.index('class="band home h-feed"') < html.index(' h-entry"')
    assert {("u-url", f"{blog.settings.url}{path}"), ("p-name", "Barley")} <= set(of_entry)
    assert "dt-published" in {name for name, _ in of_entry}
