"""N9: PostgreSQL ends its connections, or falls and rises again, under load; nothing acknowledged is lost."""

from __future__ import annotations

import os
import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from blog.database import watching
from blog.database.engine import Database
from blog.database.migrating import migrate
from tests.cast.serving import Served
from tests.cast.soon import soon
from tests.conftest import do_without
from tests.faults.crowding import Crowd
from tests.faults.stage import Stage
from tests.servers.postgres import PostgresMissing, PostgresServer, start_postgres

pytestmark = pytest.mark.faults
SOON = 5.0  # seconds until the blog must be well again


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """Nobody else's PostgreSQL falls."""
    if os.environ.get("BLOG_TEST_PG_URL"):
        do_without("PostgreSQL at BLOG_TEST_PG_URL is not ours to break", "BLOG_REQUIRE_POSTGRES")
    try:
        server = start_postgres()
    except PostgresMissing as missing:
        do_without(str(missing), "BLOG_REQUIRE_POSTGRES")
    yield server
    server.stop()


@pytest.fixture
def pg_stage(tmp_path: Path, own_server: PostgresServer) -> Stage:
    name = f"blog_{uuid.uuid4().hex}"
    url = own_server.create_database(name)
    # The test server is lazy; here a commit has to be one.
    say(own_server, f'ALTER DATABASE "{name}" SET synchronous_commit = on')
    database = Database(url)
    migrate(database)
    database.close()
    return Stage(tmp_path / "var", url)


def say(server: PostgresServer, statement: str) -> list[tuple[object, ...]]:
    """One statement, tried until the server takes it."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(server.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
                cursor = connection.execute(statement)
                return cursor.fetchall() if cursor.description else []
        except psycopg.OperationalError:
            assert time.monotonic() < deadline


def until_well(served: Served) -> float:
    """Seconds until the blog says that it is well, and a page comes."""
    began = time.monotonic()
    http = served.client().http
    while http.get("/healthz").status_code != 200 or http.get("/?fresh=1").status_code != 200:
        assert time.monotonic() - began < 30
    return time.monotonic() - began


def end_connections(server: PostgresServer) -> None:
    say(
        server,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname LIKE 'blog_%' AND pid <> pg_backend_pid()",
    )


def fall_and_rise(server: PostgresServer) -> None:
    """One backend dies the hard way, so PostgreSQL ends them all, recovers and begins anew."""
    [(pid,)] = say(server, "SELECT pid FROM pg_stat_activity WHERE datname LIKE 'blog_%' LIMIT 1")
    assert isinstance(pid, int)
    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("disaster", [end_connections, fall_and_rise])
def test_the_blog_is_well_again_soon_and_has_lost_nothing(
    pg_stage: Stage, own_server: PostgresServer, disaster: object
) -> None:
    with pg_stage.serve() as served:
        crowd = Crowd(pg_stage, served, writers=4, readers=2)
        crowd.start()
        longest = 0.0
        for _ in range(3):
            served.client().http.get("/")
            disaster(own_server)  # type: ignore[operator]
            longest = max(longest, until_well(served))
        result = crowd.stop()
        # A new word is stored by every one of the pool's connections.
        form = served.client().comment_form(pg_stage.path)
        for number in range(10):
            data = {**form, "name": "Sol", "body": f"Afterwards {number}."}
            assert served.client().http.post("/comments", data=data).status_code == 303
        assert served.stop() == 0
    print(f"N9 {disaster.__name__}: well again in {longest:.1f} s; {result.words}")  # type: ignore[attr-defined]
    assert longest < SOON
    assert set(result.statuses) <= {200, 303, 503}
    assert result.acknowledged
    typed = pg_stage.typed()
    assert [body for body in result.acknowledged if body not in typed] == []
    promised = {promise["revision"] for promise in pg_stage.promises()}
    kept = {typed for number, typed in pg_stage.rows("SELECT id, typed FROM comment_revisions") if number in promised}
    assert [body for body in result.acknowledged if body not in kept] == []


def test_a_connection_that_owes_an_answer_knows_nothing_and_then_counts_as_a_change(
    pg_stage: Stage, own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half open, it would tell of no change, and kept pages would be shown for good."""
    monkeypatch.setattr(watching, "SILENT_SECONDS", 1.5)
    database = Database(pg_stage.database_url)
    watcher = watching.PostgresWatcher(database)
    try:
        assert soon(lambda: watcher.generation() is not None)
        before = watcher.generation()
        backends = [
            int(str(pid)) for (pid,) in say(own_server, "SELECT pid FROM pg_stat_activity WHERE datname LIKE 'blog_%'")
        ]
        for pid in backends:
            os.kill(pid, signal.SIGSTOP)
        try:
            assert soon(lambda: watcher.generation() is None)
        finally:
            for pid in backends:
                os.kill(pid, signal.SIGCONT)
        assert soon(lambda: watcher.generation() is not None)
        assert watcher.generation() != before
    finally:
        watcher.close()
        database.close()
