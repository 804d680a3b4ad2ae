"""A blog that came from Blogger: old addresses, old anchors, old pictures, and the queue where it was left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from blog.posts.models import Post
from tests.cast.site import Browser, Site
from tests.importers import wxr
from tests.importers.bringing import PNG, bring, codes, ids_on, plan, takeout
from tests.importers.exports import SHARED, takeout_comment, takeout_post

POST = "/2009/08/post-1.html"
TAKEOUT = SHARED / "data/blogger-takeout/heisencoder-takeout.scrubbed.zip"
with_samples = pytest.mark.skipif(not TAKEOUT.is_file(), reason="the sample exports do not stand beside the project")
REPAIR = "<category scheme='tag:blogger.com,1999:blog-77' term='Repair &amp; Café'/>"


def test_an_old_post_stands_at_its_old_address_with_its_old_comments(blog: Site, tmp_path: Path) -> None:
    entries = (takeout_post(1, title="The kettle", more=REPAIR), takeout_comment(11, 1, name="Sol"),
               takeout_comment(12, 1, answers=11, body="A reply.\nOn two lines."))  # fmt: skip
    bring(blog, takeout(tmp_path, *entries))

    page = blog.visitor().get(POST)

    assert page.status == 200
    assert "2 comments:" in page.words
    assert "August 7, 2009" in page.words
    assert {"c11", "c12"} <= ids_on(page.html)
    assert "A reply.<br>\nOn two lines." in page.html
    assert "The kettle" in blog.visitor().get("/").words
    assert "tag:blogger.com,1999:blog-77.post-1" in blog.visitor().get("/feeds/posts/default").html


@pytest.mark.parametrize(
    ("old", "leads_to"),
    [
        (f"{POST}?m=1", POST),
        (f"{POST}?showComment=1249723800000", POST),
        (f"{POST}?showComment=never&m=0", POST),
        ("/search/label/Repair%20%26%20Caf%C3%A9?max-results=20", "/tags/repair-cafe"),
        ("/2009_08_01_archive.html", "/2009/08/"),
    ],
)
def test_an_old_link_leads_to_the_right_place_in_one_hop(blog: Site, tmp_path: Path, old: str, leads_to: str) -> None:
    bring(blog, takeout(tmp_path, takeout_post(1, more=REPAIR), takeout_comment(11, 1)))

    moved = blog.visitor().get(old)

    assert (moved.status, moved.location) == (301, leads_to)
    assert blog.visitor().get(moved.location).status == 200


def test_an_old_link_finds_its_comment_in_a_thread_of_many_pages(blog: Site, tmp_path: Path) -> None:
    many = [takeout_comment(1000 + n, 1, published=f"2009-08-08T{n // 60:02d}:{n % 60:02d}:07Z") for n in range(250)]
    bring(blog, takeout(tmp_path, takeout_post(1), *many))

    moved = blog.visitor().get(f"{POST}?showComment=1249704007000#c1200")

    assert moved.status == 301
    address, _, anchor = moved.location.partition("#")
    page = blog.visitor().get(address)
    assert page.status == 200
    assert {anchor, "c1240"} <= ids_on(page.html)


def test_paths_that_cannot_stay_lead_to_where_the_post_is(blog: Site, tmp_path: Path) -> None:
    entries = (
        takeout_post(1, filename="/2009/08/same.html"),
        takeout_post(2, filename="/2009/08/same.html", published="2010-01-01T00:00:00Z", title="Second"),
        takeout_post(3, filename="/feeds/mine.html", title="Reserved"),
        takeout_post(4, filename="/2009/08/caf%C3%A9.html"),
        takeout_post(5, filename="/2009/08/a%20b.html", title="Blank"),
    )
    report = bring(blog, takeout(tmp_path, *entries))

    assert report["addresses"] == {"kept": 2, "moved": 3}
    assert sorted(code for code in codes(report) if "path" in code) == ["bad-path", "path-taken", "reserved-path"]
    reader = blog.visitor()
    assert reader.get("/2009/08/caf%C3%A9.html").status == 200
    for old, title in (("/feeds/mine.html", "Reserved"), ("/2009/08/a%20b.html", "Blank")):
        moved = reader.get(old)
        assert moved.status == 301
        assert title in reader.get(moved.location).words
    assert "Second" in reader.get("/2009/12/second.html").words


def test_a_page_stands_at_its_address_and_in_no_list(blog: Site, tmp_path: Path) -> None:
    bring(
        blog,
        takeout(tmp_path, takeout_post(1), takeout_post(5, title="About us", type="PAGE", filename="/p/about.html")),
    )
    reader = blog.visitor()

    assert "About us" in reader.get("/p/about.html").words
    for listing in ("/", "/2009/08/", "/feeds/posts/default", POST):
        assert "About us" not in reader.get(listing).html.partition("</header>")[2], listing


def test_what_was_trashed_is_gone_and_drafts_are_nobodys_business(blog: Site, ada: Browser, tmp_path: Path) -> None:
    draft = takeout_post(3, title="Half a thought", status="DRAFT", filename="")
    bring(blog, takeout(tmp_path, takeout_post(1, status="SOFT_TRASHED"), draft))

    assert blog.visitor().get(POST).status == 410
    assert "Half a thought" not in blog.visitor().get("/").words
    assert "Half a thought" in ada.open("/desk/posts").words


def test_a_scheduled_post_appears_at_its_time(blog: Site, tmp_path: Path) -> None:
    later = takeout_post(1, status="SCHEDULED", published="2026-10-10T12:00:00Z")
    bring(blog, takeout(tmp_path, later))
    assert blog.visitor().get(POST).status == 404

    blog.clock.step(days=2)
    blog.work()

    assert blog.visitor().get(POST).status == 200


def test_spam_and_what_waits_are_in_the_queue(blog: Site, nia: Browser, tmp_path: Path) -> None:
    spam = takeout_comment(14, 1, status="SPAM_COMMENT", body="Buy these pills")
    waiting = takeout_comment(13, 1, status="PENDING_MODERATION", body="May I ask", name="Sol")
    bring(blog, takeout(tmp_path, takeout_post(1), waiting, spam))

    queue = nia.open("/desk/comments")
    assert "May I ask" in queue.words
    assert "1 comment is waiting" in queue.words
    assert "Buy these pills" in nia.open("/desk/comments?status=spam").words
    key = queue.html.split('name="comment" value="')[1].split('"')[0]
    assert nia.post("/desk/decisions", {"comment": key, "decision": "approved"}).status == 303
    page = blog.visitor().get(POST)
    assert "May I ask" in page.words
    assert "Buy these pills" not in page.words
    assert "c13" in ids_on(page.html)
    assert nia.open("/desk/comments").send("/desk/undos").status == 303
    assert "May I ask" not in blog.visitor().get(POST).words


def test_pictures_are_served_and_missing_ones_are_links(blog: Site, tmp_path: Path) -> None:
    shown = '<img src="http://1.bp.blogspot.com/x/s320/kettle.png">'
    lost = '<img src="http://1.bp.blogspot.com/x/s320/lost.png"><img src="http://1.bp.blogspot.com/x/s320/evil.svg">'
    export = takeout(
        tmp_path, takeout_post(1, shown + lost), kettle_png=PNG, evil_svg=b"<svg onload='x()'/>", no_gif=PNG
    )
    report = bring(blog, export)

    page = blog.visitor().get(POST)
    assert report["pictures"]["found"] == 1
    assert report["pictures"]["missing_addresses"] == [
        "http://1.bp.blogspot.com/x/s320/lost.png", "http://1.bp.blogspot.com/x/s320/evil.svg",
    ]  # fmt: skip
    assert page.html.count("<img") == 1
    address = page.html.split('<img src="')[1].split('"')[0]
    picture = blog.visitor().client.get(address)
    assert (picture.status_code, picture.content) == (200, PNG)
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert "immutable" in picture.headers["cache-control"]
    assert 'href="http://1.bp.blogspot.com/x/s320/lost.png"' in page.html
    for name in ("nothing.png", "..%2fblog.db", address.rpartition("/")[2] + ".html"):
        assert blog.visitor().get(f"/media/{name}").status == 404


def test_a_french_blog_goes_on_in_french(blog: Site, tmp_path: Path) -> None:
    """A8: its words, its dates and its sentences."""
    export = wxr.write(tmp_path, wxr.item(1, inside=wxr.comment(31)))
    export.write_text(export.read_text("utf-8").replace("en-GB", "fr-FR"), "utf-8")
    wxr.bring(blog, export)

    page = blog.visitor().get("/2010/03/post-1/")

    assert '<html lang="fr" dir="ltr">' in page.html
    assert "vendredi 5 mars 2010" in page.words
    assert "1 commentaire" in page.words


def test_imported_words_can_do_no_harm(blog: Site, nia: Browser, tmp_path: Path) -> None:
    evil = (
        "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
        '<p style="position:fixed" id="content">y</p>'
    )
    entries = (
        takeout_post(1, evil, title="<script>alert(2)</script>"),
        takeout_comment(11, 1, body=evil, name="<b onclick=alert(3)>Sol", uri="javascript:alert(4)"),
        takeout_comment(12, 1, body=evil, status="PENDING_MODERATION"),
    )
    bring(blog, takeout(tmp_path, *entries))

    for page in (blog.visitor().get(POST), nia.open("/desk/comments"), blog.visitor().get("/feeds/posts/default")):
        lowered = page.html.lower()
        for mark in ("<script>alert", "onerror=", "<b onclick", 'href="javascript', "position:fixed"):
            assert mark not in lowered.replace("&lt;", "[")


def test_an_imported_post_opens_in_the_editor_as_html_and_keeps_its_pictures(
    blog: Site, ada: Browser, tmp_path: Path
) -> None:
    body = 'One line\nanother <img src="http://1.bp.blogspot.com/x/s320/kettle.png">'
    bring(blog, takeout(tmp_path, takeout_post(1, body), kettle_png=PNG))
    with blog.reading() as db:
        post_id = db.scalars(select(Post.id)).one()
    before = blog.visitor().get(POST).html.split('<div class="prose e-content">')[1].split("</article>")[0]

    edit = ada.open(f"/desk/posts/{post_id}")
    assert "HTML" in edit.words
    assert edit.send("title", "publish").status == 303

    assert blog.visitor().get(POST).html.split('<div class="prose e-content">')[1].split("</article>")[0] == before


@with_samples
def test_a_real_takeout_is_all_there(blog: Site, nia: Browser) -> None:
    planned = plan(blog, TAKEOUT, blog="Heisencoder", host="blog.heisencoder.net")
    report = bring(blog, TAKEOUT, blog="Heisencoder", host="blog.heisencoder.net")

    assert {**planned, "dry_run": False} == report
    assert report["kinds"]["comments"]["created"] == 306
    assert report["statuses"]["comments"] == {"approved": 284, "deleted": 2, "spam": 20}
    with blog.reading() as db:
        paths = db.scalars(select(Post.permalink).where(Post.status == "published")).all()
    found = sum(_anchors_at(blog, path or "") for path in paths)
    assert found == 284
    assert "20 comments marked as spam" in nia.open("/desk/comments?status=spam").words

    other = bring(blog, TAKEOUT, blog="Key Management Summit Central")
    assert other["statuses"]["comments"] == {"approved": 1, "pending": 5}
    assert "5 comments are waiting" in nia.open("/desk/comments").words


def _anchors_at(blog: Site, path: str) -> int:
    """How many imported anchors stand on all pages of a post's comments."""
    found, more = 0, ""
    while True:
        page = blog.visitor().get(path + more)
        assert page.status == 200
        found += sum(re.fullmatch(r"c\d+", anchor) is not None for anchor in ids_on(page.html))
        onward = re.search(r'<p class="onward ui"><a href="(\?after=[a-z0-9]+)', page.html)
        if onward is None:
            return found
        more = onward[1]
