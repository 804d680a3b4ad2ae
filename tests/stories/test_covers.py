"""A post has a picture above it: chosen from the library or brought, shown at once, and public only with its post."""

from __future__ import annotations

import re

from blog.media.models import Picture
from blog.posts.models import Post
from tests.cast.site import Browser, Page, Site
from tests.media.drawing import draw
from tests.stories.pictures import bring, picture_of, replace, seen_by


def bring_cover(browser: Browser, content: bytes, post: int = 1, **fields: str) -> Page:
    files = {"picture": ("boat.png", content, "image/png")}
    origin = {"origin": "http://localhost:8000"}
    return Page(
        browser, browser.client.post(f"/desk/posts/{post}/cover/file", data=fields, files=files, headers=origin)
    )


def test_a_cover_stands_above_the_post_and_in_lists(blog: Site, ada: Browser) -> None:
    path = picture_of(ada.follow(bring(ada, draw("JPEG", (1300, 900)), alt="A [boat]")))
    ada.post("/desk/posts/new", {"title": "At sea", "body": "Words.", "permalink": "/sea.html", "action": "save"})
    chosen = ada.follow(ada.post("/desk/posts/1/cover", {"picture": "1"}))
    assert "This is the cover now." in chosen.words
    assert seen_by(blog, path) == 404, "the post is a draft"
    ada.open("/desk/posts/1").send("title", "publish")
    told = rf'<img src="{path}" alt="A \[boat\]" srcset="[^"]+480w[^"]+" sizes="[^"]+" width="1300" height="900"'
    for page in ("/sea.html", "/"):
        assert re.search(told, blog.visitor().open(page).html)
    assert seen_by(blog, path) == 200
    assert f'href="http://localhost:8000{path}" type="image/jpeg"' in blog.visitor().get("/feeds/posts/default").html
    # What it shows is said once, and another file takes its place here, too.
    ada.post("/desk/media/1", {"alt": "A ship"})
    new = picture_of(ada.follow(replace(ada, draw("WEBP", (700, 500)))))
    assert f'<img src="{new}" alt="A ship"' in blog.visitor().open("/sea.html").html
    assert f'<img src="{new}" alt="A ship"' in blog.visitor().open("/").html
    assert ada.post("/desk/media/1", {"action": "remove"}).status == 409
    gone = ada.follow(ada.open("/desk/posts/1/cover").send("/desk/posts/1/cover", ""))
    assert "The post has no cover now." in gone.words
    assert new not in blog.visitor().open("/sea.html").html
    assert seen_by(blog, new) == 404
    assert ada.post("/desk/media/1", {"action": "remove"}).status == 303


def test_a_cover_is_brought_from_the_device(blog: Site, ada: Browser) -> None:
    blog.publish(ada, "At sea")
    page = ada.follow(bring_cover(ada, draw(), alt="A boat"))
    assert "This is the cover now. Readers see it." in page.words
    with blog.reading() as db:
        assert db.query(Post).one().cover_id == db.query(Picture).one().id
    for content in (b"<svg/>", b""):
        refused = bring_cover(ada, content)
        assert refused.status == 422
        assert "Cover:" in refused.words
    with blog.reading() as db:
        assert db.query(Post).one().cover_id == db.query(Picture).one().id


def test_only_own_pictures_become_covers_of_own_posts(blog: Site, ada: Browser) -> None:
    """A1"""
    bring(ada, draw())
    blog.publish(ada, "Ada's")
    rut, kim = blog.staff("Rut", "author"), blog.staff("Kim", "contributor")
    for browser in (rut, kim):
        assert browser.get("/desk/posts/1/cover").status == 404
        assert browser.post("/desk/posts/1/cover", {"picture": "1"}).status == 404
        assert bring_cover(browser, draw()).status == 404
        mine = browser.post("/desk/posts/new", {"title": "Mine", "body": "Words."}).location.partition("?")[0]
        assert browser.post(f"{mine}/cover", {"picture": "1"}).status == 404
        assert browser.post(f"{mine}/cover", {"picture": "x"}).status == 404
        number = int(mine.rsplit("/", 1)[1])
        assert bring_cover(browser, draw(), number).status == 303
    with blog.reading() as db:
        assert db.query(Picture).count() == 3
        assert [post.cover_id for post in db.query(Post).order_by(Post.id)] == [None, 2, 3]
