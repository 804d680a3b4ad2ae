"""Which pg_dump is taken, and what is said when none fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from blog.backups import postgres
from blog.backups.postgres import find_program
from blog.backups.refusals import ProgramFailed, ProgramMissing, ProgramTooOld
from blog.backups.writing import back_up
from blog.database.engine import Database
from tests.backups.conftest import NOW, Kept


def program(folder: Path, version: str, then: str = "") -> Path:
    """A folder with a pg_dump that says this version of itself."""
    folder.mkdir()
    script = folder / "pg_dump"
    script.write_text(
        f'#!/bin/sh\nif [ "$1" = --version ]; then echo "pg_dump (PostgreSQL) {version}"; exit; fi\n{then}\n'
    )
    script.chmod(0o755)
    return folder


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing is found but what the test puts on PATH."""
    monkeypatch.setattr(postgres, "PACKAGES", ())
    monkeypatch.setenv("PATH", "")
    return monkeypatch


def on_path(only: pytest.MonkeyPatch, *folders: Path) -> None:
    only.setenv("PATH", ":".join([*map(str, folders), "/bin"]))
    only.setattr(postgres.os, "get_exec_path", lambda: [str(folder) for folder in folders])  # type: ignore[attr-defined]


def test_the_version_nearest_to_the_servers_is_taken(only: pytest.MonkeyPatch, tmp_path: Path) -> None:
    on_path(only, *(program(tmp_path / name, name) for name in ("18.6", "15.18", "17rc1", "9.6.24")))
    assert find_program("pg_dump", 16) == (str(tmp_path / "17rc1" / "pg_dump"), 17)
    assert find_program("pg_dump", 15) == (str(tmp_path / "15.18" / "pg_dump"), 15)
    assert find_program("pg_dump", 18)[1] == 18


def test_a_program_beside_the_servers_own_is_found_off_the_path(only: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path / "17", "17.2")
    only.setattr(postgres, "PACKAGES", (f"{tmp_path}/*",))
    on_path(only)
    assert find_program("pg_dump", 17) == (str(tmp_path / "17" / "pg_dump"), 17)


def test_a_missing_program_is_named_with_the_version_it_should_have(only: pytest.MonkeyPatch) -> None:
    on_path(only)
    with pytest.raises(ProgramMissing, match=r"pg_dump is not installed; .* of version 18 or newer"):
        find_program("pg_dump", 18)


def test_a_program_older_than_the_server_is_named_with_both_versions(only: pytest.MonkeyPatch, tmp_path: Path) -> None:
    on_path(only, program(tmp_path / "a", "15.18"), program(tmp_path / "b", "16.1"))
    with pytest.raises(ProgramTooOld, match="pg_dump is of version 16, and version 18 is needed"):
        find_program("pg_dump", 18)


def test_something_that_only_bears_the_name_is_no_program(only: pytest.MonkeyPatch, tmp_path: Path) -> None:
    on_path(only, program(tmp_path / "a", "soon"))
    with pytest.raises(ProgramMissing):
        find_program("pg_dump", 18)


def test_a_dump_that_fails_is_one_sentence_and_leaves_nothing(
    kept_on_postgres: Kept, only: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fails = 'echo "pg_dump: error: out of luck" >&2; echo "pg_dump: detail: a row of somebody" >&2; exit 1'
    on_path(only, program(tmp_path / "a", "99.1", fails))
    target = tmp_path / "usb" / "b.zip"
    target.parent.mkdir()
    with pytest.raises(ProgramFailed) as refused:
        back_up(kept_on_postgres.settings, kept_on_postgres.database, target, NOW)
    assert str(refused.value.sentence) == "pg_dump could not do it: out of luck. Nothing was changed."
    assert list(target.parent.iterdir()) == []


def test_a_password_is_not_where_other_users_of_the_machine_could_read_it(
    kept_on_postgres: Kept, only: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tells = f'echo "$@" > {tmp_path}/arguments; echo "$PGPASSWORD" > {tmp_path}/password; exit 1'
    on_path(only, program(tmp_path / "a", "99.1", tells))
    address = make_url(kept_on_postgres.settings.database_url).set(password="open sesame")
    database = Database(address.render_as_string(hide_password=False))
    with pytest.raises(ProgramFailed):
        back_up(kept_on_postgres.settings, database, tmp_path / "b.zip", NOW)
    database.close()
    assert (tmp_path / "password").read_text() == "open sesame\n"
    assert "sesame" not in (tmp_path / "arguments").read_text()
    assert str(address.database) in (tmp_path / "arguments").read_text()


def test_a_dump_with_other_rows_than_the_manifest_says_is_found(kept_on_postgres: Kept, tmp_path: Path) -> None:
    contents = postgres.dump_postgres(kept_on_postgres.database, tmp_path / "dump")
    assert contents.counts["public.page_versions"] == 1001
    assert postgres.find_flaw(tmp_path / "dump", contents.counts, contents.dumped_by) is None
    lacking = {**contents.counts, "public.page_versions": 1002}
    assert "as many rows" in str(postgres.find_flaw(tmp_path / "dump", lacking, contents.dumped_by))
    whole = (tmp_path / "dump").read_bytes()
    (tmp_path / "dump").write_bytes(whole[: len(whole) // 2])
    assert "to its end" in str(postgres.find_flaw(tmp_path / "dump", contents.counts, contents.dumped_by))


def test_the_rows_of_a_dump_are_counted_whatever_they_hold() -> None:
    rows = [b"1\n", b"\\\\.\n", b"COPY p.d (x) FROM stdin;\n", b"\\.\n"]
    lines = [b"SET x = 1;\n", b'COPY public."a ""b" (x) FROM stdin;\n', *rows, b"\n", b"COPY p.c (x) FROM stdin;\n"]
    assert postgres._count_copied(iter(lines)) == {'public.a "b': 3, "p.c": 0}
