"""The workers of a blog: one for the outbox, and one that keeps watch at night."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from blog.accounts import renewing, second_steps
from blog.backups import nightly
from blog.clock import Clock, system_clock
from blog.comments import following, letters, telling
from blog.database.engine import Database
from blog.database.locking import WriteLockTimeout
from blog.feeds import hub as telling_hub
from blog.importers import batches, fetches
from blog.jobs.worker import Handler, Worker
from blog.late import late
from blog.mail import sending
from blog.media import sweeping as sweeping_pictures
from blog.moderation import desk_letters, digests, escalation, learning, resorting, staff, sweeping, sweeps
from blog.moderation.announcing import NOTICE
from blog.posts import publishing, sizing
from blog.privacy import erasing, purging, retention
from blog.site import hub
from blog.site.settings import read_site
from blog.web.visits import House

with late:
    from blog.importers import fetching as pictures
    from blog.importers import running
    from blog.media import fetching

log = logging.getLogger("blog.jobs")

PATIENCE_SECONDS = 2
# A hub has so long to take a notice, and so many bytes to say so.
HUB_SECONDS, HUB_BYTES = 20.0, 65_536
BETWEEN_LESSONS, BETWEEN_LOOKS = 0.2, 2.0
# Making a learner takes a second of computing. Visits have their turn all the while, and it rests so many times longer.
A_BREATH, REST = 0.001, 5
# A process that has just started has other things to do than to teach the learner what is known anywhere.
SETTLING = 10.0


class Workers:
    """Starts the workers, and the learner's school, in threads of their own, and stops them.

    A backup takes as long as the database is large, so it is not done by the worker that publishes posts on time; nor
    is telling the hub, which may be away and is then waited for.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._quick, self._night = make_worker(house), make_nightwatch(house)
        self._herald, self._school = make_herald(house), School(house.database, house.clock)
        runs = (self._quick.run, self._keep_watch, self._herald.run, self._school.run)
        self._threads = [threading.Thread(target=run, daemon=True) for run in runs]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def _keep_watch(self) -> None:
        try:
            plan_the_night(self._house)
        except (SQLAlchemyError, WriteLockTimeout):
            log.warning("The night's backup could not be planned; the next start tries again.", exc_info=True)
        self._night.run()

    def stop(self) -> None:
        """A job that hangs is another worker's after its lease; the end does not wait for it."""
        self._quick.stop()
        self._night.stop()
        self._herald.stop()
        self._school.stop()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=PATIENCE_SECONDS)

    def wait(self) -> None:
        """Until they are stopped."""
        for thread in self._threads:
            thread.join()


class School:
    """Has the learner learn what is decided, a little at a time, so that nobody waits for it."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        self._database, self._clock = database, clock
        self._stopping = threading.Event()

    def run(self) -> None:
        pause = rested = 0.0
        beginning = time.monotonic() + SETTLING
        while not self._stopping.wait(pause):
            try:
                if beginning and time.monotonic() >= beginning:
                    beginning = 0.0
                    learning.begin(self._database)
                pause = BETWEEN_LESSONS if learning.learn(self._database) else BETWEEN_LOOKS
                if pause == BETWEEN_LOOKS and time.monotonic() >= rested:
                    begun = time.thread_time()
                    if learning.train(self._database, _breathe):
                        resorting.sort_again(self._database, _breathe, self._clock)
                    rested = time.monotonic() + REST * (time.thread_time() - begun)
            except (SQLAlchemyError, WriteLockTimeout):
                log.warning("The learner cannot learn now; trying again.", exc_info=True)
                pause = BETWEEN_LOOKS

    def stop(self) -> None:
        self._stopping.set()


def _breathe() -> None:
    time.sleep(A_BREATH)


def make_worker(house: House) -> Worker:
    """The worker for every kind of job that is quick."""

    def escalate(db: Session, payload: dict[str, Any], now: datetime) -> None:
        escalation.look(db, payload, now, house.settings.url)

    handlers = {
        NOTICE: Handler(write=partial(digests.gather, to_files=not house.settings.smtp_url)),
        digests.DIGEST: Handler(write=digests.send),
        digests.LETTER: Handler(work=desk_letters.make_writer(house.database, house.keys, house.settings, house.clock)),
        escalation.JOB: Handler(write=escalate),
        renewing.JOB: Handler(write=renewing.make_writer(house.keys, house.settings.url)),
        sending.KIND: Handler(work=sending.make_postman(house.settings)),
        publishing.JOB: Handler(write=publishing.publish_due),
        following.LETTER: Handler(work=letters.make_writer(house.database, house.keys, house.settings, house.clock)),
        telling.JOB: Handler(write=telling.tell_followers),
        sweeps.JOB: Handler(write=sweeping.do_batch),
        erasing.JOB: Handler(work=lambda payload: erasing.scrub(house.database, house.settings.data, payload)),
    }
    return Worker(house.database, handlers, house.clock)


def make_herald(house: House) -> Worker:
    """The worker that tells the WebSub hub, at a walk: nobody waits for it."""

    def send(address: str, form: bytes) -> int:
        return fetching.Web().post(address, form, fetching.Limits(seconds=HUB_SECONDS, size=HUB_BYTES))

    tell = telling_hub.make_teller(house.database, house.settings.url, send)
    return Worker(house.database, {hub.JOB: Handler(work=tell)}, house.clock, pause=PATIENCE_SECONDS)


def make_nightwatch(house: House) -> Worker:
    """The worker for what takes its time."""

    def keep_watch(payload: dict[str, Any]) -> None:
        with house.database.reading() as db:
            site = read_site(db)
        house.database.write(lambda db: digests.plan_all(db, house.clock()))
        house.database.write(lambda db: sizing.plan(db, house.clock()))
        sweeping_pictures.sweep(house.database, house.settings.data / "media")
        retention.forget_networks(house.database, house.clock(), timedelta(days=site.network_days))
        purging.purge(house.database, house.clock())
        house.database.write(lambda db: staff.forget_invitations(db, house.clock()))
        keep = timedelta(days=site.backup_days)
        nightly.make_nightwatch(house.settings, house.database, house.clock, keep)(payload)

    def bring(payload: dict[str, Any]) -> None:
        running.take_up(running.Place(house.database, house.settings.data, house.keys, house.clock), payload["import"])
        house.database.write(lambda db: sizing.plan(db, house.clock()))

    def fetch(payload: dict[str, Any]) -> None:
        place = running.Place(house.database, house.settings.data, house.keys, house.clock)
        pictures.take_up(place, payload["import"], fetching.Web())
        house.database.write(lambda db: sizing.plan(db, house.clock()))

    def size(payload: dict[str, Any]) -> None:
        sizing.take_up(house.database, house.settings.data / "media", house.clock)

    handlers = {
        nightly.KIND: Handler(work=keep_watch),
        batches.JOB: Handler(work=bring),
        fetches.JOB: Handler(work=fetch),
        sizing.JOB: Handler(work=size),
    }
    return Worker(house.database, handlers, house.clock)


def plan_the_night(house: House) -> None:
    """Have the coming night's backup in the outbox, and a letter to everybody for whom something waits already.

    Before the backup: what an earlier version, or an older key, has left of the staff's secrets is locked anew.
    """
    house.database.write(lambda db: second_steps.lock_all(db, house.keys))
    house.database.write(lambda db: nightly.plan(db, house.clock()))
    house.database.write(lambda db: sizing.plan(db, house.clock()))
    house.database.write(lambda db: digests.plan_all(db, house.clock()))
