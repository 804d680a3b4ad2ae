"""A room with a post for every test here, once on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.comments.room import Room


@pytest.fixture
def room(database_url: str) -> Iterator[Room]:
    room = Room(database_url)
    yield room
    room.close()
