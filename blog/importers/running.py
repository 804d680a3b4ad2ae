"""Runs imports: a plan that writes nothing, or the real thing, begun or taken up where it stopped."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from blog.clock import Clock
from blog.database.engine import Database
from blog.importers import batches, sitewide
from blog.importers.bench import Bench
from blog.importers.ledger import Ledger
from blog.importers.models import ImportState
from blog.importers.opening import AUTOMATIC, open_format, recognise
from blog.importers.refusals import Unimportable, WhichBlog
from blog.importers.reports import Report
from blog.importers.shapes import Blog
from blog.importers.storing import store
from blog.importers.undoing import undo
from blog.jobs.worker import LEASE
from blog.languages.catalog import translate, translations
from blog.signing import Keys
from blog.site.settings import read_site

TELL_SECONDS = 1.0
# Below BLOG_DATA: what was sent to the desk.
UPLOADS = "uploads"
UNSAFE = re.compile(r"[^\w.() -]|\A\.+")


@dataclass(frozen=True)
class Asked:
    """What is to be imported: which blog of which export, and where it stood."""

    format: str
    paths: tuple[Path, ...]
    blog: str | None = None
    host: str | None = None

    def as_json(self) -> dict[str, Any]:
        paths = [str(path.absolute()) for path in self.paths]
        return {"format": self.format, "paths": paths, "blog": self.blog, "host": self.host}

    @classmethod
    def from_json(cls, asked: dict[str, Any]) -> Asked:
        return cls(asked["format"], tuple(Path(path) for path in asked["paths"]), asked["blog"], asked["host"])

    @property
    def known(self) -> Asked:
        """With the format that the export itself says it has, where nobody said. Raises Unimportable."""
        return replace(self, format=recognise(self.paths)) if self.format == AUTOMATIC else self


@dataclass(frozen=True)
class Place:
    """The blog that is imported into. folder: BLOG_DATA."""

    database: Database
    folder: Path
    keys: Keys
    clock: Clock


def _silent(done: int, total: int) -> None:
    return None


def plan(place: Place, asked: Asked, tell: Callable[[int, int], None] = _silent) -> Report:
    """The report that the import would have; nothing is written. Raises Unimportable."""
    asked = asked.known
    report = Report(asked.format, dry_run=True)
    with open_format(asked.format, asked.paths) as export:
        blog = export.choose(asked.blog, asked.host)
        store(_bench(place, blog, None, report, tell), export, blog)
    return report


def run(
    place: Place, asked: Asked, account_id: int | None = None, tell: Callable[[int, int], None] = _silent
) -> tuple[int, Report]:
    """Import; (number of the import, report). One of the same blog that was interrupted goes on.

    Raises Unimportable, ImportRunning.
    """
    asked = asked.known
    report = Report(asked.format, dry_run=False)
    with batches.alone(place.folder), open_format(asked.format, asked.paths) as export:
        blog = export.choose(asked.blog, asked.host)
        now = place.clock()
        import_id = place.database.write(lambda db: batches.begin(db, blog, asked.as_json(), account_id, now).id)

        try:
            store(_bench(place, blog, import_id, report, _telling(place, import_id, tell)), export, blog, account_id)
        except Unimportable as refusal:
            problem = str(refusal.sentence)
            place.database.write(lambda db: batches.fail(db, import_id, problem))
            raise
        place.database.write(lambda db: batches.finish(db, import_id, report.as_json(), place.clock()))
    return import_id, report


def _telling(place: Place, import_id: int, tell: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """Keeps the progress for whoever watches, and the worker's lease, which a long import would outlast."""
    told = 0.0

    def tell_all(done: int, total: int) -> None:
        nonlocal told
        # Whoever watches reloads a page; a row more for every batch would only make it slower.
        if time.monotonic() - told > TELL_SECONDS:
            until = place.clock() + LEASE
            place.database.write(lambda db: batches.tell_progress(db, import_id, done, total, until))
            told = time.monotonic()
        tell(done, total)

    return tell_all


def take_up(place: Place, import_id: int) -> None:
    """Do what an import's state asks for, as the worker does: plan it, bring it in, or take it back.

    Whatever is interrupted is taken up again by its state. Raises ImportRunning, and is tried again later then.
    """
    with place.database.reading() as db:
        try:
            batch = batches.find(db, import_id)
        except batches.ImportNotFound:
            return
    asked = Asked.from_json(batch.asked)
    try:
        if batch.state == ImportState.READING:
            _keep_plan(place, batch.id, asked)
        elif batch.state == ImportState.RUNNING:
            run(place, asked, batch.account_id)
            remove_uploads(place.folder, asked)
        elif batch.state == ImportState.UNDOING:
            undo(place.database, place.folder, batch.id, batch.account_id, place.clock())
            remove_uploads(place.folder, asked)
    except Unimportable as refusal:
        # Trying again would find the same archive: the page says what is wrong with it.
        problem = str(refusal.sentence)
        choices = refusal.names if isinstance(refusal, WhichBlog) else ()
        place.database.write(lambda db: batches.fail(db, import_id, problem, choices))


def keep_uploads(folder: Path, uploads: Sequence[tuple[Path, str]]) -> tuple[Path, ...]:
    """Give files that were sent a place under the names they had: parts of one archive know each other by these.

    folder: BLOG_DATA. uploads: where each lies, and what it was called; a name is never taken for a path. Asked a
    second time for the same files it says the same.
    """
    place = (folder / UPLOADS).absolute() / uploads[0][0].stem
    place.mkdir(parents=True, exist_ok=True)
    kept: list[Path] = []
    for number, (path, name) in enumerate(uploads, start=1):
        target = place / (UNSAFE.sub("_", name)[-100:] or "export")
        if target in kept:
            target = place / f"{number}-{target.name}"
        if path.exists():
            path.replace(target)
        kept.append(target)
    return tuple(kept)


def remove_uploads(folder: Path, asked: Asked) -> None:
    """An export that was sent to the desk is not kept any longer than it is needed; one that lies elsewhere is."""
    uploads = (folder / UPLOADS).absolute()
    for path in asked.paths:
        if path.parent.parent == uploads:
            shutil.rmtree(path.parent, ignore_errors=True)
        elif path.parent == uploads:
            # So an earlier version kept them.
            path.unlink(missing_ok=True)


def _keep_plan(place: Place, import_id: int, asked: Asked) -> None:
    asked = asked.known
    report = Report(asked.format, dry_run=True)
    with open_format(asked.format, asked.paths) as export:
        blog = export.choose(asked.blog, asked.host)
        store(_bench(place, blog, None, report, _telling(place, import_id, _silent)), export, blog)
    place.database.write(lambda db: batches.keep_plan(db, import_id, blog, report.as_json()))


def _bench(place: Place, blog: Blog, import_id: int | None, report: Report, tell: Callable[[int, int], None]) -> Bench:
    with place.database.reading() as db:
        site = read_site(db)
        coming = sitewide.undecided(db, sitewide.wanted(blog))
    # What the import is about to set counts for what it brings.
    language = coming.get("language", site.language)
    spoken = blog.settings.language
    catalogue = translations(language)
    return Bench(
        database=place.database,
        folder=place.folder,
        keys=place.keys,
        clock=place.clock,
        ledger=Ledger(blog.source, import_id),
        report=report,
        speak=lambda sentence: translate(sentence, catalogue),
        time_zone=coming.get("time_zone", site.time_zone),
        language=spoken[:12] if spoken and spoken.partition("-")[0] != language.partition("-")[0] else None,
        tell=tell,
    )
