"""What a thousand blogs of the tests need not do each: wait for the disk, and compile every template anew."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from anyio.from_thread import start_blocking_portal
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import event
from starlette.testclient import TestClient

from blog.database.engine import Database
from blog.database.watching import CHANNEL, PostgresWatcher, Watcher
from blog.web.templates import Templates


class Compiled(BytecodeCache):
    """Templates of one language with one set of static files, compiled once in this process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_COMPILED: dict[object, Compiled] = {}
_make = Templates._make_environment


def _sharing(self: Templates, language: str) -> Environment:
    environment = _make(self, language)
    # Plain messages and addresses of static files are settled when a template is compiled.
    key = (language, tuple(sorted(self._versions.items())))
    environment.bytecode_cache = _COMPILED.setdefault(key, Compiled())
    return environment


def share_templates() -> None:
    Templates._make_environment = _sharing  # type: ignore[method-assign]


def spare_the_disk(database: Database) -> None:
    """No test pulls the plug of a blog in its own process; those that kill one start a program of its own."""
    if database.is_sqlite:
        for engine in (database.reader, database.writer):
            event.listen(engine, "connect", _unhurried)


def _unhurried(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


@contextlib.contextmanager
def one_loop() -> Iterator[None]:
    """Else each request of a TestClient starts an event loop and a thread, and each look at the database one more."""
    with start_blocking_portal() as portal:
        TestClient.portal = portal
        yield
        TestClient.portal = None


def wake(watcher: Watcher | None, database: Database) -> None:
    """A watcher that is to end sees so when it next hears something, or after a quarter of a second: tell it now."""
    if isinstance(watcher, PostgresWatcher):
        watcher._stopping.set()
        with database.writer.begin() as connection:
            connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
