"""A private link shows a friend what is not published yet, and nobody else anything."""

from __future__ import annotations

import re

import pytest

from blog.posts.models import PreviewLink
from tests.cast.site import Browser, Page, Site


def draft(ada: Browser, **fields: str) -> int:
    page = ada.post("/desk/posts/new", {"title": "Friday’s soup", "body": "*Lentils.*", **fields})
    return int(page.location.split("?")[0].rsplit("/", 1)[1])


def make(ada: Browser, number: int = 1, lifetime: str = "7") -> str:
    page = ada.follow(ada.post(f"/desk/posts/{number}/links", {"lifetime": lifetime}))
    found = re.findall(r'value="http://localhost:8000(/-/preview/[^"]+)"', page.html)
    assert found, page.words
    return str(found[0])


def test_a_friend_reads_the_draft_and_every_later_save(blog: Site, ada: Browser) -> None:
    draft(ada)
    path = make(ada)
    page = blog.visitor().open(path)
    assert page.status == 200
    assert "<em>Lentils.</em>" in page.html
    assert "Not published" in page.words
    # Whatever direction the post has, what the blog says of it keeps its own.
    assert '<p class="lede words" dir="ltr">' in page.html
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "set-cookie" not in page.headers
    ada.open("/desk/posts/1").send("title", "save", body="Beans.")
    assert "Beans." in blog.visitor().open(path).words


def test_the_link_stands_nowhere_else_and_the_draft_neither(blog: Site, ada: Browser) -> None:
    """A3"""
    draft(ada, tags="Soups")
    blog.publish(ada, title="Shown")
    path = make(ada)
    for public in ("/", "/feeds/posts/default", "/2026/", "/2026/10/shown.html"):
        page = blog.visitor().open(public)
        assert "soup" not in page.html.lower(), public
        assert path not in page.html


def test_ending_it_ends_it_at_once(blog: Site, ada: Browser) -> None:
    """S6"""
    draft(ada)
    path, other = make(ada), make(ada)
    page = ada.open("/desk/posts/1/links")
    assert page.html.count('name="end"') == 2
    ended = ada.follow(ada.post("/desk/posts/1/links", {"end": other.split("/")[-1].split(".")[0]}))
    assert "leads nowhere" in ended.words
    assert blog.visitor().get(other).status == 404
    assert "Whoever sent it to you" in blog.visitor().get(other).words
    assert blog.visitor().get(path).status == 200
    again = ada.post("/desk/posts/1/links", {"end": other.split("/")[-1].split(".")[0]})
    assert again.status == 404


@pytest.mark.parametrize(("lifetime", "days"), [("1", 1), ("7", 7), ("30", 30)])
def test_it_ends_by_itself(blog: Site, ada: Browser, lifetime: str, days: int) -> None:
    """S6"""
    draft(ada)
    path = make(ada, lifetime=lifetime)
    blog.clock.step(days=days, seconds=-1)
    assert blog.visitor().get(path).status == 200
    blog.clock.step(seconds=2)
    assert blog.visitor().get(path).status == 404


def test_a_link_of_a_deleted_post_leads_nowhere_and_a_published_one_says_so(blog: Site, ada: Browser) -> None:
    draft(ada, permalink="/soup.html")
    path = make(ada)
    ada.open("/desk/posts/1").send("title", "publish")
    assert 'href="/soup.html"' in blog.visitor().open(path).html
    ada.open("/desk/posts/1").send("title", "delete")
    assert blog.visitor().get(path).status == 404


def test_no_other_address_opens_it(blog: Site, ada: Browser) -> None:
    """S6, S3"""
    draft(ada)
    draft(ada)
    path, other = make(ada, 1), make(ada, 2)
    name, seal = path.rsplit("/", 1)[1].split(".")
    foreign = other.rsplit(".", 1)[1]
    for token in (
        *(
            f"{name}.{foreign}",
            f"{name}.",
            name,
            f"{name}.{seal[:-1]}",
            f"{name}.{seal}0",
            f".{seal}",
            "",
            "%00",
            "é.é",
        ),
        *(f"{name.upper()}.{seal}", f"{name}.{seal}.x", "x" * 5000, f"{name}%2e%2e%2f.{seal}"),
    ):
        assert blog.visitor().get(f"/-/preview/{token}").status in (400, 404), token
    assert blog.count(PreviewLink) == 2


def test_links_are_made_by_who_writes_the_post_and_are_bounded(blog: Site, ada: Browser) -> None:
    """A1"""
    draft(ada)
    rut = blog.staff("Rut", "author")
    assert rut.post("/desk/posts/1/links", {"lifetime": "7"}).status == 404
    assert ada.post("/desk/posts/1/links", {"lifetime": "9999"}).status == 422
    ending = make(ada).rsplit("/", 1)[1].split(".")[0]
    assert rut.post("/desk/posts/1/links", {"end": ending}).status == 404
    draft(rut)
    # A link of another's post is unknown on one's own.
    assert rut.post("/desk/posts/2/links", {"end": ending}).status == 404
    for _ in range(19):
        make(ada)
    refused: Page = ada.post("/desk/posts/1/links", {"lifetime": "7"})
    assert refused.status == 422
    assert "twenty private links" in refused.words


def test_hostile_words_are_as_harmless_as_published(blog: Site, ada: Browser) -> None:
    """X1, V7"""
    draft(ada, title="</title><script>alert(1)</script>{{ 7*7 }}", body="<script>alert(1)</script>{{ 7*7 }}")
    page = blog.visitor().open(make(ada))
    assert "<script>alert" not in page.html
    assert "{{ 7*7 }}" in page.words
