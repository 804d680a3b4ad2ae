"""Backups that nobody has to think of: one a night, none for ever, and one before a migration."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from blog.backups import nightly as nights
from blog.backups.checking import verify
from blog.backups.nightly import KIND, before_migration, make_nightwatch, nightly, plan
from blog.backups.refusals import CannotWrite
from blog.database.migrating import migrate
from blog.database.schema import SchemaTooNew
from blog.jobs.models import Job
from blog.jobs.worker import Handler, Worker
from tests.backups.conftest import NOW, Kept, open_blog
from tests.cast.clock import PinnedClock


def names(blog: Kept) -> list[str]:
    return sorted(path.name for path in (blog.settings.data / "backups").iterdir())


def waiting(blog: Kept) -> list[str | None]:
    with blog.database.reading() as db:
        return list(db.scalars(select(Job.about).where(Job.kind == KIND, Job.done_at.is_(None)).order_by(Job.id)))


def age_the_schema(blog: Kept) -> None:
    with blog.database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))


def test_one_backup_a_night_and_none_older_than_the_time_they_are_kept(kept_on_sqlite: Kept) -> None:
    clock = PinnedClock(NOW)
    for _ in range(5):
        assert nightly(kept_on_sqlite.settings, kept_on_sqlite.database, clock(), keep=timedelta(days=2)) is not None
        clock.step(days=1)
    assert names(kept_on_sqlite) == ["2026-10-11.zip", "2026-10-12.zip", "2026-10-13.zip"]


def test_a_second_run_in_the_same_night_makes_nothing(kept: Kept) -> None:
    assert nightly(kept.settings, kept.database, NOW) is not None
    assert nightly(kept.settings, kept.database, NOW + timedelta(hours=1)) is None
    assert names(kept) == ["2026-10-09.zip"]


def test_the_last_good_backup_stays_while_new_ones_fail(kept_on_sqlite: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    nightly(kept_on_sqlite.settings, kept_on_sqlite.database, NOW)

    def fail(*arguments: object) -> None:
        raise CannotWrite(place="backups", why="No space left on device")

    monkeypatch.setattr(nights, "back_up", fail)
    with pytest.raises(CannotWrite):
        nightly(kept_on_sqlite.settings, kept_on_sqlite.database, NOW + timedelta(days=400))
    assert names(kept_on_sqlite) == ["2026-10-09.zip"]


def test_a_damaged_backup_of_tonight_does_not_count_as_one(kept_on_sqlite: Kept) -> None:
    folder = kept_on_sqlite.settings.data / "backups"
    folder.mkdir()
    (folder / "2026-09-01.zip").write_bytes(b"old, and the only good one as far as anyone knows")
    (folder / "2026-10-09.zip").write_bytes(b"half")
    assert nightly(kept_on_sqlite.settings, kept_on_sqlite.database, NOW) is not None
    assert names(kept_on_sqlite) == ["2026-10-09.damaged.zip", "2026-10-09.zip"]
    assert verify(folder / "2026-10-09.zip") == []


def test_files_with_other_names_are_left_alone(kept_on_sqlite: Kept) -> None:
    folder = kept_on_sqlite.settings.data / "backups"
    folder.mkdir()
    for name in ("before-the-wedding.zip", "2001-01-01.zip.keep", "2001-01-01.tar"):
        (folder / name).write_bytes(b"mine")
    (folder / "2001-01-01.zip").write_bytes(b"ours")
    nightly(kept_on_sqlite.settings, kept_on_sqlite.database, NOW)
    assert names(kept_on_sqlite) == [
        "2001-01-01.tar",
        "2001-01-01.zip.keep",
        "2026-10-09.zip",
        "before-the-wedding.zip",
    ]


def test_what_a_killed_process_left_is_swept_away_after_a_day(kept_on_sqlite: Kept) -> None:
    half = kept_on_sqlite.settings.data / "backups" / ".2026-10-08.zip.x.part"
    half.mkdir(parents=True)
    (half / "database").write_bytes(b"half")
    made = half.stat().st_mtime
    later = NOW + timedelta(seconds=made - NOW.timestamp())
    nightly(kept_on_sqlite.settings, kept_on_sqlite.database, later + timedelta(hours=20))
    assert half.exists()
    nightly(kept_on_sqlite.settings, kept_on_sqlite.database, later + timedelta(hours=30))
    assert not half.exists()


def test_the_worker_makes_a_backup_each_night_at_three(kept: Kept) -> None:
    clock = PinnedClock(NOW)
    watch = make_nightwatch(kept.settings, kept.database, clock)
    worker = Worker(kept.database, {KIND: Handler(work=watch)}, clock)
    for _ in range(2):
        kept.database.write(lambda db: plan(db, clock()))
    assert waiting(kept) == ["backup:2026-10-10"]
    assert worker.do_all() == 0
    clock.step(hours=15)
    assert worker.do_all() == 1
    assert names(kept) == ["2026-10-10.zip"]
    assert waiting(kept) == ["backup:2026-10-11"]
    clock.step(hours=24)
    assert worker.do_all() == 1
    assert names(kept) == ["2026-10-10.zip", "2026-10-11.zip"]


def test_a_night_that_fails_is_tried_again_and_is_not_the_last(
    kept_on_sqlite: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = PinnedClock(NOW)
    watch = make_nightwatch(kept_on_sqlite.settings, kept_on_sqlite.database, clock)
    worker = Worker(kept_on_sqlite.database, {KIND: Handler(work=watch)}, clock)
    kept_on_sqlite.database.write(lambda db: plan(db, clock()))
    clock.step(hours=15)
    (kept_on_sqlite.settings.data / "backups").write_text("a file where the folder belongs")
    assert worker.do_one()
    assert waiting(kept_on_sqlite) == ["backup:2026-10-10", "backup:2026-10-11"]
    (kept_on_sqlite.settings.data / "backups").unlink()
    clock.step(minutes=1)
    assert worker.do_all() == 1
    assert names(kept_on_sqlite) == ["2026-10-10.zip"]


def test_a_migration_of_a_blog_with_rows_is_preceded_by_a_backup(kept_on_sqlite: Kept) -> None:
    assert before_migration(kept_on_sqlite.settings, kept_on_sqlite.database, NOW) is None
    age_the_schema(kept_on_sqlite)
    report = before_migration(kept_on_sqlite.settings, kept_on_sqlite.database, NOW)
    assert report is not None
    assert report.path.name == "before-migration-2026-10-09T120000Z.zip"
    assert report.manifest.contents.revision == "0001"
    assert verify(report.path) == []


def test_a_program_that_fails_in_its_migration_again_and_again_does_not_fill_the_disk(kept_on_sqlite: Kept) -> None:
    clock = PinnedClock(NOW)
    age_the_schema(kept_on_sqlite)
    for _ in range(6):
        before_migration(kept_on_sqlite.settings, kept_on_sqlite.database, clock())
        clock.step(minutes=1)
    assert [name[-11:] for name in names(kept_on_sqlite)] == ["120300Z.zip", "120400Z.zip", "120500Z.zip"]


def test_what_is_empty_is_migrated_without_a_backup(tmp_path: Path) -> None:
    new = open_blog(tmp_path / "new", f"sqlite:///{tmp_path}/new/blog.db")
    assert before_migration(new.settings, new.database, NOW) is None
    assert not (tmp_path / "new" / "blog.db").exists()
    migrate(new.database)
    age_the_schema(new)
    assert before_migration(new.settings, new.database, NOW) is None
    assert not (tmp_path / "new" / "backups").exists()
    new.database.close()


def test_on_postgres_the_people_who_migrate_decide_on_a_backup(kept_on_postgres: Kept) -> None:
    age_the_schema(kept_on_postgres)
    assert before_migration(kept_on_postgres.settings, kept_on_postgres.database, NOW) is None


def test_a_schema_from_the_future_is_said_before_any_backup(kept_on_sqlite: Kept) -> None:
    with kept_on_sqlite.database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew):
        before_migration(kept_on_sqlite.settings, kept_on_sqlite.database, NOW)
