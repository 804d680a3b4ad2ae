"""PostgreSQL's own programs for the tests that make backups."""

from __future__ import annotations

import os

import pytest

from tests.servers.postgres import PostgresMissing, find_programs


@pytest.fixture(autouse=True)
def fitting_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client programs that belong to the tests' server come first on PATH."""
    try:
        programs = find_programs()
    except PostgresMissing:
        return
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
