"""What machines are told: where the pages are, and where they need not look."""

from __future__ import annotations

import re

from tests.cast.site import Browser, Site


def changes(xml: str) -> dict[str, str]:
    found = re.findall(r"<loc>(.*?)</loc><lastmod>(.*?)</lastmod>", xml)
    return dict(found)


def approve(ada: Browser) -> None:
    card = ada.open("/desk/comments").html.split('name="comment" value="')[1].split('"')[0]
    ada.post("/desk/decisions", {"comment": card, "decision": "approved"})


def test_the_sitemap_names_what_readers_see_and_a_comment_makes_a_page_new(blog: Site, ada: Browser) -> None:
    """A5."""
    path = blog.publish(ada, title="A post & more", permalink="/2026/10/caf\u00e9&tea.html")
    ada.post("/desk/posts/new", {"title": "A draft", "action": "save"})
    visitor, url = blog.visitor(), blog.settings.url
    assert path.startswith("/2026/10/caf")
    index = changes(visitor.get("/sitemap.xml").html)
    assert list(index) == [f"{url}/sitemap.xml?part=0"]
    before = changes(visitor.get("/sitemap.xml?part=0").html)
    assert list(before) == [f"{url}/", f"{url}/2026/10/caf%C3%A9&amp;tea.html"]

    blog.clock.step(hours=1)
    blog.say(path)
    assert changes(visitor.get("/sitemap.xml?part=0").html) == before
    approve(ada)

    after = changes(visitor.get("/sitemap.xml?part=0").html)
    assert all(after[place] > before[place] for place in before)
    assert changes(visitor.get("/sitemap.xml").html) != index
    known = visitor.get("/sitemap.xml").headers["etag"]
    assert visitor.get("/sitemap.xml", **{"if-none-match": known}).status == 304


def test_an_empty_blog_has_an_empty_sitemap_and_no_part_that_is_not_there(blog: Site) -> None:
    visitor = blog.visitor()
    assert "<sitemapindex" in visitor.get("/sitemap.xml").html
    for part in ("0", "1", "-1", "x", "99999", "9" * 40, "\u0663"):
        assert visitor.get(f"/sitemap.xml?part={part}").status == 404


def test_robots_are_told_where_the_sitemap_is_and_what_is_nobodys_page(blog: Site) -> None:
    page = blog.visitor().get("/robots.txt")
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert f"Sitemap: {blog.settings.url}/sitemap.xml" in page.html.splitlines()
    assert "Disallow: /search?" in page.html.splitlines()
