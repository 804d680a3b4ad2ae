"""Opens the database, SQLite or PostgreSQL, from its address alone: short writes under one lock, reads beside them."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from blog.database.locking import WriteLock

# Serialization failure and deadlock: PostgreSQL asks for the whole transaction again.
TRY_AGAIN = frozenset({"40001", "40P01"})
TRIES = 3
# SQLAlchemy's own code for a statement in a transaction whose connection is gone.
CONNECTION_LOST = "8s2b"

# How SQLite is asked to work for writers. What is erased is overwritten, so that no search of the file finds it again.
WRITING = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
# Readers may neither write nor checkpoint: both are the lock holder's. There may be dozens, so each remembers little:
# what they read again and again is in the system's memory anyway.
READING = ("busy_timeout=5000", "wal_autocheckpoint=0", "query_only=ON", "cache_size=-512")

Result = TypeVar("Result")


class Database:
    """Two ways in: `writing()` for one short transaction under the write lock, `reading()` beside any writer."""

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.file: Path | None = None
        if self.is_sqlite:
            if not address.database:
                raise ValueError("a blog needs a database file")
            self.file = Path(address.database)
            self.lock: WriteLock | None = WriteLock(self.file.with_name("write.lock"))
            # One writer connection per process: writers queue at the lock, not at SQLite. What people wrote stays out
            # of what an error says, here and below.
            self.writer = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=15, hide_parameters=True)
            self.reader = create_engine(url, pool_size=8, max_overflow=40, pool_timeout=15, hide_parameters=True)
            _tune_sqlite(self.writer, "BEGIN IMMEDIATE", self.lock)
            _tune_sqlite(self.reader, "BEGIN", None)
        else:
            self.lock = None
            address = address.set(drivername="postgresql+psycopg")
            self.writer = create_engine(
                address, pool_size=8, max_overflow=40, pool_timeout=15, pool_pre_ping=True, hide_parameters=True
            )
            # One snapshot for all that a page reads, as on SQLite, and nothing it could write.
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._told: list[Callable[[], None]] = []

    def writer_session(self) -> Session:
        """A session that takes the write lock at its first statement; the caller ends it within milliseconds."""
        session = Session(self.writer, expire_on_commit=False)
        event.listen(session, "after_commit", self._tell)
        return session

    def after_change(self, tell: Callable[[], None]) -> None:
        """Call `tell()` after every commit of this process that moved a page's version."""
        self._told.append(tell)

    def _tell(self, session: Session) -> None:
        # The end of a savepoint is announced as a commit, too, and nobody else sees anything of it.
        if not session.in_nested_transaction() and session.info.pop("moved", False):
            for tell in self._told:
                tell()

    def reader_session(self) -> Session:
        """A session that can only read."""
        return _Reading(self.reader, expire_on_commit=False)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """One write transaction: leaving commits, raising rolls back."""
        with self.writer_session() as db, db.begin():
            yield db

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """One read transaction; nothing is ever committed."""
        with self.reader_session() as db:
            yield db

    def write(self, work: Callable[[Session], Result]) -> Result:
        """Run `work(db)` in a write transaction, again from its start when PostgreSQL asks for that."""
        for attempt in range(1, TRIES + 1):
            try:
                with self.writing() as db:
                    return work(db)
            except DBAPIError as error:
                if attempt == TRIES or not wants_another_try(error):
                    raise
        raise AssertionError("unreachable")

    @contextlib.contextmanager
    def migrating(self) -> Iterator[Connection]:
        """One transaction for changing the schema, with no other migration beside it.

        Foreign keys are off meanwhile on SQLite, where changing a table means copying it.
        """
        if not self.is_sqlite:
            with self.writer.begin() as connection:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4217)")
                yield connection
            return
        engine = create_engine(self.writer.url, poolclass=NullPool)
        _tune_sqlite(engine, "BEGIN IMMEDIATE", self.lock, foreign_keys=False)
        with engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def holding_the_lock(self) -> Iterator[None]:
        """Hold the write lock for work that is not a session's: migrations, checkpoints, the last close."""
        if self.lock is None:
            yield
            return
        self.lock.acquire()
        try:
            yield
        finally:
            self.lock.release()

    def scrub(self, tables: Iterable[str]) -> None:
        """Leave nothing in the files of what rows of `tables` have said before. Raises StillRead; try again then.

        SQLite overwrites what it frees, so only its log has to be emptied. On PostgreSQL old versions of rows go now
        instead of some day; its own log goes as its keepers have it go.
        """
        if self.file is None:
            with self.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for table in tables:
                    connection.exec_driver_sql(f"VACUUM {table}")
            return
        with self.holding_the_lock(), contextlib.closing(sqlite3.connect(self.file, timeout=5)) as raw:
            busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StillRead

    def close(self) -> None:
        """Close every connection. The last one checkpoints, and a checkpointer holds the lock."""
        with self.holding_the_lock():
            self.reader.dispose()
            self.writer.dispose()
        if self.lock is not None:
            self.lock.close()


class _Reading(Session):
    """Ends with a commit, of nothing. At a rollback psycopg forgets which statements it has prepared, and PostgreSQL
    would plan all that a page asks anew each time: of the queue's first page that was half."""

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None and self.in_transaction():
            self.expunge_all()
            self.commit()
        self.close()


class StillRead(Exception):
    """Somebody is reading what is to be emptied."""


def wants_another_try(error: DBAPIError) -> bool:
    """Whether PostgreSQL says that the transaction was right and only unlucky."""
    return getattr(error.orig, "sqlstate", None) in TRY_AGAIN


def is_cut_off(error: Exception) -> bool:
    """Whether the connection is lost, and the transaction with it: whoever could do without the answer cannot go on."""
    return isinstance(error, PendingRollbackError) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def is_out_of_order(error: Exception) -> bool:
    """Whether the database cannot do its work now (gone, full, locked), as against refusing what it was given."""
    if isinstance(error, PendingRollbackError):
        # The connection was lost before, and whoever met that went on without it.
        return error.code == CONNECTION_LOST
    return isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def _tune_sqlite(engine: Engine, begin: str, lock: WriteLock | None, foreign_keys: bool = True) -> None:
    """Take BEGIN into our own hands, and the write lock with it: sqlite3's own would begin too late."""

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for wish in READING if lock is None else (*WRITING, f"foreign_keys={'ON' if foreign_keys else 'OFF'}"):
            connection.execute(f"PRAGMA {wish}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        if lock is None:
            # A reader's BEGIN touches nothing and cannot fail, so the way through SQLAlchemy would be a detour.
            connection.connection.driver_connection.execute(begin)
            return
        lock.acquire()
        connection.info["locked"] = True
        try:
            connection.exec_driver_sql(begin)
        except BaseException:
            _let_go(connection.info, lock)
            raise

    @event.listens_for(engine, "checkin")
    def on_checkin(connection: Any, entry: ConnectionPoolEntry) -> None:
        # A connection comes back to the pool after its commit or rollback is done, never before.
        _let_go(entry.info, lock)

    @event.listens_for(engine, "invalidate")
    def on_invalidate(connection: Any, entry: ConnectionPoolEntry, error: BaseException | None) -> None:
        _let_go(entry.info, lock)


def _let_go(info: dict[Any, Any], lock: WriteLock | None) -> None:
    if lock is not None and info.pop("locked", False):
        lock.release()
