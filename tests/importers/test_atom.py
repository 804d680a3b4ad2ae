"""The old single file, with its broken namespaces, settings entries and replies by `related`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from blog.comments.models import Status
from blog.importers.shapes import Blog, Dropped, Kind, Reason, Record, Redirect
from blog.posts.models import PostStatus
from tests.importers.exports import (
    BLOG,
    atom_entry,
    atom_feed,
    comments,
    pages,
    posts,
    records_at,
    takeout_comment,
    takeout_files,
    takeout_post,
    write_zip,
)

AT = "<published>2009-08-07T23:30:00.000-07:00</published><updated>2009-08-09T00:00:00.000-07:00</updated>"
HOST = "http://mendingcircle.blogspot.com"


def alternate(href: str) -> str:
    return f"<link rel='alternate' type='text/html' href='{href}'/>"


def of_post(number: int) -> str:
    return f"<thr:in-reply-to ref='{BLOG}.post-{number}' href='https://www.elsewhere.example/x.html' type='text/html'/>"


def read(folder: Path, *entries: str, declared: str = "") -> list[Record]:
    path = folder / "blog-08-07-2009.xml"
    path.write_text(atom_feed(*entries, declared=declared), "utf-8")
    return records_at(path)


def test_a_post_keeps_its_path_its_labels_and_the_instant_it_appeared(tmp_path: Path) -> None:
    label = "<category scheme='http://www.blogger.com/atom/ns#' term='Tea'/>"
    entry = atom_entry("post", 1, AT + label + alternate(f"{HOST}/2009/08/tea.html") + "<thr:total>2</thr:total>")

    (post,) = posts(read(tmp_path, entry))

    assert (post.path, post.labels, post.comment_total) == ("/2009/08/tea.html", ("Tea",), 2)
    assert post.times.published == datetime(2009, 8, 8, 6, 30, tzinfo=UTC)
    assert post.extra["published"].endswith("-07:00")
    assert post.status == PostStatus.PUBLISHED


def test_both_formats_know_a_post_and_a_comment_by_the_same_key(tmp_path: Path) -> None:
    old = read(tmp_path, atom_entry("post", 1, AT), atom_entry("comment", 5, AT + of_post(1)))
    new = records_at(write_zip(tmp_path / "t.zip", takeout_files(takeout_post(1), takeout_comment(5, 1))))

    assert posts(old)[0].key == posts(new)[0].key
    assert comments(old)[0].key == comments(new)[0].key
    assert comments(old)[0].anchors == comments(new)[0].anchors == ("c5",)


@pytest.mark.parametrize(
    "declared", [" xmlns:app='http://purl.org/atom/app#'", " xmlns:app='https://www.w3.org/2007/app'", ""]
)
def test_a_draft_is_a_draft_whatever_its_prefix_is_bound_to(tmp_path: Path, declared: str) -> None:
    draft = "<app:control><app:draft>yes</app:draft></app:control>"

    assert posts(read(tmp_path, atom_entry("post", 1, AT + draft), declared=declared))[0].status == PostStatus.DRAFT


def test_a_post_of_the_future_is_scheduled_though_nothing_marks_it(tmp_path: Path) -> None:
    entry = atom_entry("post", 1, "<published>2031-01-01T00:00:00Z</published>")

    assert posts(read(tmp_path, entry))[0].status == PostStatus.SCHEDULED


def test_pages_stand_apart_and_template_and_settings_are_no_posts(tmp_path: Path) -> None:
    setting = (
        f"<entry><id>{BLOG}.settings.BLOG_TIME_ZONE</id><category scheme='http://schemas.google.com/g/2005#kind' "
        "term='http://schemas.google.com/blogger/2008/kind#settings'/><content type='text'>Asia/Tokyo</content></entry>"
    )
    mail = setting.replace("TIME_ZONE", "ADMIN_PERMISSION").replace("Asia/Tokyo", "a@example.org")
    page = atom_entry("page", 3, AT + alternate(f"{HOST}/p/about.html"))

    records = read(tmp_path, atom_entry("template", 2, AT), page, setting, mail)

    assert posts(records) == []
    assert pages(records)[0].path == "/p/about.html"
    (blog,) = (one for one in records if isinstance(one, Blog))
    assert blog.settings.time_zone == "Asia/Tokyo"
    dropped = [(one.kind, one.reason) for one in records if isinstance(one, Dropped)]
    assert dropped == [(Kind.SETTINGS, Reason.NOT_CONTENT), (Kind.TEMPLATES, Reason.NOT_CONTENT)]
    assert "a@example.org" not in str(records)


def test_a_comment_finds_its_post_by_id_though_the_hosts_differ(tmp_path: Path) -> None:
    url = f"{HOST}/2009/08/tea.html?showComment=1274813699091#c4132753936917265843"
    properties = "<gd:extendedProperty name='blogger.itemClass' value='pid-944253050'/>"
    author = (
        "<author><name>Unknown</name><uri>https://www.blogger.com/profile/12</uri>"
        "<email>noreply@blogger.com</email></author>"
    )

    (comment,) = comments(
        read(tmp_path, atom_entry("comment", 5, AT + of_post(1) + alternate(url) + properties + author))
    )

    assert (comment.post_key, comment.parent_key, comment.status) == ("77/1", None, Status.APPROVED)
    assert comment.anchors == ("c4132753936917265843", "c5")
    assert (comment.author.key, comment.author.email, comment.author.has_account) == ("pid-944253050", "", True)


def test_the_instant_in_the_address_stands_in_for_a_date_that_is_lost(tmp_path: Path) -> None:
    url = f"{HOST}/2009/08/tea.html?showComment=1274813699091#c5"

    (comment,) = comments(read(tmp_path, atom_entry("comment", 5, of_post(1) + alternate(url))))

    assert comment.times.published == datetime(2010, 5, 25, 18, 54, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "href", ["https://www.blogger.com/feeds/77/1/comments/default/7", f"{HOST}/x.html?showComment=1#c7"]
)
def test_a_reply_names_its_parent_by_a_related_link(tmp_path: Path, href: str) -> None:
    related = f"<link rel='related' href='{href}'/>"

    assert comments(read(tmp_path, atom_entry("comment", 5, AT + of_post(1) + related)))[0].parent_key == "77/7"


def test_a_removed_comment_stays_as_a_place_without_words(tmp_path: Path) -> None:
    removed = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"

    assert comments(read(tmp_path, atom_entry("comment", 5, AT + of_post(1) + removed)))[0].status == Status.DELETED


def test_other_prefixes_made_up_ids_and_addresses_with_a_query_are_read(tmp_path: Path) -> None:
    path = tmp_path / "converted.xml"
    kind = "<ns0:category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#"
    path.write_text(
        "<ns0:feed xmlns:ns0='https://www.w3.org/2005/Atom/'><ns0:title type='html'>A &amp;amp; B</ns0:title>"
        "<ns0:link rel='alternate' href='http://old.example/wp'/>"
        f"<ns0:entry>{kind}post'/><ns0:id>post-9</ns0:id>"
        "<ns0:title type='html'>&lt;b&gt;Tea&lt;/b&gt; &amp;amp; cake</ns0:title>"
        "<ns0:link rel='alternate' href='http://old.example/wp/?p=9'/></ns0:entry>"
        f"<ns0:entry>{kind}comment'/><ns0:id>post-9.comment-2</ns0:id>"
        "<ns1:in-reply-to xmlns:ns1='http://purl.org/syndication/thread/1.0' ref='post-9'/></ns0:entry></ns0:feed>"
    )

    records = records_at(path)

    (post,) = posts(records)
    assert (post.key, post.title, post.path) == ("old.example/wp/post-9", "Tea & cake", None)
    assert comments(records)[0].post_key == post.key
    assert [(one.path, one.target_key) for one in records if isinstance(one, Redirect)] == [("/wp/?p=9", post.key)]
    assert next(one.title for one in records if isinstance(one, Blog)) == "A & B"


def test_an_address_of_the_preview_leads_to_the_blogs_own_path(tmp_path: Path) -> None:
    url = "http://www.blogger.com/blogspot/mendingcircle/2008/04/about-me.html"

    assert posts(read(tmp_path, atom_entry("post", 1, AT + alternate(url))))[0].path == "/2008/04/about-me.html"
