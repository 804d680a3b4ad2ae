"""What is read from a WordPress export, and what is refused in one sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from blog.importers.opening import recognise
from blog.importers.refusals import BrokenArchive, BrokenXml, NothingToImport, UnsafeXml, WhichBlog
from blog.importers.shapes import Caution, Comment, Page, Post, Redirect
from blog.importers.wordpress import open_export
from tests.importers.bringing import takeout
from tests.importers.exports import takeout_post
from tests.importers.wxr import (
    BASE,
    DECLARED,
    attachment,
    comment,
    filed,
    item,
    meta,
    of,
    records_at,
    write,
    wxr,
)


def number(key: str) -> str:
    return key.rpartition("/")[2]


def test_local_times_are_those_of_the_blog_and_a_draft_has_none(tmp_path: Path) -> None:
    records = records_at(
        write(
            tmp_path,
            item(1, inside=comment(1) + comment(2, gmt="0000-00-00 00:00:00")),
            item(2, gmt="0000-00-00 00:00:00"),
            item(3, status="draft", gmt="0000-00-00 00:00:00"),
            item(4, date="0000-00-00 00:00:00", gmt="0000-00-00 00:00:00"),
            item(5, date="2010-02-31 00:00:00", gmt="0001-01-01 00:00:00"),
        )
    )

    one, two, draft, without, first = of(records, Post)
    assert one.times.published == two.times.published == datetime(2010, 3, 5, 11, tzinfo=UTC)
    assert (draft.times.published, draft.times.created) == (None, datetime(2010, 3, 5, 11, tzinfo=UTC))
    assert without.times.published == datetime(2010, 3, 6, 12, tzinfo=UTC)
    assert first.times.published == datetime(1, 1, 1, tzinfo=UTC)
    assert {one.times.published for one in of(records, Comment)} == {datetime(2010, 3, 6, 9, tzinfo=UTC)}


def test_people_titles_and_labels_are_read_as_people_read_them(tmp_path: Path) -> None:
    inside = (
        filed("category", "news", "News &amp; more") + filed("post_tag", "x", "Tea")
        + filed("post_format", "f", "Aside")
        + comment(1, name="Tom &amp; Sons", email="tom@example.org", url="http://", user="7", ip="203.0.113.9")
    )  # fmt: skip
    records = records_at(write(tmp_path, item(1, inside=inside, title="<em>Old</em> &amp; a < b", creator="ADA")))

    post, said = of(records, Post)[0], of(records, Comment)[0]
    assert (post.title, post.labels, post.author.name) == ("Old & a < b", ("News & more", "Tea"), "Ada & Sons")
    assert (said.author.name, said.author.email, said.author.uri) == ("Tom & Sons", "tom@example.org", "")
    assert said.author.key == "user:7"
    assert "203.0.113.9" not in repr(records)
    assert any(one.reason == "personal-data" for one in of(records, Caution))


@pytest.mark.parametrize(
    "declared",
    [
        DECLARED.replace("http://wordpress", "https://wordpress"),
        DECLARED.replace("/1.2/", "/1.0/"),
        DECLARED.replace("/1.2/", "/1.1/"),
        'xmlns:wp="http://wordpress.org/export/1.2/"',
        "",
    ],
)
def test_whatever_the_prefixes_are_bound_to(tmp_path: Path, declared: str) -> None:
    (tmp_path / "a.xml").write_text(wxr(item(1, inside=comment(1)), declared=declared), "utf-8")
    records = records_at(tmp_path / "a.xml")

    assert [one.body for one in of(records, Post)] == ["Words."]
    assert [one.body for one in of(records, Comment)] == ["Thank you."]


def test_split_cdata_control_characters_and_stray_ampersands(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    text = wxr(item(1, "if (a[b[0]]>1) & more\x0b"), item(2)).replace("We mend", "We mend & mend &mdash; gladly")
    path.write_text(text, "utf-8")

    records = records_at(path)

    assert of(records, Post)[0].body == "if (a[b[0]]>1) & more"
    assert [one.reason for one in of(records, Caution)].count("mended") == 3


def test_a_file_that_breaks_off_gives_what_is_whole_and_broken_ones_say_where(tmp_path: Path) -> None:
    whole = wxr(item(1), item(2, inside=comment(5)))
    (tmp_path / "torn.xml").write_text(whole[: whole.index("</item>", whole.index("comment_id>5"))], "utf-8")
    (tmp_path / "broken.xml").write_text(whole.replace("<channel>", "<channel><a></b>"), "utf-8")
    (tmp_path / "doctype.xml").write_text(whole.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "b">]><rss'), "utf-8")
    (tmp_path / "empty.xml").write_text(wxr(), "utf-8")

    torn = records_at(tmp_path / "torn.xml")
    assert [number(one.key) for one in of(torn, Post)] == ["1"]
    assert [one.post_key for one in of(torn, Comment)] == ["mending.example/2"]
    for name, refusal in (("broken", BrokenXml), ("doctype", UnsafeXml), ("empty", NothingToImport)):
        with pytest.raises(refusal):
            records_at(tmp_path / f"{name}.xml")


def test_two_blogs_are_listed(tmp_path: Path) -> None:
    write(tmp_path, item(1), name="a.xml")
    write(tmp_path, item(1), name="b.xml", base="https://other.example/blog")
    with open_export([tmp_path]) as export:
        with pytest.raises(WhichBlog):
            export.choose()
        assert {one.key for one in export.blogs} == {"mending.example", "other.example/blog"}
        assert export.choose("other.example").hosts == ("other.example", "mending.example")


def test_formats_are_recognised_by_what_stands_in_them(tmp_path: Path) -> None:
    assert recognise([write(tmp_path, item(1), name="a.bin")]) == "wordpress"
    assert recognise([write(tmp_path, item(1), name="b.bin", packed=True)]) == "wordpress"
    assert recognise([takeout(tmp_path, takeout_post(1))]) == "blogger"
    (tmp_path / "c.xml").write_text("<rss><channel/></rss>", "utf-8")
    with pytest.raises(NothingToImport):
        recognise([tmp_path / "c.xml"])


def test_a_torn_gzip_is_one_sentence(tmp_path: Path) -> None:
    path = write(tmp_path, *(item(n, f"Words {n * 7919}") for n in range(300)), name="a.xml.gz", packed=True)
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(BrokenArchive):
        records_at(path)


def test_a_post_with_endless_comments_is_read_one_by_one(tmp_path: Path) -> None:
    records = records_at(write(tmp_path, item(1, inside="".join(comment(n) for n in range(1, 9_000)))))

    assert len(of(records, Comment)) == 8_999
    assert not [one for one in of(records, Caution) if one.reason == "too-large"]


def test_former_addresses_are_told_once(tmp_path: Path) -> None:
    inside = (
        meta("_wp_old_slug", "older") + meta("_wp_old_slug", "post-1") + meta("_wp_old_date", "2009-12-31")
        + filed("category", "news-2", "News") + filed("post_tag", "tea", "Tea")
    )  # fmt: skip
    records = records_at(
        write(
            tmp_path, item(1, inside=inside), attachment(2, f"{BASE}/a.jpg", 1),
            item(3, type="page", link="https://elsewhere.example/page/"),
        )
    )  # fmt: skip

    assert {(one.path, one.why) for one in of(records, Redirect)} == {
        ("/2010/03/older/", "_wp_old_slug"), ("/2009/12/post-1/", "_wp_old_date"), ("/category/news-2/", "term"),
        ("/2010/03/post-1/picture-2/", "attachment"),
    }  # fmt: skip
    assert of(records, Page)[0].path is None
