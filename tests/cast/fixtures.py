"""The fixtures of the stories: a blog on each database, and its small cast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast.site import Browser, Site


@pytest.fixture
def blog(tmp_path: Path, database_url: str) -> Iterator[Site]:
    """An empty blog, migrated, with a pinned clock; once on SQLite and once on PostgreSQL."""
    site = Site(tmp_path, database_url)
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
