"""A room with a post, or a whole site, for every test here, once on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast.site import Browser, Site
from tests.comments.room import Room


@pytest.fixture
def room(migrated_url: str) -> Iterator[Room]:
    room = Room(migrated_url)
    yield room
    room.close()


@pytest.fixture
def site(tmp_path: Path, migrated_url: str) -> Iterator[Site]:
    site = Site(tmp_path, migrated_url, BLOG_SECRET_KEY="one-secret-for-the-tests")
    yield site
    site.close()


@pytest.fixture
def writer(site: Site) -> Browser:
    return site.staff("Ada", "owner")


@pytest.fixture
def path(site: Site, writer: Browser) -> str:
    return site.publish(writer)
