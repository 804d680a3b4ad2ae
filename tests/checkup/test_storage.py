"""Folder, disk, database and schema: well, and ill once they are broken."""

from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from blog.checkup import storage
from blog.checkup.checks import check_up
from blog.checkup.results import State
from blog.checkup.storage import MEGABYTE, check_database, check_disk, check_folder, check_schema
from blog.database.engine import Database
from tests.cast.site import Site
from tests.checkup.subjects import settings_with, subject_of

Usage = namedtuple("Usage", ["total", "used", "free"])


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def test_a_blog_in_order_is_well(blog: Site) -> None:
    subject = subject_of(blog)
    for check in (check_folder, check_database, check_schema):
        assert check(subject).state is State.WELL


def test_a_folder_that_takes_no_file_is_ill(blog: Site, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where a folder should be")
    result = check_folder(subject_of(blog))
    assert (result.state, result.figures["folder"]) == (State.ILL, str(tmp_path / "mail"))


@pytest.mark.parametrize(
    ("free", "state"),
    [(5000 * MEGABYTE, State.WELL), (900 * MEGABYTE, State.WARNING), (50 * MEGABYTE, State.ILL)],
)
def test_a_disk_that_runs_full(blog: Site, monkeypatch: pytest.MonkeyPatch, free: int, state: State) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(free * 2, free, free))
    result = check_disk(subject_of(blog))
    assert (result.state, result.figures["free_bytes"]) == (state, free)


def test_a_database_that_does_not_answer_is_ill_and_what_needs_it_is_left_out(blog: Site) -> None:
    url = blog.settings.database_url
    broken = f"{url.rsplit('/', 1)[0]}/nowhere/blog.db" if url.startswith("sqlite") else f"{url}_gone"
    with opened(broken) if not url.startswith("sqlite") else opened(url) as database:
        if database.file is not None:
            database.file = database.file.with_name("gone.db")
        report = check_up(subject_of(blog, database=database), slow=False)
    found = {check.name: result.state for check, result in report.found}
    assert found["database"] is State.ILL
    assert {"schema", "owner", "log"} <= {check.name for check in report.left_out}
    assert not (Path(blog.settings.data) / "gone.db").exists()


def test_a_damaged_file_is_found(tmp_path: Path, migrated_file: Path, blog_once: Site) -> None:
    file = tmp_path / "blog.db"
    content = bytearray(migrated_file.read_bytes())
    content[4096 * 3 : 4096 * 8] = b"\xff" * 4096 * 5
    file.write_bytes(content)
    with opened(f"sqlite:///{file}") as database:
        result = check_database(subject_of(blog_once, database=database))
    assert result.state is State.ILL
    assert "blog restore" in str(result.sentence)


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path, blog_once: Site) -> None:
    (tmp_path / "blog.db").write_bytes(b"This was a letter to my aunt." * 500)
    with opened(f"sqlite:///{tmp_path}/blog.db") as database:
        result = check_database(subject_of(blog_once, database=database))
        assert result.state is State.ILL
        assert "damaged" in str(result.sentence)


def test_a_database_without_its_log_warns(tmp_path: Path, migrated_file: Path, blog_once: Site) -> None:
    shutil.copyfile(migrated_file, tmp_path / "blog.db")
    with opened(f"sqlite:///{tmp_path}/blog.db") as database:
        with database.writer.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("ROLLBACK") if raw.in_transaction else None
            raw.execute("PRAGMA journal_mode=DELETE")
        result = check_database(subject_of(blog_once, database=database))
    assert (result.state, result.figures["journal_mode"]) == (State.WARNING, "delete")


@pytest.mark.parametrize(("mended", "said"), [((2, 0, 0), False), ((99, 0, 0), True)])
def test_the_fault_of_old_versions_is_told_with_the_reason_why_it_does_no_harm(
    blog_once: Site, monkeypatch: pytest.MonkeyPatch, mended: tuple[int, int, int], said: bool
) -> None:
    monkeypatch.setattr(storage, "MENDED", mended)
    result = check_database(subject_of(blog_once))
    assert result.state is State.WELL
    assert ("write lock never lets that happen" in str(result.sentence)) is said


@pytest.mark.parametrize(("revision", "word"), [("0001", "blog migrate"), ("9999", "newer Afterword")])
def test_another_schema_is_ill(blog: Site, revision: str, word: str) -> None:
    with blog.house.database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    result = check_schema(subject_of(blog))
    assert result.state is State.ILL
    assert word in str(result.sentence)


def test_a_blog_that_never_was_has_no_database(tmp_path: Path, blog_once: Site) -> None:
    settings = settings_with(tmp_path / "new")
    with opened(settings.database_url) as database:
        subject = replace(subject_of(blog_once), settings=settings, database=database)
        assert "blog serve" in str(check_database(subject).sentence)
    assert not (tmp_path / "new" / "blog.db").exists()
