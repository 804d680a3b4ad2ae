"""The workers of a blog: one for the outbox, and one that keeps watch at night."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from blog.backups import nightly
from blog.comments import following, letters, telling
from blog.database.engine import Database
from blog.database.locking import WriteLockTimeout
from blog.importers import batches, fetches, fetching, running
from blog.jobs.worker import Handler, Worker
from blog.mail import sending
from blog.media.fetching import Web
from blog.moderation import learning
from blog.posts import publishing
from blog.privacy import erasing, retention
from blog.site.settings import read_site
from blog.web.visits import House

log = logging.getLogger("blog.jobs")

PATIENCE_SECONDS = 2
BETWEEN_LESSONS, BETWEEN_LOOKS = 0.2, 2.0


class Workers:
    """Starts the workers, and the learner's school, in threads of their own, and stops them.

    A backup takes as long as the database is large, so it is not done by the worker that publishes posts on time.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._quick, self._night = make_worker(house), make_nightwatch(house)
        self._school = School(house.database)
        runs = (self._quick.run, self._keep_watch, self._school.run)
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

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stopping = threading.Event()

    def run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            try:
                pause = BETWEEN_LESSONS if learning.learn(self._database) else BETWEEN_LOOKS
                learning.set_bar(self._database)
            except (SQLAlchemyError, WriteLockTimeout):
                log.warning("The learner cannot learn now; trying again.", exc_info=True)
                pause = BETWEEN_LOOKS

    def stop(self) -> None:
        self._stopping.set()


def make_worker(house: House) -> Worker:
    """The worker for every kind of job that is quick."""
    handlers = {
        sending.KIND: Handler(work=sending.make_postman(house.settings)),
        publishing.JOB: Handler(write=publishing.publish_due),
        following.LETTER: Handler(work=letters.make_writer(house.database, house.keys, house.settings, house.clock)),
        telling.JOB: Handler(write=telling.tell_followers),
        erasing.JOB: Handler(work=lambda payload: erasing.scrub(house.database, house.settings.data, payload)),
    }
    return Worker(house.database, handlers, house.clock)


def make_nightwatch(house: House) -> Worker:
    """The worker for what takes its time."""

    def keep_watch(payload: dict[str, Any]) -> None:
        with house.database.reading() as db:
            site = read_site(db)
        retention.forget_networks(house.database, house.clock(), timedelta(days=site.network_days))
        keep = timedelta(days=site.backup_days)
        nightly.make_nightwatch(house.settings, house.database, house.clock, keep)(payload)

    def bring(payload: dict[str, Any]) -> None:
        running.take_up(running.Place(house.database, house.settings.data, house.keys, house.clock), payload["import"])

    def fetch(payload: dict[str, Any]) -> None:
        place = running.Place(house.database, house.settings.data, house.keys, house.clock)
        fetching.take_up(place, payload["import"], Web())

    handlers = {
        nightly.KIND: Handler(work=keep_watch),
        batches.JOB: Handler(work=bring),
        fetches.JOB: Handler(work=fetch),
    }
    return Worker(house.database, handlers, house.clock)


def plan_the_night(house: House) -> None:
    """Have the coming night's backup in the outbox."""
    house.database.write(lambda db: nightly.plan(db, house.clock()))
