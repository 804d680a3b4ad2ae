"""What an export becomes in the blog, on both databases: nothing lost, nothing twice, and what was done here wins."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import select

from blog.comments.models import MAX_DEPTH, Comment
from blog.importers.models import Imported
from blog.importers.refusals import WhichBlog
from blog.posts.models import Post, PostRevision
from tests.cast.site import Browser, Site
from tests.importers.bringing import (
    PNG,
    THREAD,
    bring,
    codes,
    fingerprint,
    imports,
    is_sound,
    outcome,
    plan,
    takeout,
)
from tests.importers.exports import (
    SETTINGS,
    takeout_comment,
    takeout_feed,
    takeout_post,
    write_folder,
)


def test_every_status_arrives_and_the_queue_is_where_it_was(blog: Site, tmp_path: Path) -> None:
    report = bring(blog, takeout(tmp_path, *THREAD))

    assert outcome(report, "posts") == {"created": 4}
    assert outcome(report, "pages") == {"created": 1}
    assert outcome(report, "comments") == {"created": 6}
    with blog.reading() as db:
        found = {row[0]: row[1] for row in db.execute(select(Comment.source_key, Comment.status))}
        posts = {row[0]: row[1] for row in db.execute(select(Post.source_key, Post.status))}
    assert found == {
        "77/11": "approved", "77/12": "approved", "77/13": "pending", "77/14": "spam", "77/15": "deleted",
        "77/16": "pending",
    }  # fmt: skip
    assert posts == {
        "77/1": "published", "77/2": "published", "77/3": "draft", "77/4": "deleted", "77/5": "published",
    }  # fmt: skip
    assert "unknown-status" in codes(report)
    is_sound(blog)


def test_the_order_of_the_entries_never_matters(tmp_path: Path, migrated_file: Path) -> None:
    prints = []
    for seed in range(3):
        entries = list(THREAD)
        random.Random(seed).shuffle(entries)
        folder = tmp_path / str(seed)
        folder.mkdir()
        site = Site(folder, f"sqlite:///{folder}/blog.db")
        bring(site, takeout(folder, *entries))
        prints.append(fingerprint(site))
        site.close()

    assert prints[0] == prints[1] == prints[2]


def test_a_dry_run_writes_nothing_and_says_the_same(blog: Site, tmp_path: Path) -> None:
    body = '<img src="http://1.bp.blogspot.com/x/s320/kettle.png"><img src="http://1.bp.blogspot.com/x/s320/lost.png">'
    lost = takeout_comment(20, 999)
    export = takeout(tmp_path, *THREAD, lost, takeout_post(6, body, filename="/search/x.html"), kettle_png=PNG)
    planned = plan(blog, export)

    assert (blog.count(Post), blog.count(Comment), blog.count(Imported)) == (0, 0, 0)
    assert not (blog.settings.data / "media").exists()
    assert {**planned, "dry_run": False} == bring(blog, export)
    assert {**plan(blog, export), "dry_run": False} == bring(blog, export)


def test_a_thread_deeper_than_any_page_keeps_every_parent(blog: Site, tmp_path: Path) -> None:
    deep = [
        takeout_comment(1000 + depth, 1, answers=999 + depth if depth else 0, published="2009-08-08T09:30:00Z")
        for depth in range(300)
    ]
    report = bring(blog, takeout(tmp_path, *reversed(deep), takeout_post(1)))

    assert outcome(report, "comments") == {"created": 300}
    with blog.reading() as db:
        rows = db.scalars(select(Comment).order_by(Comment.source_key)).all()
        keys = {row.id: row.source_key for row in rows}
        parents = {row.source_key: keys.get(row.parent_id or 0) for row in rows}
        assert max(row.depth for row in rows) == MAX_DEPTH
    assert parents == {f"77/{1000 + n}": f"77/{999 + n}" if n else None for n in range(300)}


def test_comments_that_answer_each_other_in_a_circle_are_all_there(blog: Site, tmp_path: Path) -> None:
    circle = [
        takeout_comment(21, 1, answers=23),
        takeout_comment(22, 1, answers=21),
        takeout_comment(23, 1, answers=22),
    ]
    tail = takeout_comment(24, 1, answers=23)
    report = bring(blog, takeout(tmp_path, *circle, tail, takeout_post(1)))

    assert outcome(report, "comments") == {"created": 4}
    assert codes(report).count("parent-cycle") == 1
    with blog.reading() as db:
        rows = {row.source_key: row for row in db.scalars(select(Comment))}
        assert rows["77/21"].parent_id is None
        assert rows["77/24"].parent_id == rows["77/23"].id


def test_a_comment_without_its_post_is_held_until_the_post_comes(blog: Site, tmp_path: Path) -> None:
    first = bring(blog, takeout(tmp_path, takeout_comment(11, 1), takeout_comment(12, 1, answers=11), name="a.zip"))
    assert outcome(first, "comments") == {"held": 2}
    assert first["held"][0] == {"kind": "comments", "key": "77/11", "reason": "orphan-post"}
    assert outcome(bring(blog, tmp_path / "a.zip"), "comments") == {"held": 2}

    export = takeout(
        tmp_path, takeout_comment(11, 1), takeout_comment(12, 1, answers=11), takeout_post(1), name="b.zip"
    )

    assert outcome(bring(blog, export), "comments") == {"created": 2}
    is_sound(blog)


def test_a_reply_to_a_comment_that_is_not_there_begins_a_thread(blog: Site, tmp_path: Path) -> None:
    entries = (takeout_post(1), takeout_post(2), takeout_comment(11, 1, answers=999), takeout_comment(12, 2),
               takeout_comment(13, 1, answers=12))  # fmt: skip
    report = bring(blog, takeout(tmp_path, *entries))

    assert outcome(report, "comments") == {"created": 3}
    assert codes(report).count("orphan-parent") == 2


def test_a_key_that_is_there_twice_is_merged(blog: Site, tmp_path: Path) -> None:
    entries = (takeout_post(1), takeout_post(1), takeout_comment(11, 1), takeout_comment(11, 1, body="Again."))
    report = bring(blog, takeout(tmp_path, *entries))

    assert outcome(report, "posts") == {"created": 1, "merged": 1}
    assert outcome(report, "comments") == {"created": 1, "merged": 1}
    assert codes(report).count("duplicate-source-id") == 2


def test_the_site_takes_over_what_nobody_has_decided(blog: Site, ada: Browser, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"Blogs/Circle/feed.atom": takeout_feed([takeout_post(1)]),
                                     "Blogs/Circle/settings.csv": SETTINGS}  # fmt: skip
    report = bring(blog, write_folder(tmp_path / "export", files))

    page = blog.visitor().open("/")
    assert "The Mending Circle" in page.html
    assert report["kinds"]["settings"]["created"] == 2
    with blog.reading() as db:
        assert db.scalars(select(Post.language)).all() == ["pt-BR"]


def test_raw_words_and_all_that_has_no_place_are_kept(blog: Site, tmp_path: Path) -> None:
    raw = "<script>x()</script><div class='separator'>Old  words</div>"
    bring(blog, takeout(tmp_path, takeout_post(1, raw), takeout_comment(11, 1, body="One<BR/>two")))

    with blog.reading() as db:
        line = db.scalars(select(Imported).where(Imported.key == "77/1")).one()
        assert line.raw == raw
        assert line.kept["created"] == "2009-08-07T11:58:31.250000+00:00"
        assert "<script" not in db.scalars(select(PostRevision.html)).one()
        comment = db.scalars(select(Comment)).one()
        assert comment.created_at.isoformat() == "2009-08-08T09:30:00+00:00"


def test_several_blogs_and_none_named_is_refused_and_begins_nothing(blog: Site, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {}
    for name in ("One", "Two"):
        files[f"Blogs/{name}/feed.atom"] = takeout_feed([takeout_post(1)], name)
        files[f"Blogs/{name}/settings.csv"] = SETTINGS
    with pytest.raises(WhichBlog) as refused:
        bring(blog, write_folder(tmp_path / "export", files))

    assert refused.value.names == ("One", "Two")
    assert imports(blog) == []
