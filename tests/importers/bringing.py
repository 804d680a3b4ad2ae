"""Brings small exports into a blog, and looks at what became of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sqlalchemy import select

from blog.comments.models import Comment, CommentAnchor, CommentRevision
from blog.comments.totals import wrong_totals
from blog.importers import running
from blog.importers.models import Import, Imported
from blog.moderation import log
from blog.moderation.models import LinkHost
from blog.posts.models import FormerPath, Post, PostRevision, PostTag, Tag
from tests.cast.site import Site
from tests.importers.exports import takeout_comment, takeout_files, takeout_post, write_zip
from tests.media.drawing import draw

# A comment before what it answers, one of every status, and one of every kind of post.
THREAD = (
    takeout_comment(12, 1, answers=11, published="2009-08-08T10:00:00Z", body="A reply."),
    takeout_comment(11, 1, name="Sol", uri="http://sol.example.org/", body="First.\nSecond line."),
    takeout_comment(13, 1, status="PENDING_MODERATION", body="Waiting."),
    takeout_comment(14, 1, status="SPAM_COMMENT", body='<a href="http://pills.example.com/">Pills</a>'),
    takeout_comment(15, 1, status="GHOSTED_COMMENT", body=""),
    takeout_comment(16, 2, status="NEW_STATUS", body="What is this?"),
    takeout_post(1, title="The kettle", more="<category scheme='tag:blogger.com,1999:blog-77' term='Repair'/>"),
    takeout_post(2, title="Another"),
    takeout_post(3, title="Not yet", status="DRAFT", filename=""),
    takeout_post(4, title="Gone", status="SOFT_TRASHED"),
    takeout_post(5, title="About", type="PAGE", filename="/p/about.html"),
)
PNG = draw()


def place_of(site: Site) -> running.Place:
    return running.Place(site.house.database, site.settings.data, site.house.keys, site.clock)


def bring(site: Site, *paths: Path, blog: str | None = None, host: str | None = None) -> dict[str, Any]:
    """Import an export; the report."""
    _, report = running.run(place_of(site), running.Asked("blogger", paths, blog, host))
    return report.as_json()


def plan(site: Site, *paths: Path, blog: str | None = None, host: str | None = None) -> dict[str, Any]:
    return running.plan(place_of(site), running.Asked("blogger", paths, blog, host)).as_json()


def takeout(folder: Path, *entries: str, name: str = "takeout.zip", **files: str | bytes) -> Path:
    """A Takeout of one blog; `files` are pictures of its album, by name with _ for the dot."""
    album = {f"Takeout/Blogger/Albums/The Mending Circle/{key.replace('_', '.')}": files[key] for key in files}
    return write_zip(folder / name, {**takeout_files(*entries), **album})


def outcome(report: dict[str, Any], kind: str) -> dict[str, int]:
    """The numbers of one kind that are not 0, without what went in."""
    return {name: num for name, num in report["kinds"][kind].items() if num and name != "in"}


def codes(report: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in report["warnings"]]


def fingerprint(site: Site) -> list[Any]:
    """All that readers and moderators see, without ids and without when it was brought."""
    with site.reading() as db:
        public = {row[0]: row[1] for row in db.execute(select(Comment.public_id, Comment.source_key))}
        key_of = {row[0]: row[1] for row in db.execute(select(Comment.id, Comment.source_key))}
        post_of = {row[0]: row[1] for row in db.execute(select(Post.id, Post.source_key))}
        posts = db.execute(
            select(Post.source_key, Post.kind, Post.status, Post.permalink, Post.published_at, Post.comment_count,
                   Post.author_name, Post.feed_id, PostRevision.title, PostRevision.html, PostRevision.typed,
                   PostRevision.number)
            .join(PostRevision, PostRevision.id == Post.newest_revision_id).order_by(Post.source_key)
        )  # fmt: skip
        comments = db.execute(
            select(Comment, CommentRevision).join(CommentRevision, CommentRevision.id == Comment.newest_revision_id)
            .order_by(Comment.post_id, Comment.sort_path)
        )  # fmt: skip
        said = [
            (post_of[one.post_id], one.source_key, key_of.get(one.parent_id), one.depth, one.status, one.name,
             one.website, one.created_at, one.published_at, one.shown_revision_id is not None, revision.status,
             revision.html, revision.inert, revision.typed, revision.lane)
            for one, revision in comments
        ]  # fmt: skip
        by_post = sorted({one[0] or "" for one in said})
        anchors = [
            (post_of[one.post_id], one.anchor, key_of[one.comment_id]) for one in db.scalars(select(CommentAnchor))
        ]
        tags = db.execute(select(Post.source_key, Tag.name).join(PostTag, PostTag.post_id == Post.id)
                          .join(Tag, Tag.id == PostTag.tag_id))  # fmt: skip
        hosts = [(one.host, one.approved, one.spam) for one in db.scalars(select(LinkHost).order_by(LinkHost.host))]
        former = [
            (one.path, post_of.get(one.post_id or 0), one.gone_at is None) for one in db.scalars(select(FormerPath))
        ]
        assert len(public) == len(key_of)
        return [
            [tuple(row) for row in posts], [[one for one in said if one[0] == post] for post in by_post],
            sorted(anchors), sorted(tuple(row) for row in tags), hosts, sorted(former),
        ]  # fmt: skip


def is_sound(site: Site) -> None:
    """The totals, the log and the counts agree with the rows."""
    with site.reading() as db:
        assert wrong_totals(db) == []
        assert log.verify(db) == []
        for post in db.scalars(select(Post)):
            shown = select(Comment.id).where(Comment.post_id == post.id, Comment.shown_revision_id.is_not(None))
            assert post.comment_count == len(db.scalars(shown).all())


def imports(site: Site) -> list[Import]:
    with site.reading() as db:
        return list(db.scalars(select(Import).order_by(Import.id)))


def ledger(site: Site) -> set[tuple[str, str]]:
    with site.reading() as db:
        return {(row.kind, row.key) for row in db.scalars(select(Imported))}


def ids_on(html: str) -> set[str]:
    """Every id in a page."""
    return set(re.findall(r'\bid="([^"]+)"', html))
