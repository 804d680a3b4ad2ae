"""Imported pages are pages, with what their source said about comments; and tags that have other names by now."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from blog.posts.models import Post
from tests.cast.site import Browser, Site
from tests.importers.bringing import outcome
from tests.importers.wxr import BASE, bring, comment, filed, item, write

REPAIR, MENDING = filed("category", "repair", "Repair"), filed("category", "mending", "Mending")


def page(number: int, name: str, inside: str = "", **given: str) -> str:
    return item(number, inside=inside, type="page", link=f"{BASE}/{name}/", title=name.title(), **given)


def test_pages_come_into_the_menu_with_their_comments_as_they_were(blog: Site, tmp_path: Path) -> None:
    report = bring(
        blog,
        write(
            tmp_path,
            page(1, "guestbook", comment(1, "Still open.")),
            page(2, "history", comment(2, "Long ago."), comments="closed"),
            page(3, "about", comments="closed"),
            page(4, "plans", status="draft"),
            item(5, title="A post"),
        ),
    )
    assert outcome(report, "pages") == {"created": 4}
    with blog.reading() as db:
        rules = {row.permalink: row.comments_rule for row in db.scalars(select(Post).where(Post.kind == "page"))}
    assert {path: rules[path] for path in ("/guestbook/", "/history/", "/about/")} == {
        "/guestbook/": "open", "/history/": None, "/about/": None,
    }  # fmt: skip
    reader = blog.visitor()
    open_, closed, about = (reader.open(path) for path in ("/guestbook/", "/history/", "/about/"))
    assert "Still open." in open_.words
    assert "comment-form" in open_.html
    assert "Long ago." in closed.words
    assert "Comments are closed." in closed.words
    assert 'id="comments"' not in about.html
    assert reader.get("/about").location == "/about/"
    head = about.html.partition('<nav class="nav')[2].partition("</nav>")[0]
    links = [part.partition('"')[0] for part in head.split('href="')[1:]]
    assert links == ["/guestbook/", "/history/", "/about/", "/search"]
    assert "About" not in reader.open("/").html.partition("<main")[2]


def test_a_category_renamed_here_keeps_its_name_when_the_export_comes_again(
    blog: Site, ada: Browser, tmp_path: Path
) -> None:
    bring(blog, write(tmp_path, item(1, inside=REPAIR)))
    ada.post("/desk/tags/1", {"name": "Mending", "was-name": "Repair"})
    bring(blog, write(tmp_path, item(1, inside=REPAIR), item(2, inside=REPAIR + MENDING)))
    words = blog.visitor().open("/tags/mending").html
    assert [words.count(f'/2010/03/post-{number}/"') > 0 for number in (1, 2)] == [True, True]
    assert blog.visitor().get("/tags/repair").location == "/tags/mending"
    assert blog.visitor().get("/category/repair/").location == "/tags/mending"
