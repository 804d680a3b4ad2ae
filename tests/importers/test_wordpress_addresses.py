"""Every address that a WordPress blog answered at leads to the right place here, in one step at most."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from blog.posts.models import Post
from tests.cast.site import Browser, Site
from tests.importers.bringing import ids_on
from tests.importers.wxr import BASE, attachment, bring, comment, filed, item, meta, write

ITEMS = (
    item(
        1,
        inside=filed("category", "news-2", "Local news") + filed("post_tag", "tea", "Tea") + comment(31)
        + comment(32, "Answer", parent="31") + meta("_wp_old_slug", "older"),
    ),
    item(2, link=f"{BASE}/without-slash", comments="closed"),
    item(3, link=f"{BASE}/2010/03/%D1%87%D0%B0%D0%B9/", title="Чай"),
    item(4, link=f"{BASE}/?p=4", title="Plain"),
    item(5, status="trash"),
    item(6, type="page", link=f"{BASE}/about/us/", title="About"),
    attachment(7, f"{BASE}/wp-content/uploads/a.jpg", 1),
)  # fmt: skip


@pytest.fixture(scope="module")
def brought(blog_for_all: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Whoever follows an address changes nothing, so one is enough for all."""
    bring(blog_for_all, write(tmp_path_factory.mktemp("export"), *ITEMS))
    return blog_for_all


def id_of(blog: Site, path: str) -> int:
    with blog.reading() as db:
        found: int = db.scalars(select(Post.id).where(Post.permalink == path)).one()
        return found


@pytest.mark.parametrize("path", ["/2010/03/post-1/", "/without-slash", "/2010/03/%D1%87%D0%B0%D0%B9/", "/about/us/"])
def test_permalinks_answer_where_they_were(brought: Site, path: str) -> None:
    assert brought.visitor().get(path).status == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/2010/03/post-1", "/2010/03/post-1/"),
        ("/without-slash/", "/without-slash"),
        ("/2010//03/post-1/", "/2010/03/post-1/"),
        ("/2010/03/older/", "/2010/03/post-1/"),
        ("/?p=1", "/2010/03/post-1/"),
        ("/?p=4", "/2010/03/plain.html"),
        ("/?page_id=6", "/about/us/"),
        ("/?feed=rss2", "/feeds/posts/default?alt=rss"),
        ("/?feed=atom", "/feeds/posts/default"),
        ("/?feed=comments-rss2", "/feeds/comments/default?alt=rss"),
        ("/?feed=comments-atom", "/feeds/comments/default"),
        ("/2010/03/post-1/picture-7/", "/2010/03/post-1/"),
        ("/2010/03/post-1/2/", "/2010/03/post-1/"),
        ("/2010/03/post-1/comment-page-3/", "/2010/03/post-1/"),
        ("/2010/03/post-1/?cpage=2", "/2010/03/post-1/"),
        ("/2010/03/post-1/?replytocom=99", "/2010/03/post-1/"),
        ("/category/news-2/", "/tags/local-news"),
        ("/category/parent/news-2/page/2/", "/tags/local-news"),
        ("/tag/tea/", "/tags/tea"),
        ("/tag/tea", "/tags/tea"),
        ("/page/2/", "/"),
        ("/2010/03/05/", "/2010/03/"),
        ("/2010/03", "/2010/03/"),
        ("/2010", "/2010/"),
        ("/feed/", "/feeds/posts/default"),
        ("/feed", "/feeds/posts/default"),
        ("/feed/rss2/", "/feeds/posts/default?alt=rss"),
        ("/feed/atom/", "/feeds/posts/default"),
        ("/comments/feed/", "/feeds/comments/default"),
        ("/comments/feed/atom/", "/feeds/comments/default"),
        ("/category/parent/news-2/feed/", "/feeds/posts/default/-/local-news"),
        ("/tag/tea/feed/", "/feeds/posts/default/-/tea"),
        ("/tag/tea/feed/atom/", "/feeds/posts/default/-/tea"),
    ],
)
def test_other_addresses_lead_there_in_one_step(brought: Site, old: str, new: str) -> None:
    visitor = brought.visitor()

    answer = visitor.get(old)

    assert (answer.status, answer.headers["location"]) == (301, new)
    assert visitor.get(new).status == 200


def test_a_posts_feed_leads_to_that_of_its_comments(brought: Site) -> None:
    visitor = brought.visitor()
    feed = f"/feeds/{id_of(brought, '/2010/03/post-1/')}/comments/default"

    assert visitor.get("/2010/03/post-1/feed/").headers["location"] == feed
    assert visitor.get("/2010/03/post-1/feed/rss2/").headers["location"] == f"{feed}?alt=rss"
    assert "Answer" in visitor.get(feed).html


def test_an_authors_feed_leads_to_that_of_what_they_sign(blog: Site, ada: Browser) -> None:
    blog.publish(ada, title="The kettle")
    reader = blog.visitor()

    answer = reader.get("/author/ada/feed/")

    assert (answer.status, answer.headers["location"]) == (301, "/feeds/authors/ada")
    assert "The kettle" in reader.get(answer.headers["location"]).html
    assert reader.get("/author/nobody/feed/").status == 404


def test_comments_stand_where_their_anchors_say(brought: Site) -> None:
    visitor = brought.visitor()

    assert {"comment-31", "comment-32", "comments"} <= ids_on(visitor.get("/2010/03/post-1/").html)
    assert visitor.get("/2010/03/post-1/?replytocom=31").headers["location"].startswith("/2010/03/post-1/#comment-")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/2010/03/post-5/", 410), ("/?p=5", 200), ("/?p=999", 200), ("/?p=x", 200), ("/category/nothing/", 404),
        ("/tag/nothing/feed/", 404),
        ("/nowhere/feed/", 404), ("/nowhere/2/", 404), ("/page/x/", 404), ("/tag/", 404), ("/2010/13/01/", 404),
    ],
)  # fmt: skip
def test_what_never_was_stays_so(brought: Site, path: str, status: int) -> None:
    assert brought.visitor().get(path).status == status


def test_a_blog_that_stood_in_a_folder(blog: Site, tmp_path: Path) -> None:
    base = "https://mending.example/blog"
    inside = filed("post_tag", "tea", "Tea")
    bring(blog, write(tmp_path, item(1, link=f"{base}/a-post/", guid=f"{base}/?p=1", inside=inside), base=base))
    visitor = blog.visitor()

    assert visitor.get("/blog/a-post/").status == 200
    for old, new in (
        ("/blog/", "/"), ("/blog", "/"), ("/blog/?p=1", "/blog/a-post/"),
        ("/blog/feed/", "/feeds/posts/default"),
        ("/blog/tag/tea/", "/tags/tea"), ("/blog/page/2/", "/"), ("/blog/2010/03/05/", "/2010/03/"),
    ):  # fmt: skip
        assert visitor.get(old).headers.get("location") == new, old


def test_feed_readers_know_imported_posts_again(blog: Site, tmp_path: Path) -> None:
    bring(blog, write(tmp_path, item(1)))

    assert f"<id>{BASE}/?p=1</id>" in blog.visitor().get("/feeds/posts/default").html
