"""The fetching of missing pictures as the owner sees it: asked for, stopped, how far it is, and what did not come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from blog.importers.batches import NotNow
from blog.importers.models import FetchState, Import, ImportState, MissingPicture, PictureFetch, PictureState
from blog.jobs import outbox
from blog.languages.sentences import Sentence, say
from blog.media.flaws import Flaw, Trouble

JOB = "pictures"
# Beside what the web and the pictures themselves may say: what a server answers.
BUSY, GONE, REFUSED = "busy", "gone", "refused"

REASONS: Mapping[str, Sentence] = {
    Trouble.ADDRESS: say("It has no address that can be asked for."),
    Trouble.CLOSED: say("Its address leads into a private network, which is never asked."),
    Trouble.NAME: say("No server was found by this name: it is gone, or this machine has no way to the internet."),
    Trouble.CONNECTION: say("The server cannot be reached."),
    Trouble.SLOW: say("The server took too long."),
    Trouble.LARGE: say("It is larger than 20 MB."),
    Trouble.CIRCLES: say("The server leads in circles."),
    Trouble.ANSWER: say("The server said nothing that can be understood."),
    BUSY: say("The server has too much to do."),
    GONE: say("The picture is gone from there."),
    REFUSED: say("The server does not hand it out."),
    Flaw.FORMAT: say("What came is no picture that pages here can show."),
    Flaw.PIXELS: say("It has more pixels than a picture here may have."),
    Flaw.BROKEN: say("The picture is broken."),
}


@dataclass(frozen=True)
class Progress:
    """How far a fetch is: how many pictures there are, wait, are shown or about to be, did not come, or stay out
    because their post was changed here. `silent` of those that wait did not answer before, and are asked again."""

    total: int
    waiting: int
    came: int
    failed: int
    left: int
    silent: int = 0

    @property
    def done(self) -> int:
        return self.total - self.waiting


@dataclass(frozen=True)
class Failure:
    address: str
    why: Sentence


def ask(db: Session, batch: Import, account_id: int | None, now: datetime) -> None:
    """Have the missing pictures fetched; those that did not come before are asked for once more. Raises NotNow."""
    if batch.state != ImportState.DONE:
        raise NotNow
    fetch = db.get(PictureFetch, batch.id, populate_existing=True)
    if fetch is None:
        fetch = PictureFetch(import_id=batch.id, state=FetchState.LISTING, account_id=account_id, asked_at=now)
        db.add(fetch)
    elif fetch.state in (FetchState.LISTING, FetchState.RUNNING):
        raise NotNow
    else:
        fetch.state, fetch.account_id, fetch.asked_at = FetchState.LISTING, account_id, now
        fetch.ended_at = fetch.ended_by = None
        failed = update(MissingPicture).where(
            MissingPicture.import_id == batch.id, MissingPicture.state == PictureState.FAILED
        )
        fresh = {"state": PictureState.WAITING, "tries": 0, "choice": 0, "reason": None, "tried_at": None}
        db.execute(failed.values(**fresh), execution_options={"synchronize_session": False})
    put_to_work(db, batch.id, now, now)


def ask_or_go_on(db: Session, batch: Import, now: datetime) -> None:
    """Like `ask`, and a fetch that is under way goes on. Raises NotNow."""
    fetch = find_fetch(db, batch.id)
    if fetch is None or fetch.state not in (FetchState.LISTING, FetchState.RUNNING):
        ask(db, batch, None, now)


def stop(db: Session, batch: Import, account_id: int | None, now: datetime) -> None:
    """Ask for nothing more; what has come is still put into its posts. Raises NotNow."""
    fetch = db.get(PictureFetch, batch.id, populate_existing=True)
    if fetch is None or fetch.state not in (FetchState.LISTING, FetchState.RUNNING):
        raise NotNow
    fetch.state, fetch.ended_at, fetch.ended_by = FetchState.STOPPED, now, account_id
    put_to_work(db, batch.id, now, now)


def find_fetch(db: Session, import_id: int) -> PictureFetch | None:
    return db.get(PictureFetch, import_id, populate_existing=True)


def progress_of(db: Session, import_id: int) -> Progress:
    again = func.count().filter(MissingPicture.tries > 0)
    query = select(MissingPicture.state, func.count(), again).where(MissingPicture.import_id == import_id)
    rows = db.execute(query.group_by(MissingPicture.state)).all()
    numbers = {state: number for state, number, _ in rows}
    silent = sum(number for state, _, number in rows if state == PictureState.WAITING)
    waiting, failed, left = (
        numbers.get(state, 0) for state in (PictureState.WAITING, PictureState.FAILED, PictureState.LEFT)
    )
    came = numbers.get(PictureState.FETCHED, 0) + numbers.get(PictureState.SHOWN, 0)
    return Progress(sum(numbers.values()), waiting, came, failed, left, silent)


def failures_of(db: Session, import_id: int, most: int) -> list[Failure]:
    query = select(MissingPicture).where(
        MissingPicture.import_id == import_id, MissingPicture.state == PictureState.FAILED
    )
    rows = db.scalars(query.order_by(MissingPicture.id).limit(most))
    return [Failure(row.address, REASONS.get(row.reason or "", REASONS[Trouble.ANSWER])) for row in rows]


def put_to_work(db: Session, import_id: int, now: datetime, due_at: datetime) -> None:
    """One job for each import: a worker that was cut off leaves its own, and two would ask twice as fast."""
    outbox.take_back(db, JOB, about(import_id))
    outbox.put(db, JOB, {"import": import_id}, now, due_at=due_at, about=about(import_id))
    db.flush()


def about(import_id: int) -> str:
    """What the outbox knows a fetch's job by."""
    return f"pictures:{import_id}"
