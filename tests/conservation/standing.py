"""What stands in a blog after an import, and how much of what its source said is still there."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import select

from blog.comments.models import Comment, CommentAnchor, CommentRevision
from blog.database.engine import Database
from blog.importers.models import Imported
from blog.importers.shapes import Comment as SaidComment
from blog.importers.shapes import Page as SaidPage
from blog.importers.shapes import Post as SaidPost
from blog.importers.shapes import Record
from blog.markup.text import slug
from blog.posts.models import FormerPath, Post, PostRevision, PostTag, Tag

Row = dict[str, Any]
# Pictures get names nobody can guess, new ones in every blog.
DATES = {"published", "created", "updated"}
PICTURE = re.compile(r"/media/[\w.-]+")


@dataclass
class Standing:
    """Posts and comments by their source key, as plain values."""

    posts: dict[str, Row] = field(default_factory=dict)
    comments: dict[str, Row] = field(default_factory=dict)
    others: list[Any] = field(default_factory=list)

    def fingerprint(self) -> str:
        """The same for two blogs that show and keep the same, whatever the ids and the time of the import."""
        said = repr((sorted(self.posts.items()), sorted(self.comments.items()), sorted(self.others, key=repr)))
        said = PICTURE.sub("/media/…", said)
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_standing(data: Path) -> Standing:
    """Read the blog whose BLOG_DATA is `data`."""
    database = Database(f"sqlite:///{data / 'blog.db'}")
    standing = Standing()
    with database.reading() as db:
        lines = [line for line in db.scalars(select(Imported)) if line.row_id]
        raw = {(line.kind, line.row_id): line.raw for line in lines}
        # What its source gives no date at all is shown as of the import, which is another moment every time.
        undated = {line.row_id for line in lines if line.kind == "posts" and not DATES & line.kept.keys()}
        key_of_post = {row.id: row.source_key or "" for row in db.execute(select(Post.id, Post.source_key))}
        tags: dict[int, list[str]] = {}
        filed = select(PostTag.post_id, Tag.slug).join(Tag, Tag.id == PostTag.tag_id)
        for post_id, tag in db.execute(filed.order_by(PostTag.position)):
            tags.setdefault(post_id, []).append(tag)
        written = select(Post, PostRevision).join(PostRevision, PostRevision.id == Post.newest_revision_id)
        for post, revision in db.execute(written):
            standing.posts[post.source_key or ""] = {
                "title": revision.title, "raw": raw.get(("posts", post.id)) or revision.typed, "html": revision.html,
                "status": str(post.status), "kind": post.kind, "path": post.permalink, "tags": tags.get(post.id, []),
                "published": None if post.id in undated else post.published_at, "author": post.author_name,
                "feed id": post.feed_id, "comments": post.comment_count,
            }  # fmt: skip
        key_of = {row.id: row.source_key for row in db.execute(select(Comment.id, Comment.source_key))}
        said = select(Comment, CommentRevision).join(CommentRevision, CommentRevision.id == Comment.newest_revision_id)
        for number, (comment, words) in enumerate(db.execute(said.order_by(Comment.sort_path, Comment.id))):
            standing.comments[comment.source_key or ""] = {
                "post": key_of_post[comment.post_id], "parent": key_of.get(comment.parent_id), "kind": comment.kind,
                "status": str(comment.status), "name": comment.name, "email": comment.email, "raw": words.typed,
                "website": comment.website, "uri": comment.author_uri, "sent": comment.created_at,
                "html": words.html, "depth": comment.depth, "shown": comment.shown_revision_id is not None,
                "place": number,
            }  # fmt: skip
        standing.others += [("anchor", key_of_post[one.post_id], one.anchor, key_of.get(one.comment_id))
                            for one in db.scalars(select(CommentAnchor))]  # fmt: skip
        standing.others += [("former", one.path, key_of_post.get(one.post_id or 0), one.gone_at is not None)
                            for one in db.scalars(select(FormerPath))]  # fmt: skip
    database.close()
    return standing


@dataclass
class Kept:
    """How many values of a field the source has, and how many are still there; `lost` says which are not."""

    said: int = 0
    kept: int = 0
    lost: list[str] = field(default_factory=list)

    def __iadd__(self, found: tuple[str, bool]) -> Kept:
        self.said += 1
        self.kept += found[1]
        if not found[1]:
            self.lost.append(found[0])
        return self


def retention(records: list[Record], standing: Standing) -> dict[str, Kept]:
    """By field, over the first record of every key."""
    fields: dict[str, Kept] = {}
    done: set[str] = set()
    for record in records:
        if not isinstance(record, SaidPost | SaidPage | SaidComment) or record.key in done:
            continue
        done.add(record.key)
        is_comment = isinstance(record, SaidComment)
        row = (standing.comments if is_comment else standing.posts).get(record.key, {})
        asked = _asked_of_comment(record) if isinstance(record, SaidComment) else _asked_of_post(record)
        prefix = "comment" if is_comment else "post"
        for name, said in asked:
            if said in (None, "", ()):
                continue
            there = row.get("tags" if name == "labels" else name)
            kept = fields.setdefault(f"{prefix} {name}", Kept())
            kept += (f"{record.key}: {said!r:.80} → {there!r:.80}", bool(row) and _same(name, said, there))
    return fields


def _asked_of_post(record: SaidPost | SaidPage) -> Iterator[tuple[str, Any]]:
    yield "title", record.title
    yield "raw", record.body
    yield "status", str(record.status)
    yield "path", record.path if str(record.status) in ("published", "scheduled") else None
    yield "author", record.author.name
    yield "feed id", record.feed_id
    if str(record.status) == "published":
        yield "published", record.times.first
    if isinstance(record, SaidPost):
        yield "labels", tuple(record.labels)


def _asked_of_comment(record: SaidComment) -> Iterator[tuple[str, Any]]:
    yield "raw", record.body
    yield "status", str(record.status)
    yield "kind", record.kind
    yield "name", record.author.name
    yield "email", record.author.email
    yield "uri", record.author.uri
    yield "sent", record.times.first
    yield "post", record.post_key


def _same(name: str, said: Any, there: Any) -> bool:
    if isinstance(said, datetime):
        return there is not None and abs((said - there.astimezone(UTC)).total_seconds()) < 1
    if name == "labels":
        return {slug(label) for label in said} <= set(there or [])
    if name == "path":
        # The same letters, as they are or in per cent.
        return unquote(str(said)) == unquote(str(there))
    if isinstance(said, str) and isinstance(there, str) and name in ("name", "author", "title"):
        return _plain(said) == _plain(there)
    return bool(said == there)


def _plain(name: str) -> str:
    """Names and titles are compared without what no reader sees."""
    seen = (sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign) not in ("Cf", "Cc"))
    return " ".join("".join(seen).split())


def edges(records: list[Record], standing: Standing) -> Kept:
    """Parent edges that the source says, between comments that it has under one post."""
    said = {one.key: one for one in records if isinstance(one, SaidComment)}
    kept = Kept()
    for key, one in said.items():
        parent = said.get(one.parent_key or "")
        if parent is None or parent.post_key != one.post_key:
            continue
        there = standing.comments.get(key, {}).get("parent")
        kept += (f"{key}: {one.parent_key} → {there}", there == one.parent_key)
    return kept
