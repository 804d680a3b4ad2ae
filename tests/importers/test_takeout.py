"""The Takeout archive: every status, thread, name and address comes out as it went in."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from blog.comments.models import Status
from blog.importers.blogger import open_export
from blog.importers.refusals import NothingToImport, Unimportable, WhichBlog
from blog.importers.shapes import Blog, Caution, Dropped, Kind, Media, Reason, Record
from blog.posts.models import PostStatus
from tests.importers.exports import (
    BLOG,
    comments,
    pages,
    posts,
    records_at,
    records_of,
    takeout_comment,
    takeout_feed,
    takeout_files,
    takeout_post,
    write_folder,
    write_zip,
)


def cautions(records: list[Record]) -> list[Reason]:
    return [record.reason for record in records if isinstance(record, Caution)]


def read(folder: Path, *entries: str) -> list[Record]:
    return records_at(write_zip(folder / "takeout.zip", takeout_files(*entries)))


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("LIVE", Status.APPROVED),
        ("PENDING_MODERATION", Status.PENDING),
        ("SPAM_COMMENT", Status.SPAM),
        ("GHOSTED_COMMENT", Status.DELETED),
        ("SOFT_TRASHED", Status.DELETED),
    ],
)
def test_a_comment_keeps_the_status_that_the_old_blog_gave_it(tmp_path: Path, written: str, status: Status) -> None:
    records = read(tmp_path, takeout_comment(5, 1, status=written))

    (comment,) = comments(records)
    assert comment.status == status
    assert comment.source_status == written
    assert cautions(records) == []


@pytest.mark.parametrize("written", ["EMPTIED", "live", "", "LIVE\u200b"])
def test_a_comment_of_unknown_status_waits_and_is_named(tmp_path: Path, written: str) -> None:
    records = read(tmp_path, takeout_comment(5, 1, status=written))

    assert comments(records)[0].status == Status.PENDING
    assert cautions(records) == [Reason.UNKNOWN_STATUS]


def test_a_comment_in_the_bin_is_not_shown(tmp_path: Path) -> None:
    entries = [
        takeout_comment(5, 1, trashed="2020-01-01T00:00:00Z"),
        takeout_comment(6, 1, status="SPAM_COMMENT", trashed="x"),
    ]

    assert [one.status for one in comments(read(tmp_path, *entries))] == [Status.DELETED, Status.SPAM]


@pytest.mark.parametrize(
    ("written", "published", "status"),
    [
        ("LIVE", "2009-08-07T12:00:00Z", PostStatus.PUBLISHED),
        ("LIVE", "2031-08-07T12:00:00Z", PostStatus.SCHEDULED),
        ("DRAFT", "2009-08-07T12:00:00Z", PostStatus.DRAFT),
        ("SCHEDULED", "2031-08-07T12:00:00Z", PostStatus.SCHEDULED),
        ("SCHEDULED", "", PostStatus.DRAFT),
        ("SOFT_TRASHED", "2009-08-07T12:00:00Z", PostStatus.DELETED),
        ("SOMETHING_NEW", "2009-08-07T12:00:00Z", PostStatus.DRAFT),
    ],
)
def test_a_post_is_never_more_public_than_it_was(
    tmp_path: Path, written: str, published: str, status: PostStatus
) -> None:
    assert posts(read(tmp_path, takeout_post(1, status=written, published=published)))[0].status == status


def test_a_post_keeps_its_address_its_id_and_its_labels(tmp_path: Path) -> None:
    labels = "".join(f"<category scheme='{BLOG}' term='{term}'/>" for term in ("Tom &amp; Ann", "a/b", "a/b", ""))
    entry = takeout_post(
        1, title="Tea & <cake>", filename="/2009/08/ussen-conference-2009_07.html", more=labels + "<category/>"
    )

    (post,) = posts(read(tmp_path, entry))

    assert post.path == "/2009/08/ussen-conference-2009_07.html"
    assert post.feed_id == f"{BLOG}.post-1"
    assert post.key == "77/1"
    assert post.title == "Tea & <cake>"
    assert post.labels == ("Tom & Ann", "a/b")
    assert post.times.published == datetime(2009, 8, 7, 12, tzinfo=UTC)
    assert post.times.created == datetime(2009, 8, 7, 11, 58, 31, 250_000, tzinfo=UTC)


def test_a_page_is_a_page(tmp_path: Path) -> None:
    records = read(tmp_path, takeout_post(1, type="PAGE", filename="/p/about.html"))

    assert posts(records) == []
    assert pages(records)[0].path == "/p/about.html"


@pytest.mark.parametrize("path", ["2009/x.html", "//evil.example/x", "/a b.html", "/x?y=1", "/../etc/passwd"])
def test_an_address_that_cannot_be_kept_is_named(tmp_path: Path, path: str) -> None:
    records = read(tmp_path, takeout_post(1, filename=path))

    assert posts(records)[0].path is None
    assert cautions(records) == [Reason.BAD_PATH]


def test_a_reply_names_the_comment_it_answers_and_keeps_its_anchor(tmp_path: Path) -> None:
    reply, first = comments(read(tmp_path, takeout_comment(5, 9, answers=7), takeout_comment(7, 9), takeout_post(9)))

    assert (reply.post_key, reply.parent_key, reply.anchors) == ("77/9", first.key, ("c5",))
    assert first.parent_key is None


def test_a_comment_that_answers_itself_stands_at_the_top(tmp_path: Path) -> None:
    records = read(tmp_path, takeout_comment(5, 9, answers=5))

    assert comments(records)[0].parent_key is None
    assert cautions(records) == [Reason.PARENT_CYCLE]


def test_people_without_a_name_are_never_taken_for_one_person(tmp_path: Path) -> None:
    lost, stranger, known = comments(
        read(
            tmp_path,
            takeout_comment(5, 1, author="BLOGGER"),
            takeout_comment(6, 1),
            takeout_comment(7, 1, name="Sol", author="BLOGGER", uri="https://www.blogger.com/profile/0617"),
        )
    )

    assert (lost.author.key, stranger.author.key) == ("", "")
    assert (str(lost.author.shown_name), str(stranger.author.shown_name)) == ("Unknown", "Anonymous")
    assert (known.author.key, known.author.shown_name, known.author.uri) == ("profile:0617", "Sol", "")


def test_a_date_that_cannot_be_read_is_named_and_another_one_used(tmp_path: Path) -> None:
    records = read(tmp_path, takeout_comment(5, 1, published="0000-00-00T00:00:00Z"))

    assert comments(records)[0].times.first == datetime(2009, 8, 8, 9, 30, 12, 1_000, tzinfo=UTC)
    assert cautions(records) == [Reason.BAD_DATE]


def test_an_entry_without_id_is_known_again(tmp_path: Path) -> None:
    entry = takeout_post(1).replace(f"<id>{BLOG}.post-1</id>", "")

    first, second = (posts(read(tmp_path, entry))[0].key for _ in range(2))
    assert first == second
    assert first.startswith("77/made-")


def test_the_order_of_the_entries_changes_nothing_but_the_order(tmp_path: Path) -> None:
    entries = [takeout_post(1), *(takeout_comment(number, 1, answers=number - 1) for number in range(3, 30))]
    shuffled = random.Random(7).sample(entries, len(entries))

    straight, mixed = (sorted(read(tmp_path, *order), key=str) for order in (entries, shuffled))
    assert straight == mixed


def test_zip_parts_and_folder_read_alike(tmp_path: Path) -> None:
    files = takeout_files(takeout_post(1), takeout_comment(5, 1))
    feed, settings = files
    whole = write_zip(tmp_path / "whole.zip", files)
    parts = tmp_path / "parts"
    parts.mkdir()
    write_zip(parts / "takeout-20260101T000000Z-001.zip", {feed: files[feed]})
    write_zip(parts / "takeout-20260101T000000Z-002.zip", {settings: files[settings]})
    folder = write_folder(tmp_path / "unpacked", files)

    assert records_at(whole) == records_at(parts) == records_at(folder)
    assert records_at(whole) == records_at(*sorted(parts.iterdir()))


def test_a_part_that_was_not_given_is_named(tmp_path: Path) -> None:
    first = write_zip(tmp_path / "takeout-20260101T000000Z-001.zip", takeout_files(takeout_post(1)))
    write_zip(tmp_path / "takeout-20260101T000000Z-003.zip", {"x.txt": "x"})

    missing = [one.key for one in records_at(first) if isinstance(one, Caution)]

    assert missing == ["takeout-20260101T000000Z-002.zip", "takeout-20260101T000000Z-003.zip"]


def test_one_of_several_blogs_must_be_named(tmp_path: Path) -> None:
    other = takeout_files(takeout_post(2), blog="Other")
    path = write_zip(tmp_path / "two.zip", {**takeout_files(takeout_post(1)), **other})

    with open_export([path]) as export:
        with pytest.raises(WhichBlog) as refused:
            export.choose()
        assert refused.value.names == ("Other", "The Mending Circle")
        assert "“Other”" in str(refused.value.sentence)
        assert export.choose("the mending circle").title == "The Mending Circle"
        with pytest.raises(WhichBlog):
            export.choose("Nobody's")


def test_the_owners_comments_elsewhere_and_layout_files_are_left_out(tmp_path: Path) -> None:
    files = takeout_files(takeout_post(1), takeout_comment(5, 1))
    foreign = "Takeout/Blogger/Comments/Another blog/feed.atom"
    theme = "Takeout/Blogger/Blogs/The Mending Circle/theme-layouts.xml"
    files |= {
        foreign: takeout_feed([takeout_comment(5, 1)]),
        theme: "<html/>",
        "Takeout/Blogger/Profile/profile.csv": "x",
    }

    records = records_at(write_zip(tmp_path / "t.zip", files))

    assert len(comments(records)) == 1
    left_out = {one.key: one.reason for one in records if isinstance(one, Dropped) and one.kind == Kind.FILES}
    assert left_out == {
        foreign: Reason.FOREIGN_BLOG,
        theme: Reason.NOT_CONTENT,
        "Takeout/Blogger/Profile/profile.csv": Reason.NOT_CONTENT,
    }


def test_settings_are_read_and_addresses_of_people_in_them_are_not(tmp_path: Path) -> None:
    records = read(tmp_path, takeout_post(1))

    (blog,) = (one for one in records if isinstance(one, Blog))
    settings = blog.settings
    assert (settings.language, settings.time_zone) == ("pt-BR", "America/Montevideo")
    assert (settings.moderation, settings.moderation_days) == ("old-posts", 14)
    assert blog.hosts == ("mendingcircle.blogspot.com",)
    assert "a@example.org" not in str(records)
    assert Dropped(Kind.SETTINGS, "blog_admin_permission", Reason.NOT_CONTENT) in records


def test_the_host_is_asked_for_where_the_archive_is_silent(tmp_path: Path) -> None:
    feed = {"Takeout/Blogger/Blogs/B/feed.atom": takeout_feed([takeout_post(1)], "B")}
    with open_export([write_zip(tmp_path / "t.zip", feed)]) as export:
        assert Reason.HOST_UNKNOWN in cautions(records_of(export))
        assert export.choose(host="https://www.Example.org/x").hosts == ("www.example.org",)


def test_albums_are_media_and_their_notes_are_not(tmp_path: Path) -> None:
    album = "Takeout/Blogger/Albums/Trips"
    files = takeout_files() | {
        f"{album}/lake.JPG": b"12345",
        f"{album}/lake.JPG.json": "{}",
        f"{album}/metadata.json": "{}",
    }

    (media,) = (one for one in records_at(write_zip(tmp_path / "t.zip", files)) if isinstance(one, Media))
    assert (media.name, media.album, media.size, media.place) == ("lake.JPG", "Trips", 5, f"{album}/lake.JPG")


def test_what_is_no_kind_we_know_is_counted_and_named(tmp_path: Path) -> None:
    records = read(tmp_path, takeout_post(1, type="POLL"))

    assert Dropped(Kind.ENTRIES, "77/1", Reason.UNKNOWN_KIND) in records
    assert cautions(records) == [Reason.UNKNOWN_KIND]


@pytest.mark.parametrize("files", [{}, {"readme.txt": "hello"}, {"a/feed.atom": "<feed/>"}])
def test_an_archive_without_a_blog_is_refused_with_a_sentence(tmp_path: Path, files: dict[str, str]) -> None:
    with (
        open_export([write_zip(tmp_path / "t.zip", files)]) as export,
        pytest.raises(NothingToImport, match="no Blogger export"),
    ):
        export.choose()


def test_a_damaged_feed_is_read_or_refused_with_a_sentence_and_never_anything_else(tmp_path: Path) -> None:
    whole = takeout_feed([takeout_post(1, "<p>a&nbsp;b</p>"), takeout_comment(5, 1, name="Ünal")]).encode()
    random_ = random.Random(11)
    feed = tmp_path / "feed.atom"
    outcomes = set()
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(random_.randrange(1, 4)):
            at = random_.randrange(len(damaged))
            damaged[at : at + random_.randrange(3)] = random_.randbytes(random_.randrange(3))
        feed.write_bytes(damaged)
        try:
            records_at(feed)
            outcomes.add("read")
        except Unimportable as refused:
            outcomes.add("refused" if str(refused.sentence) else "refused without a word")
    assert outcomes == {"read", "refused"}
