"""A small blog with media on each database, and everything a backup of it is compared with."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from blog.database.engine import Database
from blog.database.migrating import migrate
from blog.database.versions import PageVersion
from blog.settings import Settings, read_settings
from blog.site.models import SiteSetting
from blog.site.settings import change_site
from tests.servers.postgres import PostgresMissing, PostgresServer, find_programs

NOW = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)
PICTURE = bytes(range(256)) * 40


@dataclass
class Kept:
    """A blog to be backed up."""

    settings: Settings
    database: Database

    def media(self) -> dict[str, bytes]:
        """The media files, by path below media/."""
        root = self.settings.data / "media"
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    def settings_rows(self) -> dict[str, object]:
        with self.database.reading() as db:
            return {row.key: row.value for row in db.scalars(select(SiteSetting))}


def open_blog(folder: Path, url: str) -> Kept:
    """The blog in `folder` with its database at `url`; nothing is made but the folder and its key."""
    settings = read_settings({"BLOG_DATA": str(folder), "BLOG_DATABASE_URL": url})
    return Kept(settings, Database(url))


@pytest.fixture(autouse=True)
def fitting_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client programs that belong to the tests' server come first on PATH."""
    try:
        programs = find_programs()
    except PostgresMissing:
        return
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def kept(tmp_path: Path, database_url: str) -> Iterator[Kept]:
    """A blog with a title, a thousand page versions and two media files."""
    blog = open_blog(tmp_path / "old", _moved(database_url, tmp_path / "old"))
    fill(blog)
    yield blog
    blog.database.close()


@pytest.fixture
def kept_on_sqlite(tmp_path: Path) -> Iterator[Kept]:
    """The same on SQLite only, for what does not depend on the database."""
    blog = open_blog(tmp_path / "old", f"sqlite:///{tmp_path}/old/blog.db")
    fill(blog)
    yield blog
    blog.database.close()


@pytest.fixture
def kept_on_postgres(tmp_path: Path, empty_postgres: Callable[[], str]) -> Iterator[Kept]:
    """The same on PostgreSQL only, for what its own programs do."""
    blog = open_blog(tmp_path / "old-on-postgres", empty_postgres())
    fill(blog)
    yield blog
    blog.database.close()


@pytest.fixture
def empty_postgres(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes empty databases on the tests' PostgreSQL, and gives their addresses; dropped at the end."""
    made: list[str] = []

    def make() -> str:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        made.append(f"restored_{uuid.uuid4().hex}")
        return server.create_database(made[-1])

    yield make
    for name in made:
        request.getfixturevalue("postgres_server").drop_database(name)


@pytest.fixture
def empty_place(tmp_path: Path, database_url: str, empty_postgres: Callable[[], str]) -> Iterator[Callable[[], Kept]]:
    """Makes empty places of the same kind to restore into; closed at the end."""
    opened: list[Kept] = []

    def make() -> Kept:
        folder = tmp_path / f"new{len(opened)}"
        url = f"sqlite:///{folder}/blog.db" if database_url.startswith("sqlite") else empty_postgres()
        opened.append(open_blog(folder, url))
        return opened[-1]

    yield make
    for blog in opened:
        blog.database.close()


def fill(blog: Kept) -> None:
    migrate(blog.database)
    with blog.database.writing() as db:
        change_site(db, NOW, None, title="Öffentlich \\. \n\tund schön", tagline="日本語")
        db.execute(insert(PageVersion), [{"key": f"post:{n}", "version": n, "changed_at": NOW} for n in range(1000)])
    media = blog.settings.data / "media"
    (media / "2026").mkdir(parents=True)
    (media / "2026" / "über.png").write_bytes(PICTURE)
    (media / "empty.txt").write_bytes(b"")


def _moved(url: str, folder: Path) -> str:
    """On SQLite the database belongs into the blog's own folder."""
    return f"sqlite:///{folder}/blog.db" if url.startswith("sqlite") else url
