"""The PostgreSQL of the tests is one of their own, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from tests.cast.soon import soon
from tests.servers.postgres import PostgresMissing, PostgresServer, find_programs, start_postgres

ROOT = Path(__file__).resolve().parents[2]

A_SESSION_THAT_IS_KILLED = """
import os
from tests.servers.postgres import start_postgres
from tests.servers.test_postgres import ask
server = start_postgres()
url = server.url("postgres")
print(url, ask(url, "SHOW data_directory"), flush=True)
os.kill(os.getpid(), 9)
"""


def ask(url: str, question: str) -> object:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        result = connection.execute(text(question))
        return result.scalar() if result.returns_rows else None


def test_a_fresh_database_is_empty(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        assert ask(database_url, "SELECT count(*) FROM sqlite_master") == 0
    else:
        assert ask(database_url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_a_copy_of_a_template_holds_what_the_template_holds(postgres_server: PostgresServer) -> None:
    template = postgres_server.create_database("template_of_this_test")
    ask(template, "CREATE TABLE posts AS SELECT 'Hello, café' AS title")
    try:
        copy = postgres_server.create_from_template("template_of_this_test", "copy_of_this_test")
        assert ask(copy, "SELECT title FROM posts") == "Hello, café"
    finally:
        postgres_server.drop_database("copy_of_this_test")
        postgres_server.drop_database("template_of_this_test")


def test_a_database_is_dropped_even_while_someone_is_connected(postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database("still_in_use")
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        postgres_server.drop_database("still_in_use")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_a_server_goes_when_its_session_is_killed(postgres_server: PostgresServer) -> None:
    if os.environ.get("BLOG_TEST_PG_URL"):
        pytest.skip("the server at BLOG_TEST_PG_URL is not ours to end")
    done = subprocess.run(
        [sys.executable, "-c", A_SESSION_THAT_IS_KILLED], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == -9, done.stderr
    url, data = done.stdout.split()
    folder = Path(str(make_url(url).query["host"]))
    assert soon(lambda: not folder.exists()), f"PostgreSQL still serves in {folder}"
    assert soon(lambda: not Path(data).parent.exists()), f"PostgreSQL left {data}"


def test_without_any_postgresql_the_message_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BLOG_TEST_PG_BIN", str(tmp_path))
    with pytest.raises(PostgresMissing, match=r"requirements-test\.txt"):
        find_programs()


def test_a_running_server_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOG_TEST_PG_URL", "postgresql://tester:secret@db.example/postgres")
    assert start_postgres().url("blog") == "postgresql+psycopg://tester:secret@db.example/blog"
