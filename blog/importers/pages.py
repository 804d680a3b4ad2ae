"""Importing in the desk: sending an export, its plan, the progress, the report, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.importers import batches
from blog.importers.batches import NotNow
from blog.importers.models import Import, ImportState
from blog.importers.opening import AUTOMATIC
from blog.importers.plans import tell
from blog.importers.running import UPLOADS, Asked, remove_uploads
from blog.languages.sentences import Sentence, say
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

IMPORTS = "/desk/imports"
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


def upload_export(db: Session, visit: Visit) -> Response:
    """Keep the file that was sent, and have it read."""
    upload = visit.upload
    if upload is None:
        return _show_list(db, visit, NO_FILE, 422)
    kept = (visit.settings.data / UPLOADS).absolute() / f"{upload.path.stem}{_ending(upload.name)}"
    asked = Asked(AUTOMATIC, (kept,), None, visit.form.get("host").strip()[:200] or None)
    batch = batches.ask_for(db, asked.as_json(), visit.person.id, visit.now)
    upload.path.replace(kept)
    return go_to(f"{IMPORTS}/{batch.id}")


def show_import(db: Session, visit: Visit) -> Response:
    return _show_one(visit, batches.find(db, visit.params["batch"]))


def change_import(db: Session, visit: Visit) -> Response:
    """What the button says: import, undo, forget, or read another blog of the same export."""
    batch = batches.find(db, visit.params["batch"])
    action = visit.form.get("action")
    try:
        if action == "import":
            batches.begin_planned(db, batch, visit.now)
        elif action == "undo":
            batches.begin_undoing(db, batch, visit.now)
        elif action == "choose" and visit.form.get("blog") in batch.choices:
            batches.read_again(db, batch, visit.form.get("blog"), visit.now)
        elif action == "forget":
            batches.forget(db, batch)
            remove_uploads(visit.settings.data, Asked.from_json(batch.asked))
            return go_to(IMPORTS)
        else:
            raise NotNow
    except NotNow as refusal:
        db.rollback()
        return _show_one(visit, batches.find(db, visit.params["batch"]), refusal.sentence, 409)
    return go_to(f"{IMPORTS}/{batch.id}")


def _show_list(db: Session, visit: Visit, problem: Sentence | None = None, status: int = 200) -> Response:
    rows = [
        Row(batch.blog_name or str(STATE_WORDS[batch.state]), STATE_WORDS[batch.state], batch.started_at,
            f"{IMPORTS}/{batch.id}")
        for batch in batches.newest(db)
    ]  # fmt: skip
    return desk_page(visit, "importers/index.html", status, title=say("Imports"), rows=rows, problem=problem)


def _show_one(visit: Visit, batch: Import, problem: Sentence | None = None, status: int = 200) -> Response:
    return desk_page(
        visit,
        "importers/batch.html",
        status,
        title=batch.blog_name or say("Import"),
        batch=batch,
        state=say("One of several blogs is to be chosen") if batch.choices else STATE_WORDS[batch.state],
        told=tell(batch.report) if batch.report else None,
        problem=problem,
        is_busy=batch.state in (ImportState.READING, ImportState.RUNNING, ImportState.UNDOING),
    )


def _ending(name: str) -> str:
    """What the file is read as is decided by its bytes; the ending is for whoever looks into the folder."""
    ending = Path(name).suffix.lower()
    return ending if ending in (".zip", ".xml", ".atom", ".gz") else ".export"
