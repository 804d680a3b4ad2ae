"""A post has a picture above it: chosen from the library or brought, shown at once, and public only with its post."""

from __future__ import annotations

import re

from blog.media.models import Picture
from blog.posts import tagging
from blog.posts.models import Post, PostRevision, Tag
from tests.cast.site import Browser, Page, Site
from tests.media.drawing import draw
from tests.stories.pictures import bring, picture_of, replace, seen_by
from tests.stories.test_private_links import make

BOTH = (((900, 600), "A boat"), ((600, 900), "A kettle"))


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
    assert "Readers see the old one until you publish the changes." in gone.words
    assert new in blog.visitor().open("/sea.html").html
    assert ada.post("/desk/media/1", {"action": "remove"}).status == 409
    ada.open("/desk/posts/1").send("title", "publish")
    assert new not in blog.visitor().open("/sea.html").html
    assert seen_by(blog, new) == 404
    assert ada.post("/desk/media/1", {"action": "remove"}).status == 303


def test_a_cover_is_brought_from_the_device(blog: Site, ada: Browser) -> None:
    blog.publish(ada, "At sea")
    page = ada.follow(bring_cover(ada, draw(), alt="A boat"))
    assert "This is the cover of the newest version now. Readers see it once you publish" in page.words
    ada.open("/desk/posts/1").send("title", "publish")
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
        assert [post.newest.cover_id for post in db.query(Post).order_by(Post.id) if post.newest] == [None, 2, 3]


def two_pictures(ada: Browser) -> tuple[str, str]:
    """The boat is number 1, the kettle number 2."""
    one, other = (ada.follow(bring(ada, draw("JPEG", size), alt=alt)) for size, alt in BOTH)
    return picture_of(one), picture_of(other)


def test_the_preview_and_the_private_link_show_the_cover_that_will_be_published(blog: Site, ada: Browser) -> None:
    boat, kettle = two_pictures(ada)
    path = blog.publish(ada, "At sea")
    link = make(ada)
    ada.post("/desk/posts/1/cover", {"picture": "1"})
    ada.open("/desk/posts/1").send("title", "publish")
    ada.post("/desk/posts/1/cover", {"picture": "2"})
    for page in (
        ada.open("/desk/posts/1"),
        ada.open("/desk/posts/1").send("title", "preview", body="Other words."),
        blog.visitor().open(link),
    ):
        assert page.status == 200
        assert kettle in page.html and boat not in page.html
    assert seen_by(blog, kettle) == 200, "lent to whoever has the link"
    assert boat in blog.visitor().open(path).html and kettle not in blog.visitor().open(path).html
    ada.open("/desk/posts/1").send("title", "publish")
    assert kettle in blog.visitor().open(path).html
    assert seen_by(blog, boat) == 404


def test_a_cover_is_compared_and_comes_back_with_its_revision(blog: Site, ada: Browser) -> None:
    boat, kettle = two_pictures(ada)
    path = blog.publish(ada, "At sea", tags="Tea")
    for picture in ("1", "2", "2"):
        ada.post("/desk/posts/1/cover", {"picture": picture})
    ada.open("/desk/posts/1").send("title", "publish", body="Other words.")
    assert len(re.findall('name="old"', ada.open("/desk/posts/1/revisions").html)) == 4
    compared = ada.open("/desk/posts/1/revisions?old=2&new=3").html
    gone, new = re.findall(r"<(?:del|ins)>(?:taken away|added): <img src=\"([^\"]+)\" alt=\"[^\"]", compared)
    assert gone.split(".")[0].startswith(boat.split(".")[0]) and new.split(".")[0].startswith(kettle.split(".")[0])
    back = ada.follow(ada.post("/desk/posts/1/revisions", {"revision": "2"}))
    assert "Words and cover of that revision are the newest ones now." in back.words
    assert boat in back.html and back.form("title").value("tags") == "Tea"
    assert kettle in blog.visitor().open(path).html
    back.send("title", "publish")
    assert boat in blog.visitor().open(path).html
    # Only the cover is otherwise than in the first revision, and that is enough to be put back.
    ada.post("/desk/posts/1/revisions", {"revision": "1"})
    ada.open("/desk/posts/1").send("title", "publish")
    assert boat not in blog.visitor().open(path).html
    # A picture that is taken away leaves the old revisions, and nothing else takes its place there.
    assert ada.post("/desk/media/1", {"action": "remove"}).status == 303
    assert ada.post("/desk/media/2", {"action": "remove"}).status == 303
    ada.follow(bring(ada, draw("WEBP", (50, 50))))
    ada.post("/desk/posts/1/revisions", {"revision": "4"})
    with blog.reading() as db:
        assert {one.cover_id for one in db.query(PostRevision)} == {None}


def test_choosing_a_cover_is_in_nobodys_way_who_writes(blog: Site, ada: Browser) -> None:
    two_pictures(ada)
    path = blog.publish(ada, "At sea")
    writing = ada.open("/desk/posts/1")
    ada.post("/desk/posts/1/cover", {"picture": "1"})
    kept = ada.post("/desk/unsaved", {**dict(writing.form("title").filled()), "post": "1", "body": "Typed."})
    assert kept.html == '{"newer":false}'
    assert writing.send("title", "publish", body="Typed on.").status == 303
    page = blog.visitor().open(path)
    assert "Typed on." in page.words and 'class="cover"' in page.html
    # Other words in between are told as ever.
    stale = ada.open("/desk/posts/1")
    ada.open("/desk/posts/1").send("title", "save", body="Others.")
    ada.post("/desk/posts/1/cover", {"picture": "2"})
    assert stale.send("title", "save", body="Mine.").status == 409


def test_a_tag_that_was_deleted_does_not_come_back_with_a_cover(blog: Site, ada: Browser) -> None:
    two_pictures(ada)
    blog.publish(ada, "At sea", tags="Tea, Boats")
    with blog.house.database.writer_session() as db:
        tagging.delete_tag(db, db.query(Tag).filter_by(name="Tea").one(), blog.clock())
        db.commit()
    ada.post("/desk/posts/1/cover", {"picture": "1"})
    assert ada.open("/desk/posts/1").form("title").value("tags") == "Boats"
