"""Fetches the pictures that an export did not hold, once the owner has asked: slowly, and a little at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session

from blog.importers import albums
from blog.importers.batches import find
from blog.importers.fetches import BUSY, GONE, REFUSED, Progress, find_fetch, progress_of, put_to_work
from blog.importers.ledger import Ledger
from blog.importers.missing import Texts, list_missing, put_in
from blog.importers.models import FetchState, Import, ImportState, MissingPicture, PictureFetch, PictureState
from blog.importers.pictures import asked_for, name_in
from blog.importers.running import Place
from blog.media.fetching import Limits, NotFetched, Web
from blog.media.flaws import NoPicture, Trouble
from blog.media.keeping import Kept, keep_file
from blog.media.models import Picture

log = logging.getLogger("blog.importers")

# A worker does so much at once, then other work has its turn.
SLICE_SECONDS = 20.0
# Between two questions to one server.
BETWEEN_SECONDS = 1.0
LIMITS = Limits(seconds=60.0, size=20 * 1024 * 1024)
ACCEPT = "image/png, image/jpeg, image/gif, image/webp, image/avif"
# A server that does not answer, or says that it has too much to do, is asked again after a while.
MOST_TRIES, AGAIN_AFTER = 3, timedelta(minutes=1)
# A server that has not answered for so many pictures, and has handed out none, is not asked for the rest.
MOST_SILENCES = 5
PASSING = frozenset({Trouble.NAME, Trouble.CONNECTION, Trouble.SLOW})


def take_up(
    place: Place,
    import_id: int,
    web: Web,
    sleep: Callable[[float], None] = time.sleep,
    timer: Callable[[], float] = time.monotonic,
) -> None:
    """Do a little of a fetch, and leave a job for the rest. Whatever is interrupted goes on by its state."""
    with place.database.reading() as db:
        fetch, batch = find_fetch(db, import_id), db.get(Import, import_id)
    if fetch is None or batch is None or batch.state != ImportState.DONE:
        return
    work = _Slice(place, batch, web, sleep, timer)
    if fetch.state == FetchState.LISTING:
        list_missing(place.database, work.texts, batch)
        listed = update(PictureFetch).where(
            PictureFetch.import_id == import_id, PictureFetch.state == FetchState.LISTING
        )
        place.database.write(lambda db: db.execute(listed.values(state=FetchState.RUNNING)))
    work.do()
    place.database.write(lambda db: _go_on(db, import_id, place.clock()))


def fetch_all(
    place: Place,
    import_id: int,
    web: Web,
    tell: Callable[[int, int], None],
    sleep: Callable[[float], None] = time.sleep,
) -> Progress:
    """Go on until nothing waits any more or somebody has stopped it; a worker that does the same is no harm."""
    while True:
        take_up(place, import_id, web, sleep)
        with place.database.reading() as db:
            fetch, progress = find_fetch(db, import_id), progress_of(db, import_id)
            soon = db.scalar(_waiting(import_id).where(_may_be_asked(place.clock())).limit(1)) is not None
        tell(progress.done, progress.total)
        if fetch is None or fetch.state in (FetchState.DONE, FetchState.STOPPED):
            return progress
        if not soon:
            sleep(BETWEEN_SECONDS)


def _waiting(import_id: int) -> Select[MissingPicture]:
    return select(MissingPicture).where(
        MissingPicture.import_id == import_id, MissingPicture.state == PictureState.WAITING
    )


def _go_on(db: Session, import_id: int, now: datetime) -> None:
    """Leave a job for what still waits; where nothing does, it is done."""
    fetch = db.get(PictureFetch, import_id, with_for_update=True, populate_existing=True)
    if fetch is None or fetch.state != FetchState.RUNNING:
        return
    waits = _waiting(import_id).limit(1)
    if db.scalar(waits) is None:
        # What has come is in its posts: that is the end of every go.
        fetch.state, fetch.ended_at = FetchState.DONE, now
        return
    soon = db.scalar(waits.where(_may_be_asked(now))) is not None
    put_to_work(db, import_id, now, now + (timedelta(seconds=BETWEEN_SECONDS) if soon else AGAIN_AFTER))


def _may_be_asked(now: datetime) -> ColumnElement[bool]:
    return or_(MissingPicture.tried_at.is_(None), MissingPicture.tried_at <= now - AGAIN_AFTER)


class _Slice:
    """One go at a fetch."""

    def __init__(
        self, place: Place, batch: Import, web: Web, sleep: Callable[[float], None], timer: Callable[[], float]
    ) -> None:
        self._place, self._batch, self._web, self._sleep, self._timer = place, batch, web, sleep, timer
        self.texts = Texts(place.database, batch)
        self._asked: dict[str, float] = {}

    def do(self) -> None:
        ends, stopped = self._timer() + SLICE_SECONDS, False
        while self._timer() < ends:
            picture, stopped = self._next()
            if picture is None:
                break
            self._settle(picture)
        put_in(self._place.database, self.texts, self._batch, self._place.clock, stopped)

    def _next(self) -> tuple[MissingPicture | None, bool]:
        """The picture that comes next, and whether somebody has stopped the fetch meanwhile."""
        with self._place.database.reading() as db:
            fetch = find_fetch(db, self._batch.id)
            if fetch is None or fetch.state != FetchState.RUNNING:
                return None, True
            waiting = _waiting(self._batch.id).where(_may_be_asked(self._place.clock()))
            return db.scalar(waiting.order_by(MissingPicture.id).limit(1)), False

    def _settle(self, picture: MissingPicture) -> None:
        if picture.picture_key in self.texts.fetched:
            self._note(picture, state=PictureState.FETCHED, reason=None)
            return
        if known := self._known_failure(picture):
            self._note(picture, state=PictureState.FAILED, reason=known, tried_at=self._place.clock())
            return
        addresses = asked_for(picture.address)
        self._wait_for(picture.host)
        try:
            kept = self._fetch(addresses[min(picture.choice, len(addresses) - 1)])
        except NoPicture as error:
            self._fail(picture, error.flaw.value, len(addresses))
        except NotFetched as error:
            passing = error.trouble in PASSING
            self._fail(picture, error.trouble.value, len(addresses), passing)
        except _Refused as error:
            self._fail(picture, error.reason, len(addresses), error.reason == BUSY)
        except (ValueError, RuntimeError):
            # Whatever else a server brings a program to: the other pictures must not wait for it for ever.
            log.warning("A picture could not be fetched.", exc_info=True)
            self._fail(picture, Trouble.ANSWER.value, len(addresses))
        else:
            self._keep(picture, kept)

    def _known_failure(self, picture: MissingPicture) -> str | None:
        """Why it will not come, where that is known without asking: for the same picture, or of its server."""
        mine = (MissingPicture.import_id == self._batch.id, MissingPicture.host == picture.host)
        failed = select(MissingPicture.reason).where(*mine, MissingPicture.state == PictureState.FAILED)
        with self._place.database.reading() as db:
            twin = db.scalar(failed.where(MissingPicture.picture_key == picture.picture_key).limit(1))
            if twin is not None:
                return twin
            silences = list(db.scalars(failed.where(MissingPicture.reason.in_(PASSING)).limit(MOST_SILENCES)))
            came = MissingPicture.state.in_((PictureState.FETCHED, PictureState.SHOWN))
            if len(silences) < MOST_SILENCES or db.scalar(select(MissingPicture.id).where(*mine, came).limit(1)):
                return None
            return silences[0]

    def _wait_for(self, host: str) -> None:
        """No server is asked more than once a second."""
        now = self._timer()
        pause = self._asked.get(host, now - BETWEEN_SECONDS) + BETWEEN_SECONDS - now
        if pause > 0:
            self._sleep(pause)
        self._asked[host] = self._timer()

    def _fetch(self, address: str) -> Kept:
        """Raises NoPicture, NotFetched, _Refused."""
        with self._web.get(address, ACCEPT, LIMITS) as answer:
            if answer.status in (429, 500, 502, 503, 504):
                raise _Refused(BUSY)
            if answer.status != 200:
                raise _Refused(GONE if answer.status in (404, 410) else REFUSED)
            return keep_file(self._place.folder / "media", self._place.keys, answer.chunks, LIMITS.size)

    def _fail(self, picture: MissingPicture, reason: str, choices: int, passing: bool = False) -> None:
        """Its next address comes next; a server that may answer later is asked later, and then it is over."""
        if passing and picture.tries + 1 < MOST_TRIES:
            self._note(picture, tries=picture.tries + 1, reason=reason, tried_at=self._place.clock())
        elif not passing and picture.choice + 1 < choices:
            self._note(picture, choice=picture.choice + 1, reason=reason)
        else:
            self._note(picture, state=PictureState.FAILED, reason=reason, tried_at=self._place.clock())

    def _note(self, picture: MissingPicture, **values: object) -> None:
        # Only while it still waits: a fetch that was begun anew meanwhile has its own word for it.
        mine = update(MissingPicture).where(
            MissingPicture.id == picture.id, MissingPicture.state == PictureState.WAITING
        )
        self._place.database.write(lambda db: db.execute(mine.values(**values)))

    def _keep(self, picture: MissingPicture, kept: Kept) -> None:
        def write(db: Session) -> bool:
            # An import that is taken back meanwhile gets no pictures any more.
            if find(db, self._batch.id).state != ImportState.DONE:
                return db.scalar(select(Picture.id).where(Picture.name == kept.name)) is not None
            ledger = Ledger(self._batch.source, self._batch.id)
            albums.enter_fetched(db, ledger, picture.picture_key, kept, name_in(picture.address), self._place.clock())
            return True

        if not self._place.database.write(write):
            (self._place.folder / "media" / kept.name).unlink(missing_ok=True)
            return
        self.texts.fetched[picture.picture_key] = kept.path
        self._note(picture, state=PictureState.FETCHED, reason=None, tried_at=self._place.clock())


class _Refused(Exception):
    """A server answered, and not with a picture."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
