"""`blog reclean`: what an older version has rendered is rendered anew, and what readers see of it moves."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update

from blog.comments.models import Comment, CommentRevision
from blog.importers.recleaning import reclean
from blog.markup.comments import POLICY
from blog.posts.models import PostRevision
from tests.cast.site import Browser, Site
from tests.importers.bringing import THREAD, bring, takeout

LEFTOVER = '<p onclick="evil()">Old rendering.</p>'


def spoil(blog: Site) -> None:
    """As if an older version had let something through in every text."""
    with blog.house.database.writing() as db:
        db.execute(update(PostRevision).values(html=LEFTOVER, policy=0))
        db.execute(update(CommentRevision).values(html=LEFTOVER, inert=LEFTOVER, policy=0))


def texts(blog: Site) -> list[tuple[str, ...]]:
    with blog.reading() as db:
        posts = db.execute(select(PostRevision.typed, PostRevision.html, PostRevision.words, PostRevision.excerpt))
        words = select(CommentRevision.typed, CommentRevision.html, CommentRevision.inert, CommentRevision.words)
        return [tuple(map(str, row)) for row in [*posts, *db.execute(words.order_by(CommentRevision.id))]]


def test_everything_is_as_it_was_rendered_first_and_readers_see_it(blog: Site, ada: Browser, tmp_path: Path) -> None:
    bring(blog, takeout(tmp_path, *THREAD))
    path = blog.publish(ada, title="Typed here", body="**Bold** and <script>no</script>")
    blog.say(path, body="A word *with weight*.")
    before = texts(blog)
    spoil(blog)
    reader = blog.visitor()
    kept = reader.get(path)
    assert kept.status == 200

    result = reclean(blog.house.database, blog.clock)

    assert texts(blog) == before
    assert (result.done, result.different, result.left) == (len(before), len(before), 0)
    for page in (path, "/2009/08/post-1.html", "/", "/feeds/posts/default"):
        assert "onclick" not in reader.get(page).html
    assert "Rendered" in result.sentence


def test_a_second_run_finds_nothing_and_moves_nothing(blog: Site, tmp_path: Path) -> None:
    bring(blog, takeout(tmp_path, *THREAD))
    etag = blog.visitor().get("/2009/08/post-1.html").headers["etag"]

    result = reclean(blog.house.database, blog.clock)

    assert (result.done, result.different) == (0, 0)
    assert result.sentence == "All HTML is of this version already."
    assert blog.visitor().get("/2009/08/post-1.html").headers["etag"] == etag


def test_what_was_erased_comes_not_back_and_what_cannot_be_read_stays(blog: Site, tmp_path: Path) -> None:
    bring(blog, takeout(tmp_path, *THREAD))
    with blog.house.database.writing() as db:
        erased = db.scalars(select(Comment.newest_revision_id).order_by(Comment.id)).first()
        gone = {"typed": "", "html": "", "inert": "", "words": ""}
        db.execute(update(CommentRevision).where(CommentRevision.id == erased).values(policy=0, **gone))

    assert reclean(blog.house.database, blog.clock).different == 0
    with blog.reading() as db:
        assert db.get_one(CommentRevision, erased).html == ""


def test_it_goes_on_where_it_was_interrupted(blog: Site, tmp_path: Path) -> None:
    bring(blog, takeout(tmp_path, *THREAD))
    before = texts(blog)
    spoil(blog)
    with blog.house.database.writing() as db:
        some = select(CommentRevision.id).order_by(CommentRevision.id).limit(3)
        db.execute(update(CommentRevision).where(CommentRevision.id.in_(some)).values(policy=POLICY))

    assert reclean(blog.house.database, blog.clock).done == len(before) - 3
