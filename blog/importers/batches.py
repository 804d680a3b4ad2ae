"""Begins, takes up and ends imports: one at a time, each a batch that is known by its number."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from blog.comments.models import Comment
from blog.errors import Refusal
from blog.importers.models import Import, Imported, ImportState
from blog.importers.shapes import Blog, Kind
from blog.importers.watching import watch
from blog.jobs import outbox
from blog.moderation.bringing import note_import

JOB = "import"


class ImportNotFound(Refusal):
    """This import is not here, or not any more."""


class NotNow(Refusal):
    """The import has gone on meanwhile, so nothing was changed. The page below is how it stands now."""


class ImportRunning(Refusal):
    """An import is running already. Wait until it is done, then start this one."""


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep every other import of this blog out; the lock goes with the process, however that ends.

    folder: BLOG_DATA. Raises ImportRunning.
    """
    handle = os.open(folder / "import.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ImportRunning from error
        yield
    finally:
        os.close(handle)


def begin(db: Session, blog: Blog, asked: dict[str, Any], account_id: int | None, now: datetime) -> Import:
    """The import of a blog that was interrupted, to go on with it; else a new one."""
    query = select(Import).where(
        Import.source == blog.source, Import.blog_key == blog.key[:300], Import.state == ImportState.RUNNING
    )
    batch = db.scalars(query.order_by(Import.id.desc()).limit(1)).first()
    if batch is None:
        batch = Import(
            source=blog.source,
            blog_key=blog.key[:300],
            blog_name=(blog.title or blog.name)[:300],
            state=ImportState.RUNNING,
            asked=asked,
            account_id=account_id,
            started_at=now,
        )
        db.add(batch)
    else:
        batch.asked = asked
    batch.hosts = list(blog.hosts)
    db.flush()
    return batch


def find(db: Session, import_id: int) -> Import:
    """Raises ImportNotFound."""
    batch = db.get(Import, import_id, populate_existing=True)
    if batch is None:
        raise ImportNotFound
    return batch


def newest(db: Session, limit: int = 50) -> list[Import]:
    return list(db.scalars(select(Import).order_by(Import.id.desc()).limit(limit)))


def ask_for(db: Session, asked: dict[str, Any], account_id: int | None, now: datetime) -> Import:
    """An import whose export is to be read first, so that its plan can be shown."""
    batch = Import(
        source=asked["format"],
        blog_key="",
        blog_name="",
        state=ImportState.READING,
        asked=asked,
        account_id=account_id,
        started_at=now,
    )
    db.add(batch)
    db.flush()
    put_to_work(db, batch, now)
    return batch


def put_to_work(db: Session, batch: Import, now: datetime) -> None:
    """Have the worker do what the import's state asks for."""
    outbox.put(db, JOB, {"import": batch.id}, now, about=about(batch.id))
    db.flush()


def about(import_id: int) -> str:
    """What the outbox knows an import's job by."""
    return f"import:{import_id}"


def has_brought(db: Session, batch: Import) -> bool:
    """Whether anything is here that came with it."""
    return db.scalar(select(Imported.key).where(Imported.import_id == batch.id).limit(1)) is not None


def read_again(db: Session, batch: Import, blog: str, now: datetime) -> None:
    """Read the export again for the plan of the blog that was chosen. Raises NotNow."""
    _check(batch, ImportState.FAILED)
    batch.state, batch.asked = ImportState.READING, {**batch.asked, "blog": blog}
    batch.problem, batch.choices = None, []
    put_to_work(db, batch, now)


def begin_planned(db: Session, batch: Import, now: datetime) -> None:
    """Bring in what the plan says. Raises NotNow."""
    _check(batch, ImportState.PLANNED)
    batch.state, batch.done, batch.total, batch.started_at = ImportState.RUNNING, 0, 0, now
    put_to_work(db, batch, now)


def go_on(db: Session, batch: Import, now: datetime) -> None:
    """Take an import up again that has ended half-way, at once instead of at its next try. Raises NotNow."""
    _check(batch, ImportState.FAILED, ImportState.RUNNING)
    if batch.state == ImportState.RUNNING:
        _take_from_worker(db, batch, now)
    elif not has_brought(db, batch):
        raise NotNow
    batch.state, batch.problem = ImportState.RUNNING, None
    put_to_work(db, batch, now)


def begin_undoing(db: Session, batch: Import, now: datetime) -> None:
    """Take back what the import brought, also if that was not all. Raises NotNow."""
    _check(batch, ImportState.DONE, ImportState.FAILED, ImportState.RUNNING)
    if batch.state == ImportState.RUNNING:
        _take_from_worker(db, batch, now)
    elif batch.state == ImportState.FAILED and not has_brought(db, batch):
        raise NotNow
    batch.state, batch.problem = ImportState.UNDOING, None
    put_to_work(db, batch, now)


def _take_from_worker(db: Session, batch: Import, now: datetime) -> None:
    """Raises NotNow while somebody works on it."""
    if not watch(db, JOB, about(batch.id), now).idle:
        raise NotNow
    outbox.take_back(db, JOB, about(batch.id))


def forget(db: Session, batch: Import) -> None:
    """Forget an import that has brought nothing. Raises NotNow."""
    _check(batch, ImportState.PLANNED, ImportState.FAILED)
    if has_brought(db, batch):
        raise NotNow
    db.delete(batch)
    db.flush()


def _check(batch: Import, *states: ImportState) -> None:
    if batch.state not in states:
        raise NotNow


def tell_progress(db: Session, import_id: int, done: int, total: int, until: datetime) -> None:
    """How far it is, and until when its worker has the job to itself."""
    outbox.hold(db, JOB, about(import_id), until)
    db.execute(update(Import).where(Import.id == import_id).values(done=done, total=total))


def finish(db: Session, import_id: int, report: dict[str, Any], now: datetime) -> None:
    """Keep the report, and say in the log what came."""
    batch = db.get(Import, import_id, with_for_update=True, populate_existing=True)
    assert batch is not None, "a running import has its row"
    if batch.state == ImportState.DONE:
        return
    batch.state, batch.finished_at, batch.report, batch.problem = ImportState.DONE, now, report, None
    batch.done = batch.total
    batch.blog_name = batch.blog_name or batch.blog_key
    note = f"brought by import {import_id} from {batch.source}"
    note_import(db, import_id, statuses_of(db, import_id), batch.account_id, note, now)
    db.flush()


def keep_plan(db: Session, import_id: int, blog: Blog, report: dict[str, Any]) -> None:
    """The plan is there, and waits for somebody to say yes."""
    named = {"source": blog.source, "blog_key": blog.key[:300], "blog_name": (blog.title or blog.name)[:300]}
    values: dict[str, Any] = {"state": ImportState.PLANNED, "report": report, "problem": None, "choices": [], **named}
    db.execute(update(Import).where(Import.id == import_id, Import.state == ImportState.READING).values(**values))


def fail(db: Session, import_id: int, problem: str, choices: Sequence[str] = ()) -> None:
    """Say why an import ended before its end. What it has brought stays; the next run goes on from there."""
    values: dict[str, Any] = {"state": ImportState.FAILED, "problem": problem, "choices": list(choices)}
    db.execute(update(Import).where(Import.id == import_id).values(**values))


def statuses_of(db: Session, import_id: int) -> dict[str, int]:
    """How many comments that an import brought have which status now."""
    rows = db.execute(
        select(Comment.status, func.count())
        .join(Imported, Imported.row_id == Comment.id)
        .where(Imported.import_id == import_id, Imported.kind == Kind.COMMENTS)
        .group_by(Comment.status)
    )
    return {row[0]: row[1] for row in rows}
