"""Drives PostgreSQL's own pg_dump and pg_restore: finds those that fit the server, and reads what they write."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from blog.backups.manifest import Contents
from blog.backups.refusals import NothingToBackUp, ProgramFailed, ProgramMissing, ProgramTooOld
from blog.database.engine import Database
from blog.languages.sentences import Sentence, say

# Where packages put what belongs to the server and is not on PATH: Debian, Red Hat, a build of one's own.
PACKAGES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")
LOCK_WAIT_MILLISECONDS = 60_000
# What belongs to this server and not to the blog: owners, rights, remarks on extensions.
PLAIN = ("--no-owner", "--no-privileges", "--no-comments", "--no-publications", "--no-subscriptions")
# Tables of the blog: not those of the server, of extensions, of one session.
TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1, 2
"""
COPY = re.compile(rb'COPY ("(?:[^"]|"")+"|[\w$]+)\.("(?:[^"]|"")+"|[\w$]+) .*FROM stdin;\n')


def dump_postgres(database: Database, to: Path) -> Contents:
    """Copy the database as it is at this moment into the new file `to`, and count its rows at that same moment.

    Raises NothingToBackUp, ProgramMissing, ProgramTooOld, ProgramFailed.
    """
    with database.reader.connect() as connection:
        server = server_version(connection)
        program, version = find_program("pg_dump", server)
        # pg_dump reads from the snapshot of this transaction, which stays open until pg_dump is done.
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        counts = count_rows(connection)
        revision = _revision(connection, counts)
        options = [f"--snapshot={snapshot}", f"--lock-wait-timeout={LOCK_WAIT_MILLISECONDS}", *PLAIN]
        packing = ["--format=custom", "--compress=0", f"--file={to}"]
        _run([program, *packing, *options, *_way_in(connection)], _environment(connection))
    return Contents("postgresql", revision, counts, version)


def restore_postgres(database: Database, dump: Path, dumped_by: int) -> dict[str, int]:
    """Restore a dump into an empty database, whole or not at all; the rows by table that are there now.

    Raises ProgramMissing, ProgramTooOld, ProgramFailed.
    """
    program, _ = find_program("pg_restore", dumped_by)
    with database.reader.connect() as connection:
        way_in, environment = _way_in(connection), _environment(connection)
    _run([program, "--single-transaction", "--exit-on-error", *PLAIN, *way_in, str(dump)], environment)
    with database.reader.connect() as connection:
        return count_rows(connection)


def find_flaw(dump: Path, counts: Mapping[str, int], dumped_by: int) -> Sentence | None:
    """What is wrong with a dump: it is read to its end and its rows are counted; None when all is well.

    Raises ProgramMissing, ProgramTooOld.
    """
    program, _ = find_program("pg_restore", dumped_by)
    with tempfile.TemporaryFile() as said:
        command = [program, "--file=-", "--data-only", str(dump)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=_environment()) as reading:  # noqa: S603 - a found program and a file of ours
            assert reading.stdout is not None
            found = _count_copied(iter(reading.stdout.readline, b""))
        if reading.returncode != 0:
            return say("its database dump cannot be read to its end")
    if found != dict(counts):
        return say("its tables do not hold as many rows as the manifest says")
    return None


def count_rows(connection: Connection) -> dict[str, int]:
    """The rows of every table of the blog, by `schema.table`; empty for an empty database."""
    preparer = connection.dialect.identifier_preparer
    found: dict[str, int] = {}
    for schema, table in connection.exec_driver_sql(TABLES.replace("%", "%%")).all():
        name = f"{preparer.quote_identifier(schema)}.{preparer.quote_identifier(table)}".replace("%", "%%")
        found[f"{schema}.{table}"] = connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()  # noqa: S608 - quoted
    return found


def server_version(connection: Connection) -> int:
    """The major version of the server."""
    return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000


def find_program(name: str, wanted: int) -> tuple[str, int]:
    """The program nearest to major version `wanted` that is not older, and its version.

    A newer one than need be writes settings that an older server does not know. Raises ProgramMissing, ProgramTooOld.
    """
    found = {version: place for place in reversed(_places(name)) if (version := _version(place))}
    if not found:
        raise ProgramMissing(program=name, wanted=wanted)
    fitting = [version for version in found if version >= wanted]
    if not fitting:
        raise ProgramTooOld(program=name, found=max(found), wanted=wanted)
    return found[min(fitting)], min(fitting)


def _places(name: str) -> list[str]:
    on_path = [shutil.which(name, path=folder) for folder in os.get_exec_path() if folder]
    packaged = [str(place / name) for pattern in PACKAGES for place in sorted(Path("/").glob(pattern[1:]))]
    return [place for place in (*on_path, *packaged) if place and os.access(place, os.X_OK)]


def _version(program: str) -> int:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - found by its name
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(number[1]) if number and said.returncode == 0 else 0


def _revision(connection: Connection, counts: Mapping[str, int]) -> str:
    if not any(table.endswith(".alembic_version") for table in counts):
        raise NothingToBackUp
    try:
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except DBAPIError as error:
        raise NothingToBackUp from error
    if revision is None:
        raise NothingToBackUp
    return str(revision)


def _count_copied(lines: Iterator[bytes]) -> dict[str, int]:
    """The rows by table of a dump as text: one line each, between COPY and a line of backslash and dot."""
    counts: dict[str, int] = {}
    table: str | None = None
    for line in lines:
        if table is not None:
            if line == b"\\.\n":
                table = None
            else:
                counts[table] += 1
        elif start := COPY.fullmatch(line):
            table = ".".join(_unquoted(start[part].decode("utf-8", "replace")) for part in (1, 2))
            counts[table] = 0
    return counts


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _way_in(connection: Connection) -> list[str]:
    """The options that lead a program to the same database. The password is not among them: others may read them."""
    raw: Any = connection.connection.driver_connection
    return ["--no-password", f"--dbname={raw.info.dsn}"]


def _environment(connection: Connection | None = None) -> dict[str, str]:
    raw: Any = connection.connection.driver_connection if connection is not None else None
    password = {"PGPASSWORD": raw.info.password} if raw is not None and raw.info.password else {}
    return {**os.environ, "LC_ALL": "C", **password}


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    program = Path(command[0]).name
    try:
        done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 - a found program, options of ours
    except OSError as error:
        raise ProgramFailed(program=program, why=error.strerror) from error
    if done.returncode == 0:
        return
    said = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    wrong = next((line for line in said if "error:" in line), said[-1] if said else f"it ended with {done.returncode}")
    # What follows "error:" is one sentence of PostgreSQL's; the statement on the next lines may hold people's words.
    raise ProgramFailed(program=program, why=wrong.split("error:")[-1].strip().rstrip("."))
