"""Undoes an import: what it brought goes, except what somebody here has touched since and what that hangs on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from blog.comments.models import Comment
from blog.database.engine import Database
from blog.errors import Refusal
from blog.importers.batches import alone, statuses_of
from blog.importers.models import Import, Imported, ImportState, MissingPicture, PictureFetch
from blog.importers.shapes import Kind
from blog.media.copies import files_of
from blog.media.models import Picture
from blog.moderation import bringing as deciding
from blog.posts import bringing
from blog.posts.models import Post, PostRevision
from blog.site.settings import change_site, read_site

BATCH = 100
# What fits the id of a row on every database.
LARGEST_ID = 2**31 - 1


# One that failed or was interrupted has brought something, too.
CAN_GO = (ImportState.DONE, ImportState.FAILED, ImportState.RUNNING, ImportState.UNDOING)


class NothingToUndo(Refusal):
    """This import is not there, was undone already, or is still running."""


@dataclass
class Undone:
    """How much went and how much stays because somebody here has touched it."""

    posts: int = 0
    comments: int = 0
    posts_kept: int = 0
    comments_kept: int = 0


@dataclass(frozen=True)
class _Work:
    database: Database
    folder: Path
    import_id: int
    now: datetime


def undo(database: Database, folder: Path, import_id: int, account_id: int | None, now: datetime) -> Undone:
    """Take an import back in batches; it can be called again if it is interrupted. Raises NothingToUndo, ImportRunning.

    folder: BLOG_DATA.
    """
    with alone(folder):
        with database.reading() as db:
            batch = db.get(Import, import_id)
            if batch is None or batch.state not in CAN_GO:
                raise NothingToUndo
            statuses = statuses_of(db, import_id)
        work, done = _Work(database, folder, import_id, now), Undone()
        done.comments = _in_batches(work, Kind.COMMENTS, _take_comments)
        done.posts = _in_batches(work, Kind.POSTS, _take_posts)
        _in_batches(work, Kind.MEDIA, _take_pictures)
        with database.writing() as db:
            done.comments_kept, done.posts_kept = (_left(db, work, kind) for kind in (Kind.COMMENTS, Kind.POSTS))
            _put_settings_back(db, work, account_id)
            # What stays belongs to whoever touched it, and is still known by its key if it is imported again.
            db.execute(delete(Imported).where(Imported.import_id == import_id, Imported.row_id.is_(None)))
            db.execute(delete(MissingPicture).where(MissingPicture.import_id == import_id))
            db.execute(delete(PictureFetch).where(PictureFetch.import_id == import_id))
            ended = db.get(Import, import_id, with_for_update=True)
            assert ended is not None, "it was there a moment ago"
            ended.state, ended.undone_at = ImportState.UNDONE, now
            ended.report = {**ended.report, "undone": asdict(done)}
            still = statuses_of(db, import_id)
            gone = {status: number - still.get(status, 0) for status, number in statuses.items()}
            deciding.note_import(db, import_id, gone, account_id, f"taken away with import {import_id}", now)
        return done


def left_of(db: Session, import_id: int, most: int = 20) -> list[Post]:
    """The posts that an undone import left here, because somebody has touched them or what stands under them."""
    lines = select(Imported.row_id).where(
        Imported.import_id == import_id, Imported.kind.in_((Kind.POSTS, Kind.PAGES)), Imported.row_id.is_not(None)
    )
    return list(db.scalars(select(Post).where(Post.id.in_(lines)).order_by(Post.id.desc()).limit(most)))


def _in_batches(work: _Work, kind: Kind, take: Callable[[Session, _Work, Sequence[Imported]], int]) -> int:
    """From the newest to the oldest, so that replies come before what they answer; how many rows went."""
    taken, before = 0, LARGEST_ID
    while True:
        with work.database.writing() as db:
            query = select(Imported).where(
                Imported.import_id == work.import_id, Imported.kind == kind, Imported.row_id < before
            )
            lines = list(db.scalars(query.order_by(Imported.row_id.desc()).limit(BATCH)))
            if not lines:
                return taken
            before = lines[-1].row_id or 0
            taken += take(db, work, lines)


def _take_comments(db: Session, work: _Work, lines: Sequence[Imported]) -> int:
    """A comment stays if anybody has decided on it or answered it."""
    by_id = {line.row_id: line for line in lines}
    query = select(Comment).where(Comment.id.in_(list(by_id))).order_by(Comment.id.desc())
    comments = list(db.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True)))
    answers = db.execute(select(Comment.id, Comment.parent_id).where(Comment.parent_id.in_(list(by_id))))
    replies: dict[int, set[int]] = {}
    for reply_id, parent_id in answers:
        replies.setdefault(parent_id or 0, set()).add(reply_id)
    going: dict[int, Comment] = {}
    for comment in comments:
        if str(comment.seen) == by_id[comment.id].mark and not replies.get(comment.id, set()) - going.keys():
            going[comment.id] = comment
    # Locked in the order everyone takes them in, and replies no longer stand in the way of what they answer.
    deciding.take_away(db, [going[key] for key in sorted(going)], work.now)
    _forget(db, [line for line in lines if line.row_id in going or line.row_id not in {one.id for one in comments}])
    return len(going)


def _take_posts(db: Session, work: _Work, lines: Sequence[Imported]) -> int:
    """A post stays if anybody has changed it, or if a comment still stands under it."""
    by_id = {line.row_id: line for line in lines}
    has_comments = exists().where(Comment.post_id == Post.id)
    query = select(Post.id, Post.changed_at, has_comments).where(Post.id.in_(list(by_id)))
    rows = list(db.execute(query))
    going = [row[0] for row in rows if row[1].isoformat() == by_id[row[0]].mark and not row[2]]
    tags = select(Imported.key).where(Imported.import_id == work.import_id, Imported.kind == Kind.TAGS)
    if going:
        bringing.take_away(db, going, db.scalars(tags).all(), work.now)
    _forget(db, [line for line in lines if line.row_id in going])
    return len(going)


def _take_pictures(db: Session, work: _Work, lines: Sequence[Imported]) -> int:
    """A picture stays if any text still shows it."""
    taken = 0
    for line in lines:
        picture = db.get(Picture, line.row_id)
        if picture is None:
            continue
        named = PostRevision.html.contains(picture.name, autoescape=True)
        shown = select(PostRevision.id).where(or_(named, PostRevision.cover_id == picture.id)).limit(1)
        others = select(Imported.key).where(
            Imported.kind == Kind.MEDIA, Imported.row_id == picture.id, Imported.import_id != work.import_id
        )
        if db.scalar(shown) is not None or db.scalar(others.limit(1)) is not None:
            continue
        db.delete(picture)
        for file in files_of(picture.name, picture.sizes):
            (work.folder / "media" / file).unlink(missing_ok=True)
        _forget(db, [line])
        taken += 1
    return taken


def _put_settings_back(db: Session, work: _Work, account_id: int | None) -> None:
    """Those that still are as the import has set them."""
    site = read_site(db)
    lines = db.scalars(select(Imported).where(Imported.import_id == work.import_id, Imported.kind == Kind.SETTINGS))
    back = {line.key: line.kept["was"] for line in lines if getattr(site, line.key) == line.kept["set"]}
    change_site(db, work.now, account_id, **back)


def _forget(db: Session, lines: Sequence[Imported]) -> None:
    for line in lines:
        db.delete(line)
    db.flush()


def _left(db: Session, work: _Work, kind: Kind) -> int:
    query = select(Imported.key).where(
        Imported.import_id == work.import_id, Imported.kind == kind, Imported.row_id.is_not(None)
    )
    return len(db.scalars(query).all())
