"""Nothing damaged, foreign or crafted is restored, and nothing is ever restored over anything."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from blog.backups import restoring
from blog.backups.checking import verify
from blog.backups.manifest import MANIFEST, Contents
from blog.backups.postgres import count_rows
from blog.backups.refusals import (
    BackupDamaged,
    BackupRefusal,
    BackupTooNew,
    CannotRead,
    CannotRestore,
    OtherDatabase,
    PlaceNotEmpty,
    ProgramFailed,
)
from blog.backups.restoring import restore
from blog.backups.sealing import DIGEST, SEAL, SealedBackup, write_sealed
from blog.backups.writing import back_up
from blog.database.migrating import migrate
from tests.backups.conftest import NOW, Kept, fill, open_blog


def everything_in(folder: Path) -> list[str]:
    """Every file and folder below `folder`, but the key that reading the settings made."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.name != "secret.key")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """The bytes of one good backup."""
    folder = tmp_path_factory.mktemp("whole")
    blog = open_blog(folder / "old", f"sqlite:///{folder}/old/blog.db")
    fill(blog)
    yield back_up(blog.settings, blog.database, folder / "b.zip", NOW).path.read_bytes()
    blog.database.close()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """An empty place for backups that are all refused; it stays empty."""
    folder = tmp_path_factory.mktemp("bench")
    return open_blog(folder / "data", f"sqlite:///{folder}/data/blog.db")


def refuse(bench: Kept, content: bytes) -> BackupRefusal:
    """Try to restore `content`; what it was refused with, after a look that nothing was touched."""
    source = bench.settings.data.parent / "tried.zip"
    source.write_bytes(content)
    assert len(verify(source)) == 1
    with pytest.raises(BackupRefusal) as refused:
        restore(bench.settings, source)
    assert everything_in(bench.settings.data) == []
    return refused.value


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_a_changed_byte_anywhere_is_found_and_nothing_is_touched(
    whole: bytes, bench: Kept, where: float, change: int
) -> None:
    position = int(where * len(whole))
    content = bytearray(whole)
    content[position] ^= change
    assert isinstance(refuse(bench, bytes(content)), BackupDamaged)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(from_the_end=st.one_of(st.integers(1, 200), st.integers(1, 10_000_000)))
def test_a_backup_cut_short_anywhere_is_found(whole: bytes, bench: Kept, from_the_end: int) -> None:
    assert isinstance(refuse(bench, whole[: max(0, len(whole) - from_the_end)]), BackupDamaged)


def test_bytes_added_before_or_after_are_found(whole: bytes, bench: Kept) -> None:
    for content in (whole + b"\0", b"\0" + whole, whole + whole, b"", SEAL + b"0" * DIGEST):
        assert isinstance(refuse(bench, content), BackupDamaged)


def test_every_single_byte_of_a_small_file_is_under_the_seal(tmp_path: Path) -> None:
    (tmp_path / "db").write_bytes(b"database")
    path = tmp_path / "small.zip"
    write_sealed(path, Contents("sqlite", "0001", {}), [("database.sqlite", tmp_path / "db")], NOW)
    content = path.read_bytes()
    unseen = []
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 1 << position % 8
        path.write_bytes(bytes(changed))
        try:
            SealedBackup(path).close()
            unseen.append(position)
        except BackupDamaged:
            pass
    assert unseen == []


def reseal(path: Path, files: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> bytes:
    """A backup as a forger makes it: any files, a manifest changed at will, and a right seal."""
    page: dict[str, Any] = {
        "format": "afterword-backup",
        "format_version": 1,
        "version": "1",
        "made_at": datetime(2026, 1, 1, tzinfo=UTC).isoformat(),
        "database": {"engine": "sqlite", "revision": "0001", "counts": {}},
        "parts": {name: {"size": len(body), "sha256": sha256(body).hexdigest()} for name, body in files.items()},
    }
    change(page)
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
        archive.writestr(MANIFEST, json.dumps(page))
        archive.comment = SEAL + b"0" * DIGEST
    content = path.read_bytes()[:-DIGEST]
    return content + sha256(content).hexdigest().encode()


DATABASE = {"database.sqlite": b""}
LEADS_OUT = ["../x", "media/../../x", "/etc/x", "media//x", "media/./x", "media/..", "media/a\\..\\..\\x", "secret.key",
             "blog.db", "backups/x", "media/", "media", "media/\x1b[2J", "media/" + "x" * 256]  # fmt: skip


@pytest.mark.parametrize("name", LEADS_OUT)
def test_a_part_whose_name_leads_elsewhere_is_refused(bench: Kept, tmp_path: Path, name: str) -> None:
    content = reseal(tmp_path / "f.zip", {**DATABASE, name: b"evil"}, lambda page: None)
    assert isinstance(refuse(bench, content), BackupDamaged)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda page: page["parts"].clear(), "no parts"),
        (lambda page: page["parts"]["database.sqlite"].update(size=-1), "a size below nothing"),
        (lambda page: page["parts"]["database.sqlite"].update(sha256="0" * 64), "another checksum"),
        (lambda page: page["parts"]["database.sqlite"].update(size=5), "another size"),
        (lambda page: page["database"].update(engine="oracle"), "another database"),
        (lambda page: page["database"].update(counts=[1]), "counts that are none"),
        (lambda page: page["database"].update(counts={"posts": 3}), "more rows than there are"),
        (lambda page: page.update(format_version=2), "another format"),
        (lambda page: page.update(made_at="yesterday"), "a date that is none"),
        (lambda page: page.update(parts=None), "nothing"),
        (lambda page: page.clear(), "an empty manifest"),
    ],
)
def test_a_manifest_that_lies_is_refused(
    bench: Kept, tmp_path: Path, change: Callable[[dict[str, Any]], None], what: str
) -> None:
    assert isinstance(refuse(bench, reseal(tmp_path / "f.zip", DATABASE, change)), BackupDamaged), what


def test_a_part_listed_twice_is_refused(bench: Kept, tmp_path: Path) -> None:
    path = tmp_path / "f.zip"
    reseal(path, DATABASE, lambda page: None)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("database.sqlite", b"other")
    content = path.read_bytes()[:-DIGEST]
    assert isinstance(refuse(bench, content + sha256(content).hexdigest().encode()), BackupDamaged)


def test_a_backup_that_is_not_there_or_no_file_is_one_sentence(bench: Kept) -> None:
    for place in (bench.settings.data.parent / "nothing.zip", bench.settings.data):
        with pytest.raises(CannotRead, match="Nothing was changed"):
            restore(bench.settings, place)
        assert len(verify(place)) == 1


def test_a_place_with_a_database_is_left_alone(kept: Kept, tmp_path: Path) -> None:
    source = back_up(kept.settings, kept.database, tmp_path / "b.zip", NOW).path
    for path in (kept.settings.data / "media").rglob("*.*"):
        path.unlink()
    (kept.settings.data / "media" / "2026").rmdir()
    before = kept.settings_rows()
    with pytest.raises(PlaceNotEmpty, match="only restored into an empty place"):
        restore(kept.settings, source)
    assert kept.settings_rows() == before
    assert kept.media() == {}


@pytest.mark.parametrize("name", ["media/other.png", "blog.db", "blog.db-wal", "blog.db-journal"])
def test_one_file_is_enough_to_make_a_place_not_empty(whole: bytes, tmp_path: Path, name: str) -> None:
    new = open_blog(tmp_path / "new", f"sqlite:///{tmp_path}/new/blog.db")
    (tmp_path / "b.zip").write_bytes(whole)
    (tmp_path / "new" / "media").mkdir()
    (tmp_path / "new" / name).write_bytes(b"precious")
    before = everything_in(tmp_path / "new")
    with pytest.raises(PlaceNotEmpty):
        restore(new.settings, tmp_path / "b.zip")
    assert everything_in(tmp_path / "new") == before
    assert (tmp_path / "new" / name).read_bytes() == b"precious"


def test_an_empty_media_folder_is_an_empty_place(whole: bytes, tmp_path: Path) -> None:
    new = open_blog(tmp_path / "new", f"sqlite:///{tmp_path}/new/blog.db")
    (tmp_path / "b.zip").write_bytes(whole)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "new" / "media").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "new" / "media" / ".restore.killed.part").mkdir()
    restore(new.settings, tmp_path / "b.zip")
    assert (tmp_path / "elsewhere" / "empty.txt").exists()


def test_a_backup_of_the_other_database_is_refused(
    kept_on_sqlite: Kept, kept_on_postgres: Kept, empty_postgres: Callable[[], str], tmp_path: Path
) -> None:
    on_sqlite = back_up(kept_on_sqlite.settings, kept_on_sqlite.database, tmp_path / "s.zip", NOW).path
    on_postgres = back_up(kept_on_postgres.settings, kept_on_postgres.database, tmp_path / "p.zip", NOW).path
    for source, url, words in (
        (on_sqlite, empty_postgres(), "holds a blog on SQLite, but BLOG_DATABASE_URL names PostgreSQL"),
        (on_postgres, f"sqlite:///{tmp_path}/new/blog.db", "holds a blog on PostgreSQL, but .* names SQLite"),
    ):
        new = open_blog(tmp_path / "new", url)
        with pytest.raises(OtherDatabase, match=words):
            restore(new.settings, source)
        assert everything_in(tmp_path / "new") == []


def test_a_backup_of_a_newer_program_is_refused(kept: Kept, empty_place: Callable[[], Kept], tmp_path: Path) -> None:
    with kept.database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    source = back_up(kept.settings, kept.database, tmp_path / "b.zip", NOW).path
    new = empty_place()
    with pytest.raises(BackupTooNew, match="9999"):
        restore(new.settings, source)
    assert everything_in(new.settings.data) == []
    assert len(migrate(new.database)) >= 1


def test_a_restoration_that_fails_at_its_last_step_leaves_the_place_empty(
    kept: Kept, empty_place: Callable[[], Kept], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = back_up(kept.settings, kept.database, tmp_path / "b.zip", NOW).path
    new = empty_place()

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "put_in_place", fail)
        patch.setattr("blog.backups.postgres._run", fail)
        with pytest.raises(CannotRestore, match="No space left on device"):
            restore(new.settings, source)
    assert new.media() == {}
    restore(new.settings, source)
    assert new.media() == kept.media()


def test_a_dump_that_postgres_refuses_leaves_no_table(
    kept_on_postgres: Kept, empty_postgres: Callable[[], str], tmp_path: Path
) -> None:
    """A type of the dump's is there already, which no look at the tables shows."""
    mood = text("CREATE TYPE mood AS ENUM ('well')")
    new = open_blog(tmp_path / "new", empty_postgres())
    for blog in (kept_on_postgres, new):
        with blog.database.writer.begin() as connection:
            connection.execute(mood)
    source = back_up(kept_on_postgres.settings, kept_on_postgres.database, tmp_path / "b.zip", NOW).path
    with pytest.raises(ProgramFailed, match="already exists"):
        restore(new.settings, source)
    with new.database.reader.connect() as connection:
        assert count_rows(connection) == {}
    assert new.media() == {}
    new.database.close()
