"""The stage for every test of faults, on each database or on one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stage import Stage
from tests.servers.smtp import PostOffice


@pytest.fixture
def stage(tmp_path: Path, migrated_url: str) -> Stage:
    """A blog on SQLite and on PostgreSQL."""
    return Stage(tmp_path / "var", migrated_url)


@pytest.fixture
def small_stage(tmp_path: Path, migrated_file: Path) -> Stage:
    """A blog on SQLite."""
    data = tmp_path / "var"
    data.mkdir()
    shutil.copyfile(migrated_file, data / "blog.db")
    return Stage(data, f"sqlite:///{data}/blog.db")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office
