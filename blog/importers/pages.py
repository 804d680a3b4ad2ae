"""Importing in the desk: sending an export, its plan, the progress, the report, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.importers import batches, fetches, undoing
from blog.importers.batches import NotNow
from blog.importers.models import FetchState, Import, ImportState
from blog.importers.watching import Watch, watch
from blog.languages.sentences import Sentence, say
from blog.late import late
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

with late:
    from blog.importers import opening, plans, running

IMPORTS = "/desk/imports"
FAILURES_SHOWN = 200
NO_FILE = say("Choose the file that Google Takeout or WordPress made for you. Nothing was sent.")

STATE_WORDS: dict[str, Sentence] = {
    ImportState.READING: say("The export is being read"),
    ImportState.PLANNED: say("Ready to be imported"),
    ImportState.RUNNING: say("Being imported"),
    ImportState.DONE: say("Imported"),
    ImportState.FAILED: say("Not imported"),
    ImportState.UNDOING: say("Being undone"),
    ImportState.UNDONE: say("Undone"),
}


@dataclass(frozen=True)
class Row:
    """An import in the list."""

    name: str
    state: Sentence
    at: datetime
    href: str


def show_imports(db: Session, visit: Visit) -> Response:
    return _show_list(db, visit)


def show_moving(db: Session, visit: Visit) -> Response:
    """What stays to be done at the old blog, which only its owner can do there."""
    return desk_page(visit, "importers/moving.html", title=say("From your old address to here"), url=visit.settings.url)


def upload_export(db: Session, visit: Visit) -> Response:
    """Keep the files that were sent, and have them read."""
    if not visit.uploads:
        return _show_list(db, visit, NO_FILE, 422)
    kept = running.keep_uploads(visit.settings.data, [(one.path, one.name) for one in visit.uploads])
    asked = running.Asked(opening.AUTOMATIC, kept, None, visit.form.get("host").strip()[:200] or None)
    batch = batches.ask_for(db, asked.as_json(), visit.person.id, visit.now)
    return go_to(f"{IMPORTS}/{batch.id}")


def show_import(db: Session, visit: Visit) -> Response:
    return _show_one(db, visit, batches.find(db, visit.params["batch"]))


def change_import(db: Session, visit: Visit) -> Response:
    """What the button says: import, go on, undo, forget, or read another blog of the same export."""
    batch = batches.find(db, visit.params["batch"])
    action = visit.form.get("action")
    try:
        if action == "import":
            batches.begin_planned(db, batch, visit.now)
        elif action == "go-on":
            batches.go_on(db, batch, visit.now)
        elif action == "undo":
            batches.begin_undoing(db, batch, visit.now)
        elif action == "choose" and visit.form.get("blog") in batch.choices:
            batches.read_again(db, batch, visit.form.get("blog"), visit.now)
        elif action == "forget":
            batches.forget(db, batch)
            running.remove_uploads(visit.settings.data, running.Asked.from_json(batch.asked))
            return go_to(IMPORTS)
        else:
            raise NotNow
    except NotNow as refusal:
        db.rollback()
        return _show_one(db, visit, batches.find(db, visit.params["batch"]), refusal.sentence, 409)
    return go_to(f"{IMPORTS}/{batch.id}")


def show_pictures(db: Session, visit: Visit) -> Response:
    return _show_pictures(db, visit, batches.find(db, visit.params["batch"]))


def fetch_pictures(db: Session, visit: Visit) -> Response:
    """The one place where the blog is told to ask other servers for an import's pictures, or to stop asking."""
    batch = batches.find(db, visit.params["batch"])
    act = {"fetch": fetches.ask, "stop": fetches.stop}.get(visit.form.get("action"))
    try:
        if act is None:
            raise NotNow
        act(db, batch, visit.person.id, visit.now)
    except NotNow as refusal:
        db.rollback()
        return _show_pictures(db, visit, batches.find(db, visit.params["batch"]), refusal.sentence, 409)
    return go_to(f"{IMPORTS}/{batch.id}/pictures")


def _show_list(db: Session, visit: Visit, problem: Sentence | None = None, status: int = 200) -> Response:
    rows = [
        Row(batch.blog_name or str(STATE_WORDS[batch.state]), STATE_WORDS[batch.state], batch.started_at,
            f"{IMPORTS}/{batch.id}")
        for batch in batches.newest(db)
    ]  # fmt: skip
    return desk_page(visit, "importers/index.html", status, title=say("Imports"), rows=rows, problem=problem)


def _show_one(db: Session, visit: Visit, batch: Import, problem: Sentence | None = None, status: int = 200) -> Response:
    is_busy = batch.state in (ImportState.READING, ImportState.RUNNING, ImportState.UNDOING)
    return desk_page(
        visit,
        "importers/batch.html",
        status,
        title=batch.blog_name or say("Import"),
        batch=batch,
        state=say("One of several blogs is to be chosen") if batch.choices else STATE_WORDS[batch.state],
        told=plans.tell(batch.report) if batch.report else None,
        problem=problem,
        is_busy=is_busy,
        watch=watch(db, batches.JOB, batches.about(batch.id), visit.now) if is_busy else Watch(),
        left=undoing.left_of(db, batch.id) if batch.state == ImportState.UNDONE else (),
        has_brought=batch.state == ImportState.FAILED and batches.has_brought(db, batch),
    )


def _show_pictures(
    db: Session, visit: Visit, batch: Import, problem: Sentence | None = None, status: int = 200
) -> Response:
    fetch = fetches.find_fetch(db, batch.id)
    told = plans.tell(batch.report)
    is_busy = fetch is not None and fetch.state in (FetchState.LISTING, FetchState.RUNNING)
    return desk_page(
        visit,
        "importers/pictures.html",
        status,
        title=say("Missing pictures"),
        batch=batch,
        fetch=fetch,
        progress=fetches.progress_of(db, batch.id),
        failures=fetches.failures_of(db, batch.id, FAILURES_SHOWN),
        hosts=told.missing_hosts,
        missing=batch.report.get("pictures", {}).get("missing", 0),
        may_ask=batch.state == ImportState.DONE,
        problem=problem,
        is_busy=is_busy,
        watch=watch(db, fetches.JOB, fetches.about(batch.id), visit.now) if is_busy else Watch(),
    )
