"""A backup made while the blog is written to comes back whole, and is made whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from blog.backups.checking import verify
from blog.backups.refusals import BackupRefusal, CannotWrite, DatabaseDamaged, NothingToBackUp, TargetExists
from blog.backups.restoring import restore
from blog.backups.writing import back_up
from blog.database.engine import Database
from blog.database.migrating import migrate
from blog.database.schema import schema_is_current
from blog.database.versions import move_versions, versions_of
from tests.backups.conftest import NOW, Kept, open_blog

ROOT = Path(__file__).resolve().parents[2]


def left_beside(target: Path) -> list[str]:
    """What lies in the target's folder, links and hidden files too."""
    return sorted(os.listdir(target.parent))


def test_a_backup_comes_back_whole_in_an_empty_place(
    kept: Kept, empty_place: Callable[[], Kept], tmp_path: Path
) -> None:
    report = back_up(kept.settings, kept.database, tmp_path / "b.zip", NOW)
    assert verify(tmp_path / "b.zip") == []
    new = empty_place()
    restored = restore(new.settings, tmp_path / "b.zip")
    assert new.settings_rows() == kept.settings_rows()
    assert new.media() == kept.media()
    assert restored.manifest == report.manifest
    assert migrate(new.database) == []
    with new.database.reader.connect() as connection:
        assert schema_is_current(connection)
    with new.database.writing() as db:
        move_versions(db, ["after"], NOW)


def test_a_backup_while_four_threads_write_holds_one_moment(
    kept: Kept, empty_place: Callable[[], Kept], tmp_path: Path
) -> None:
    """Each write moves two rows together; in a copy of one moment they are always equal."""
    going, stop, failures = threading.Barrier(5), threading.Event(), list[BaseException]()
    written = [0, 0, 0, 0]

    def write(which: int) -> None:
        pair = [f"left:{which}", f"right:{which}"]
        try:
            kept.database.write(lambda db: move_versions(db, pair, NOW))
            going.wait(30)
            while not stop.is_set():
                # A new row each time: rows counted a moment before or after the copy would not be those in it.
                new = f"new:{which}:{written[which]}"
                kept.database.write(lambda db: move_versions(db, [*pair, new], NOW))  # noqa: B023 - done before the next turn
                written[which] += 1
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=write, args=(which,)) for which in range(4)]
    for thread in threads:
        thread.start()
    going.wait(30)
    try:
        report = back_up(kept.settings, kept.database, tmp_path / "b.zip", NOW)
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    assert failures == []
    assert sum(written) > 0
    new = empty_place()
    restore(new.settings, report.path)
    with new.database.reading() as db:
        for which in range(4):
            found = versions_of(db, [f"left:{which}", f"right:{which}"])
            assert found[f"left:{which}"] == found[f"right:{which}"] > 0


WRITES_ELSEWHERE = """
import sys
from datetime import UTC, datetime
from blog.database.engine import Database
from blog.database.versions import move_versions
database = Database(sys.argv[1])
print("going", flush=True)
while True:
    database.write(lambda db: move_versions(db, ["elsewhere"], datetime.now(UTC)))
"""


def test_another_process_that_never_stops_writing_cannot_keep_a_copy_from_its_end(
    kept_on_sqlite: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.backups.sqlite.STEP_PAGES", 1)
    monkeypatch.setattr("blog.backups.sqlite.PAUSE_SECONDS", 0.02)
    url = str(kept_on_sqlite.settings.database_url)
    other = subprocess.Popen([sys.executable, "-c", WRITES_ELSEWHERE, url], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"going\n"
        back_up(kept_on_sqlite.settings, kept_on_sqlite.database, tmp_path / "b.zip", NOW)
        assert other.poll() is None
    finally:
        other.kill()
        other.communicate()
    assert verify(tmp_path / "b.zip") == []


def test_the_write_lock_is_free_while_a_copy_is_made(kept_on_sqlite: Kept, tmp_path: Path) -> None:
    with kept_on_sqlite.database.holding_the_lock():
        back_up(kept_on_sqlite.settings, kept_on_sqlite.database, tmp_path / "b.zip", NOW)
    assert verify(tmp_path / "b.zip") == []


def test_no_secret_is_in_a_backup_and_nobody_else_may_read_it(kept: Kept, tmp_path: Path) -> None:
    key = kept.settings.secret_keys[0].encode()
    (kept.settings.data / "media" / "link").symlink_to(kept.settings.data / "secret.key")
    report = back_up(kept.settings, kept.database, tmp_path / "b.zip", NOW)
    with zipfile.ZipFile(report.path) as archive:
        assert not any(key in archive.read(name) for name in archive.namelist())
    assert report.left_out == ("link",)
    assert "The secret key is not in it" in str(report.sentence)
    assert stat.S_IMODE(report.path.stat().st_mode) == 0o600


def test_a_backup_never_replaces_a_file(kept_on_sqlite: Kept, tmp_path: Path) -> None:
    target = tmp_path / "b.zip"
    target.write_text("precious")
    with pytest.raises(TargetExists, match="never replaces"):
        back_up(kept_on_sqlite.settings, kept_on_sqlite.database, target, NOW)
    assert target.read_text() == "precious"


def test_a_file_that_appears_meanwhile_is_not_replaced_either(
    kept_on_sqlite: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "b.zip"

    def check_and_lose(made: Path, room: Path) -> None:
        target.write_text("precious")

    monkeypatch.setattr("blog.backups.writing.check", check_and_lose)
    with pytest.raises(TargetExists):
        back_up(kept_on_sqlite.settings, kept_on_sqlite.database, target, NOW)
    assert target.read_text() == "precious"
    assert left_beside(target) == ["b.zip", "old"]


def test_a_disk_without_hard_links_gets_its_backup_too(
    kept_on_sqlite: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(made: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    back_up(kept_on_sqlite.settings, kept_on_sqlite.database, tmp_path / "b.zip", NOW)
    assert verify(tmp_path / "b.zip") == []
    assert left_beside(tmp_path / "b.zip") == ["b.zip", "old"]


BACKS_UP_ON_A_SMALL_DISK = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from blog.backups.refusals import BackupRefusal
from blog.backups.writing import back_up
from blog.database.engine import Database
from blog.settings import read_settings
data, url, target, most = sys.argv[1:]
settings = read_settings({"BLOG_DATA": data, "BLOG_DATABASE_URL": url})
database = Database(url)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
try:
    back_up(settings, database, Path(target), datetime(2026, 10, 9, tzinfo=UTC))
except BackupRefusal as refusal:
    print(type(refusal).__name__, refusal.sentence)
"""


@pytest.mark.faults
@pytest.mark.parametrize("most", [0, 60_000, 400_000])
def test_a_full_disk_leaves_no_half_file(kept: Kept, tmp_path: Path, most: int) -> None:
    """At most `most` bytes a file: the copy, the dump or the finished zip does not fit."""
    (kept.settings.data / "media" / "large.bin").write_bytes(os.urandom(1_000_000))
    target = tmp_path / "usb" / "b.zip"
    target.parent.mkdir()
    command = [sys.executable, "-c", BACKS_UP_ON_A_SMALL_DISK, str(kept.settings.data)]
    said = subprocess.run(
        [*command, kept.settings.database_url, str(target), str(most)], capture_output=True, text=True, cwd=ROOT
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout.split()[0] in {"CannotWrite", "ProgramFailed"}
    assert len(said.stdout.splitlines()) == 1
    assert left_beside(target) == []


def test_a_write_that_fails_at_the_very_end_leaves_no_half_file(
    kept_on_sqlite: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(CannotWrite, match="No space left on device"):
        back_up(kept_on_sqlite.settings, kept_on_sqlite.database, tmp_path / "b.zip", NOW)
    assert left_beside(tmp_path / "b.zip") == ["old"]


@pytest.mark.parametrize("place", ["nowhere/b.zip", "a-file/b.zip"])
def test_a_target_that_cannot_be_written_is_one_sentence(kept_on_sqlite: Kept, tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(CannotWrite) as refused:
        back_up(kept_on_sqlite.settings, kept_on_sqlite.database, tmp_path / place, NOW)
    sentence = str(refused.value.sentence)
    assert "b.zip: " in sentence
    assert sentence.endswith("No half file was left behind.")


def test_a_folder_of_another_user_is_one_sentence(kept_on_sqlite: Kept) -> None:
    # /proc refuses new files to everybody, root included.
    with pytest.raises(CannotWrite):
        back_up(kept_on_sqlite.settings, kept_on_sqlite.database, Path("/proc/b.zip"), NOW)


def test_a_damaged_database_is_said_and_gives_no_backup(kept_on_sqlite: Kept, tmp_path: Path) -> None:
    database = kept_on_sqlite.database
    with database.migrating() as connection:
        connection.exec_driver_sql("CREATE TABLE parents (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE children (parent INTEGER REFERENCES parents (id))")
        connection.exec_driver_sql("INSERT INTO children VALUES (7)")
    with pytest.raises(DatabaseDamaged, match="a row of children refers to a row of parents that is not there"):
        back_up(kept_on_sqlite.settings, database, tmp_path / "b.zip", NOW)
    assert left_beside(tmp_path / "b.zip") == ["old"]


def test_where_no_blog_is_there_is_nothing_to_back_up(empty_place: Callable[[], Kept], tmp_path: Path) -> None:
    new = empty_place()
    with pytest.raises(NothingToBackUp):
        back_up(new.settings, new.database, tmp_path / "b.zip", NOW)
    assert not (tmp_path / "b.zip").exists()
    assert new.database.file is None or not new.database.file.exists()


def test_every_refusal_is_one_whole_sentence() -> None:
    def kinds(kind: type[BackupRefusal]) -> list[type[BackupRefusal]]:
        return [kind, *(below for child in kind.__subclasses__() for below in kinds(child))]

    for kind in kinds(BackupRefusal):
        words = (kind.__doc__ or "").strip()
        assert words.endswith("."), kind
        assert "\n" not in words


def test_a_blog_whose_media_folder_was_never_made_is_backed_up(tmp_path: Path) -> None:
    blog = open_blog(tmp_path / "bare", f"sqlite:///{tmp_path}/bare/blog.db")
    migrate(blog.database)
    report = back_up(blog.settings, blog.database, tmp_path / "b.zip", NOW)
    assert report.manifest.media == []
    blog.database.close()
    again = open_blog(tmp_path / "again", f"sqlite:///{tmp_path}/again/blog.db")
    restore(again.settings, report.path)
    assert not (tmp_path / "again" / "media").exists()
    database = Database(again.settings.database_url)
    assert migrate(database) == []
    database.close()


def test_one_made_by_hand_may_come_before_the_first_night(kept: Kept) -> None:
    target = kept.settings.data / "backups" / "by-hand.zip"

    back_up(kept.settings, kept.database, target, NOW)

    assert verify(target) == []
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700
