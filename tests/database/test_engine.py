"""The database opened from its address alone: short writes in turn, reads beside them, times in UTC."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from blog.database.engine import Database
from blog.database.fulltext import stands_in_models
from blog.database.locking import WriteLock, WriteLockTimeout
from blog.database.migrating import migrate
from blog.database.schema import SchemaTooNew, schema_is_current
from blog.database.tables import METADATA
from blog.database.versions import PageVersion, move_versions, versions_of
from blog.site.models import SiteSetting
from blog.site.settings import change_site, read_site

NOW = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    migrate(database)
    yield database
    database.close()


def change_and_fail(db: Session) -> None:
    change_site(db, NOW, None, title="Lost")
    raise RuntimeError


def test_an_empty_database_is_brought_to_the_newest_schema_once(database_url: str) -> None:
    database = Database(database_url)
    assert len(migrate(database)) >= 1
    assert migrate(database) == []
    with database.reader.connect() as connection:
        assert schema_is_current(connection)
    database.close()


def test_the_migrations_make_exactly_the_models_tables(database: Database) -> None:
    with database.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": stands_in_models})
        differences = compare_metadata(context, METADATA)
    assert differences == []


def test_a_schema_from_the_future_is_refused(database: Database) -> None:
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew):
        migrate(database)


def test_returning_commits_and_raising_rolls_back(database: Database) -> None:
    with database.writing() as db:
        change_site(db, NOW, None, title="Kept")
    with pytest.raises(RuntimeError):
        database.write(change_and_fail)
    with database.reading() as db:
        assert read_site(db).title == "Kept"


def test_times_are_aware_and_in_utc_on_both(database: Database) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    with database.writing() as db:
        db.add(SiteSetting(key="title", value="A", changed_at=elsewhere))
    with database.reading() as db:
        stored = db.scalars(select(SiteSetting)).one().changed_at
    assert stored == NOW
    assert stored.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a time zone"), database.writing() as db:
        db.add(SiteSetting(key="title", value="A", changed_at=NOW.replace(tzinfo=None)))


def test_a_reader_of_sqlite_cannot_write(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/blog.db")
    migrate(database)
    with pytest.raises(DBAPIError, match="readonly"), database.reading() as db:
        db.execute(text("DELETE FROM site_settings"))
    database.close()


def test_a_reader_sees_one_moment_while_a_writer_goes_on(database: Database) -> None:
    with database.reading() as reader:
        assert read_site(reader).title == "A new blog"
        with database.writing() as db:
            change_site(db, NOW, None, title="Newer")
        assert read_site(reader).title == "A new blog"
    with database.reading() as reader:
        assert read_site(reader).title == "Newer"


def test_versions_move_with_the_change_and_only_then(database: Database) -> None:
    with database.writing() as db:
        move_versions(db, ["posts", "post:1"], NOW)
        move_versions(db, ["post:1"], NOW)
    with database.reading() as db:
        assert versions_of(db, ["posts", "post:1", "post:2"]) == {"posts": 1, "post:1": 2, "post:2": 0}


def test_a_change_is_told_after_its_commit_and_never_after_a_rollback(database: Database) -> None:
    told: list[int] = []
    database.after_change(lambda: told.append(1))
    with pytest.raises(RuntimeError):
        database.write(change_and_fail)
    assert told == []
    with database.writing() as db:
        move_versions(db, ["posts"], NOW)
        assert told == []
    assert told == [1]


def test_eight_threads_write_without_losing_a_step(database: Database) -> None:
    with database.writing() as db:
        move_versions(db, ["posts"], NOW)

    def step() -> None:
        for _ in range(10):
            database.write(lambda db: move_versions(db, ["posts"], NOW))

    threads = [threading.Thread(target=step) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as db:
        assert db.get_one(PageVersion, "posts").version == 81


WRITER = """
import sys
from datetime import UTC, datetime
from blog.database.engine import Database
from blog.database.versions import move_versions
database = Database(sys.argv[1])
for _ in range(50):
    database.write(lambda db: move_versions(db, ["posts"], datetime.now(UTC)))
"""


def test_four_processes_share_the_database_and_none_is_busy(database: Database, database_url: str) -> None:
    with database.writing() as db:
        move_versions(db, ["posts"], NOW)
    run = [sys.executable, "-c", WRITER, database_url]
    writers = [subprocess.Popen(run, cwd=ROOT, stderr=subprocess.PIPE, env=os.environ) for _ in range(4)]
    said = [writer.communicate(timeout=60)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4, said
    with database.reading() as db:
        assert db.get_one(PageVersion, "posts").version == 201


def test_a_lock_that_is_not_given_back_is_a_clear_error(tmp_path: Path) -> None:
    first, second = WriteLock(tmp_path / "write.lock"), WriteLock(tmp_path / "write.lock", patience=0.05)
    first.acquire()
    with pytest.raises(WriteLockTimeout):
        second.acquire()
    first.release()
    second.acquire()
    second.release()
    first.close()
    second.close()


def test_giving_back_a_lock_that_is_not_held_does_nothing(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path / "write.lock")
    lock.release()
    lock.acquire()
    lock.release()
    lock.close()


def test_the_end_of_a_savepoint_is_not_told_as_a_change(database: Database) -> None:
    told: list[int] = []
    database.after_change(lambda: told.append(1))
    with database.writing() as db:
        db.info["moved"] = True
        with db.begin_nested():
            db.execute(text("SELECT 1"))
        assert told == []
    assert told == [1]
