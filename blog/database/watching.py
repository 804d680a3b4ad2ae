"""Notices that something was committed, by this process or another, at the price of microseconds."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from blog.database.engine import Database
from blog.database.versions import versions_of

log = logging.getLogger("blog.database")

CHANNEL = "page_versions"
POLL_SECONDS = 1.0
SILENT_SECONDS = 5.0  # a connection that has not answered for so long may be half open and tell nothing any more


class Watcher(Protocol):
    """`generation()` differs from before once anything public may have changed; None while it cannot be known."""

    quick: bool  # whether `versions` answers within microseconds, so that it may be asked on the event loop

    def generation(self) -> int | None: ...

    def versions(self, keys: Iterable[str]) -> dict[str, int]: ...

    def close(self) -> None: ...


class SqliteWatcher:
    """`PRAGMA data_version` on a spare connection that never writes: a writer does not see its own change."""

    quick = True

    def __init__(self, database: Database) -> None:
        self._connection = sqlite3.connect(
            f"file:{database.file}?mode=ro", uri=True, check_same_thread=False, isolation_level=None
        )
        self._connection.execute("PRAGMA query_only=ON")
        self._connection.execute("PRAGMA wal_autocheckpoint=0")
        self._lock = threading.Lock()

    def generation(self) -> int | None:
        with self._lock:
            row = self._connection.execute("PRAGMA data_version").fetchone()
        return int(row[0])

    def versions(self, keys: Iterable[str]) -> dict[str, int]:
        wanted = list(keys)
        places = ",".join("?" * len(wanted))
        query = f"SELECT key, version FROM page_versions WHERE key IN ({places})"  # noqa: S608 - only question marks
        with self._lock:
            known = dict(self._connection.execute(query, wanted).fetchall())
        return {key: known.get(key, 0) for key in wanted}

    def trace(self, tell: Callable[[str], object]) -> None:
        """Call `tell` with every statement from here on: for benches and tests that count them."""
        self._connection.set_trace_callback(tell)

    def close(self) -> None:
        self._connection.close()


class PostgresWatcher:
    """LISTEN on a connection of its own, in a thread; our own commits are told at once, others' within milliseconds.

    A notification can be lost with its connection, so every reconnection counts as a change. A connection can be dead
    without anybody having been told: it is asked every second, and while it owes an answer nothing is known.
    """

    quick = False

    def __init__(self, database: Database) -> None:
        self._database = database
        self._generation = 0
        self._listening = False
        self._heard = 0.0  # when the connection last answered, by the monotonic clock
        self._stopping = threading.Event()
        database.after_change(self._count)
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def generation(self) -> int | None:
        alive = self._listening and time.monotonic() - self._heard < SILENT_SECONDS
        return self._generation if alive else None

    def versions(self, keys: Iterable[str]) -> dict[str, int]:
        with self._database.reading() as db:
            return versions_of(db, keys)

    def close(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=5)

    def _count(self) -> None:
        self._generation += 1

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except Exception:  # noqa: BLE001 - whatever the connection dies of, pages are made afresh until it is back
                self._listening = False
                log.warning("The database does not tell of changes; trying again.")
                self._stopping.wait(POLL_SECONDS)

    def _listen(self) -> None:
        """Hold one connection and count what it tells."""
        with self._database.writer.connect() as connection:
            raw: Any = connection.connection.driver_connection
            connection.commit()
            raw.autocommit = True
            try:
                raw.execute(f"LISTEN {CHANNEL}")
                self._heard = time.monotonic()
                self._count()
                self._listening = True
                while not self._stopping.is_set():
                    for _ in raw.notifies(timeout=0.25, stop_after=1):
                        self._count()
                    if time.monotonic() - self._heard >= POLL_SECONDS:
                        raw.execute("SELECT 1")
                        if time.monotonic() - self._heard >= SILENT_SECONDS:
                            self._count()  # What it owed us may hold a change, and stands before the next page.
                        self._heard = time.monotonic()
            finally:
                self._listening = False
                if not raw.closed:
                    raw.execute(f"UNLISTEN {CHANNEL}")
                    raw.autocommit = False


def watch(database: Database) -> Watcher:
    """The watcher for this database."""
    return SqliteWatcher(database) if database.is_sqlite else PostgresWatcher(database)


def schema_exists(database: Database) -> bool:
    """Whether there is anything to watch yet."""
    try:
        with database.reading() as db:
            db.execute(text("SELECT 1 FROM page_versions LIMIT 1"))
    except SQLAlchemyError:
        return False
    return True
