"""An import can be taken back: what it brought goes, and what somebody here has touched stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.comments.models import Comment, CommentAnchor, Status
from blog.importers.models import Imported, ImportState
from blog.importers.undoing import NothingToUndo, Undone, undo
from blog.media.models import Picture
from blog.moderation import decisions
from blog.moderation.models import LinkHost
from blog.moderation.states import POLICY, Actor
from blog.posts.models import FormerPath, Post, Tag
from tests.cast.site import Browser, Site
from tests.importers.bringing import PNG, bring, fingerprint, imports, is_sound, outcome, takeout
from tests.importers.exports import takeout_comment, takeout_post

PICTURE = '<img src="http://1.bp.blogspot.com/x/s320/kettle.png">'
ENTRIES = (
    takeout_post(1, PICTURE, more="<category scheme='tag:blogger.com,1999:blog-77' term='Repair'/>"),
    takeout_post(2, status="SOFT_TRASHED"),
    takeout_post(3, status="SCHEDULED", published="2031-01-01T00:00:00Z"),
    takeout_comment(11, 1, uri="http://sol.example.org/"),
    takeout_comment(12, 1, answers=11),
    takeout_comment(13, 1, answers=12),
    takeout_comment(14, 1, status="SPAM_COMMENT"),
    takeout_comment(15, 99),
)


def take_back(site: Site, number: int = 1) -> Undone:
    return undo(site.house.database, site.settings.data, number, None, site.clock())


def test_an_undone_import_leaves_nothing_behind(blog: Site, tmp_path: Path) -> None:
    bring(blog, takeout(tmp_path, *ENTRIES, kettle_png=PNG))
    folder = blog.settings.data / "media"
    assert len(list(folder.iterdir())) == 1

    done = take_back(blog)

    assert (done.posts, done.comments, done.posts_kept, done.comments_kept) == (3, 4, 0, 0)
    tables = (Post, Comment, CommentAnchor, Tag, FormerPath, Picture, Imported)
    assert [blog.count(table) for table in tables] == [0] * len(tables)
    assert list(folder.iterdir()) == []
    assert imports(blog)[0].state == ImportState.UNDONE
    assert "The Mending Circle" not in blog.visitor().open("/").html
    with blog.reading() as db:
        assert [(host.approved, host.spam) for host in db.scalars(select(LinkHost))] == [(0, 0)]
    assert blog.work() == 0
    is_sound(blog)


def test_what_was_touched_since_stays_with_all_it_hangs_on(blog: Site, tmp_path: Path) -> None:
    bring(blog, takeout(tmp_path, *ENTRIES))

    def reject(db: Session) -> None:
        comment = db.scalars(select(Comment).where(Comment.source_key == "77/12")).one()
        decisions.decide(db, comment, Status.REJECTED, Actor(POLICY), blog.clock())

    blog.house.database.write(reject)

    done = take_back(blog)

    # The reply to the rejected one goes; the rejected one, what it answers and their post stay.
    assert (done.posts, done.comments, done.posts_kept, done.comments_kept) == (2, 2, 1, 2)
    with blog.reading() as db:
        assert sorted(db.scalars(select(Comment.source_key))) == ["77/11", "77/12"]
        assert db.scalars(select(Post.source_key)).all() == ["77/1"]
    is_sound(blog)


def test_a_readers_answer_keeps_what_it_answers(blog: Site, tmp_path: Path) -> None:
    bring(blog, takeout(tmp_path, *ENTRIES))
    with blog.reading() as db:
        parent = db.scalars(select(Comment.public_id).where(Comment.source_key == "77/11")).one()
    assert blog.say("/2009/08/post-1.html", body="Still true.", parent=parent).status == 200

    done = take_back(blog)

    assert (done.comments, done.comments_kept, done.posts_kept) == (3, 1, 1)
    is_sound(blog)


def test_a_post_that_was_changed_here_stays(blog: Site, ada: Browser, tmp_path: Path) -> None:
    bring(blog, takeout(tmp_path, takeout_post(1)))
    with blog.reading() as db:
        post_id = db.scalars(select(Post.id)).one()
    assert ada.open(f"/desk/posts/{post_id}").send("title", "save", title="Mine").status == 303

    assert take_back(blog).posts_kept == 1


def test_what_was_undone_can_be_brought_again(blog: Site, tmp_path: Path) -> None:
    export = takeout(tmp_path, *ENTRIES, kettle_png=PNG)
    bring(blog, export)
    before = fingerprint(blog)
    take_back(blog)

    report = bring(blog, export)

    assert outcome(report, "comments") == {"created": 4, "held": 1}
    assert fingerprint(blog) == before
    is_sound(blog)


def test_an_import_is_undone_once(blog: Site, tmp_path: Path) -> None:
    bring(blog, takeout(tmp_path, takeout_post(1)))
    take_back(blog)

    with pytest.raises(NothingToUndo):
        take_back(blog)
    with pytest.raises(NothingToUndo):
        take_back(blog, 99)
