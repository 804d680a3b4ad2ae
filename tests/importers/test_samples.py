"""Real exports, read where they stand beside the project, and a large made-up one that must not fill the memory."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from blog.importers.blogger import open_export
from blog.importers.bodies import Surroundings, set_right
from blog.importers.pictures import Pictures
from blog.importers.shapes import Blog, Comment, Page, Post, Record
from tests.importers.exports import NOW, SHARED, comments, posts, records_at, takeout_comment, takeout_post

TAKEOUT = SHARED / "data/blogger-takeout/heisencoder-takeout.scrubbed.zip"
OLD = SHARED / "data/blogger"
with_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="the sample exports do not stand beside the project")


def statuses(records: list[Record]) -> Counter[tuple[str, str]]:
    return Counter((type(one).__name__, one.status.value) for one in records if isinstance(one, Post | Page | Comment))


@with_samples
@pytest.mark.parametrize(
    ("blog", "expected"),
    [
        ("Heisencoder", {("Post", "published"): 33, ("Post", "draft"): 7, ("Comment", "approved"): 284,
                         ("Comment", "spam"): 20, ("Comment", "deleted"): 2}),
        ("keymanagementsummit", {("Post", "published"): 4, ("Comment", "approved"): 1, ("Comment", "pending"): 5}),
        ("2965473643901231229", {("Post", "published"): 2}),
    ],
)  # fmt: skip
def test_a_real_takeout_keeps_every_comment_with_its_status(blog: str, expected: dict[tuple[str, str], int]) -> None:
    assert statuses(records_at(TAKEOUT, blog=blog)) == expected


@with_samples
def test_every_comment_of_a_real_takeout_finds_its_post_and_every_reply_its_parent() -> None:
    records = records_at(TAKEOUT, blog="Heisencoder")

    assert {one.post_key for one in comments(records)} <= {one.key for one in posts(records)}
    keys = {one.key for one in comments(records)}
    parents = [one.parent_key for one in comments(records) if one.parent_key]
    assert len(parents) == 1
    assert set(parents) <= keys


@with_samples
def test_every_picture_of_a_real_takeout_is_found_in_its_albums() -> None:
    with open_export([TAKEOUT]) as export:
        blog = export.choose("Heisencoder")
        pictures = Pictures(export.media(), blog.title)

        def local(url: str) -> str | None:
            found = pictures.find(url)
            return f"/media/{found.key}" if found else None

        bodies = [set_right(one.body, Surroundings(picture=local)) for one in posts(list(export.read(blog, NOW)))]

    assert sum(body.changes.get("local-pictures", 0) for body in bodies) == 3
    assert [body.missing for body in bodies if body.missing] == []


@with_samples
def test_line_ends_of_real_comments_are_breaks_where_there_were_none() -> None:
    bodies = [set_right(one.body) for one in comments(records_at(TAKEOUT, blog="Heisencoder"))]

    assert sum("line-breaks" in body.changes for body in bodies) == 84


@with_samples
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("google-converters-blogger-sample2.xml", {("Post", "published"): 4, ("Comment", "approved"): 3}),
        ("google-converters-blogger.goldenfile.1.xml", {("Post", "published"): 4, ("Comment", "approved"): 3}),
        ("pelican-tests-bloggerexport.xml", {("Post", "published"): 1, ("Post", "draft"): 1, ("Page", "published"): 1,
                                             ("Page", "draft"): 1, ("Comment", "approved"): 1}),
    ],
)  # fmt: skip
def test_real_old_exports_are_read_whole(name: str, expected: dict[tuple[str, str], int]) -> None:
    records = records_at(OLD / name)

    assert statuses(records) == expected
    assert {one.post_key for one in comments(records)} <= {one.key for one in posts(records)}
    assert isinstance(records[0], Blog)


def test_a_large_export_is_read_in_little_memory(tmp_path: Path) -> None:
    feed = tmp_path / "feed.atom"
    words = "word " * 800
    with feed.open("w", encoding="utf-8") as file:
        file.write(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>"
            "<id>tag:blogger.com,1999:blog-77</id><title>Large</title>"
        )
        for number in range(2_000):
            file.write(takeout_comment(10_000 + number, number, body=words))
            file.write(takeout_post(number, body=words))
        file.write("</feed>")
    assert feed.stat().st_size > 17_000_000

    tracemalloc.start()
    with open_export([feed]) as export:
        num = sum(isinstance(one, Post | Comment) for one in export.read(export.choose(), NOW))
        _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert num == 4_000
    assert most < 6 * 1024 * 1024
