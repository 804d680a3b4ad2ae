"""The fixtures of the stories: a blog on each database, and its small cast."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from blog.database.engine import Database
from blog.database.migrating import migrate
from tests.cast.site import Browser, Site
from tests.importers.two_blogs import BLOGGER, WORDPRESS, Moved
from tests.servers.postgres import PostgresServer


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to be copied: migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("migrated") / "blog.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_template(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated PostgreSQL database to be copied; two sessions may share the server."""
    name = f"blog_migrated_{uuid.uuid4().hex}"
    _migrate(postgres_server.create_database(name))
    yield name
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database; the test runs once on each engine."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "blog.db")
        yield f"sqlite:///{tmp_path}/blog.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"blog_{uuid.uuid4().hex}"
    yield server.create_from_template(request.getfixturevalue("migrated_template"), name)
    server.drop_database(name)


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


@pytest.fixture
def blog(tmp_path: Path, migrated_url: str) -> Iterator[Site]:
    """An empty blog with a pinned clock; once on SQLite and once on PostgreSQL."""
    site = Site(tmp_path, migrated_url)
    yield site
    site.close()


@pytest.fixture
def ada(blog: Site) -> Browser:
    """Ada owns the blog and writes."""
    return blog.staff("Ada", "owner")


@pytest.fixture
def nia(blog: Site) -> Browser:
    """Nia moderates."""
    return blog.staff("Nia", "moderator")


@pytest.fixture
def omar(blog: Site) -> Browser:
    """Omar moderates too."""
    return blog.staff("Omar", "moderator")


@pytest.fixture
def sol(blog: Site) -> Browser:
    """Sol reads and comments, without an account."""
    return blog.visitor()


@pytest.fixture(scope="module")
def blog_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One blog on SQLite for a whole module: for tests that change nothing."""
    folder = tmp_path_factory.mktemp("blog")
    site = Site(folder, f"sqlite:///{folder}/blog.db")
    yield site
    site.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def blog_for_all(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One blog on each database for a whole module: for tests that change nothing once it has been filled."""
    folder = tmp_path_factory.mktemp("for_all")
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_file"), folder / "blog.db")
        site = Site(folder, f"sqlite:///{folder}/blog.db")
        yield site
        site.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"blog_{uuid.uuid4().hex}"
    site = Site(folder, server.create_from_template(request.getfixturevalue("migrated_template"), name))
    yield site
    site.close()
    server.drop_database(name)


@pytest.fixture(scope="module", params=[BLOGGER, WORDPRESS], ids=lambda moved: moved.format)
def moved_in(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Moved, Site]]:
    """A blog that came from elsewhere, on SQLite, for tests that change nothing: once for each of two exports."""
    folder = tmp_path_factory.mktemp("moved")
    site = Site(folder, f"sqlite:///{folder}/blog.db")
    request.param.bring(site, folder)
    yield request.param, site
    site.close()


@pytest.fixture
def moved(blog: Site, tmp_path: Path) -> Moved:
    """What was brought to `blog`: from Blogger where that is on SQLite, from WordPress on PostgreSQL."""
    moved = BLOGGER if blog.house.database.is_sqlite else WORDPRESS
    moved.bring(blog, tmp_path)
    return moved
