"""Importing again: the same, a newer export, the other format, after a death; and what was done here wins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from blog.comments.models import Comment, Status
from blog.importers.models import ImportState
from blog.importers.running import Asked, run
from blog.moderation import decisions
from blog.moderation.states import POLICY, Actor
from blog.posts.models import Post
from tests.cast.site import Browser, Site
from tests.importers.bringing import (
    PNG,
    THREAD,
    bring,
    codes,
    fingerprint,
    imports,
    is_sound,
    ledger,
    outcome,
    place_of,
    takeout,
)
from tests.importers.exports import (
    atom_entry,
    atom_feed,
    takeout_comment,
    takeout_post,
)


def test_a_second_run_changes_nothing(blog: Site, tmp_path: Path) -> None:
    export = takeout(tmp_path, *THREAD)
    bring(blog, export)
    before = fingerprint(blog)

    report = bring(blog, export)

    assert outcome(report, "comments") == {"unchanged": 6}
    assert outcome(report, "posts") == {"unchanged": 4}
    assert sum(kind["created"] + kind["updated"] for kind in report["kinds"].values()) == 0
    assert fingerprint(blog) == before
    is_sound(blog)


def test_the_old_export_and_takeout_are_one_blog(blog: Site, tmp_path: Path) -> None:
    link = "<link rel='alternate' href='http://mendingcircle.blogspot.com/2009/08/post-1.html'/>"
    times = "<published>2009-08-07T12:00:00Z</published><updated>2009-09-01T00:00:00Z</updated>"
    old = atom_feed(
        atom_entry("post", 1, link + times),
        atom_entry("comment", 11, "<thr:in-reply-to ref='tag:blogger.com,1999:blog-77.post-1'/>"
                   "<published>2009-08-08T09:30:00Z</published>"),
    )  # fmt: skip
    (tmp_path / "old.xml").write_text(old, "utf-8")
    bring(blog, tmp_path / "old.xml")

    report = bring(blog, takeout(tmp_path, takeout_post(1), takeout_comment(11, 1)))

    assert (blog.count(Post), blog.count(Comment)) == (1, 1)
    assert outcome(report, "posts") == {"updated": 1}
    with blog.reading() as db:
        assert db.scalars(select(Post.permalink)).all() == ["/2009/08/post-1.html"]
    # And the old one again takes nothing back.
    assert outcome(bring(blog, tmp_path / "old.xml"), "posts") == {"unchanged": 1}


def test_what_was_decided_and_written_here_wins(blog: Site, ada: Browser, tmp_path: Path) -> None:
    bring(blog, takeout(tmp_path, *THREAD))
    path = "/2009/08/post-1.html"
    number = ada.open("/desk/posts").html.split("/desk/posts/")
    assert len(number) > 1
    with blog.reading() as db:
        post_id = db.scalars(select(Post.id).where(Post.permalink == path)).one()
    assert ada.open(f"/desk/posts/{post_id}").send("title", "publish", title="My own title").status == 303

    def reject(db: Any) -> None:
        comment = db.scalars(select(Comment).where(Comment.source_key == "77/11")).one()
        decisions.decide(db, comment, Status.REJECTED, Actor(POLICY), blog.clock())

    blog.house.database.write(reject)
    changed = takeout(
        tmp_path, takeout_post(1, "<p>Newer words.</p>", title="Theirs"), takeout_comment(11, 1, body="Newer."),
        takeout_comment(13, 1, status="LIVE", body="Waiting."), name="newer.zip",
    )  # fmt: skip

    report = bring(blog, changed)

    assert outcome(report, "posts") == {"unchanged": 1}
    assert outcome(report, "comments") == {"unchanged": 1, "updated": 1}
    assert codes(report).count("local-change") == 2
    assert "My own title" in blog.visitor().open(path).words
    with blog.reading() as db:
        found = {row[0]: row[1] for row in db.execute(select(Comment.source_key, Comment.status))}
    assert (found["77/11"], found["77/13"]) == ("rejected", "approved")
    is_sound(blog)


def test_what_changed_there_and_was_not_touched_here_is_updated(blog: Site, tmp_path: Path) -> None:
    bring(blog, takeout(tmp_path, takeout_post(1), takeout_comment(11, 1), name="a.zip"))
    export = takeout(tmp_path, takeout_post(1, "<p>Better words.</p>"), takeout_comment(11, 1, status="SPAM_COMMENT"))

    report = bring(blog, export)

    assert (outcome(report, "posts"), outcome(report, "comments")) == ({"updated": 1}, {"updated": 1})
    page = blog.visitor().open("/2009/08/post-1.html")
    assert "Better words." in page.words
    assert "Thank you." not in page.words
    assert outcome(bring(blog, export), "comments") == {"unchanged": 1}
    is_sound(blog)


class _Killed(BaseException):
    """Ends a process between two batches, as kill -9 does."""


def _kill_after(batches: int) -> Callable[[int, int], None]:
    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        told += 1
        if told > batches:
            raise _Killed

    return tell


@pytest.mark.parametrize("batches", [0, 1, 2, 3, 5])
def test_an_import_that_was_killed_goes_on_and_ends_as_if_nothing_had_been(
    blog: Site, tmp_path: Path, batches: int
) -> None:
    picture = '<img src="http://1.bp.blogspot.com/x/s320/kettle.png"><img src="http://1.bp.blogspot.com/x/lost.png">'
    many = [takeout_comment(1000 + n, 1 + n % 20, answers=999 + n if n % 20 == 5 else 0) for n in range(60)]
    posts = [
        takeout_post(1 + n, picture, filename="/2009/08/same.html" if n < 3 else f"/2009/08/{n}.html")
        for n in range(20)
    ]
    export = takeout(tmp_path, *many, *posts, takeout_comment(2000, 77), kettle_png=PNG)
    asked = Asked("blogger", (export,))
    with pytest.raises(_Killed):
        run(place_of(blog), asked, None, _kill_after(batches))
    assert [one.state for one in imports(blog)] == [ImportState.RUNNING]

    number, report = run(place_of(blog), asked)

    assert number == 1
    assert [one.state for one in imports(blog)] == [ImportState.DONE]
    folder = tmp_path / "whole"
    folder.mkdir()
    whole = Site(folder, f"sqlite:///{folder}/blog.db")
    assert report.as_json() == bring(whole, export)
    assert fingerprint(whole) == fingerprint(blog)
    assert ledger(whole) == ledger(blog)
    whole.close()
    is_sound(blog)
