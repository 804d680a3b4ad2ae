"""The script that measures what survives an import measures right, and finds what is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conservation.__main__ import conservation, main
from tests.conservation.standing import Standing, edges, retention
from tests.importers.bringing import THREAD, takeout
from tests.importers.exports import records_at


def test_a_small_export_survives_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    takeout(folder, *THREAD)

    assert main([str(folder), "--verbose"]) == 0

    said = capsys.readouterr().out
    assert "conservation 0 · posts/pages/comments 4/1/6 · parent edges 1/1" in said
    assert "second run same · shuffled same · 3 zones same" in said
    assert "post title 5/5" in said
    assert "comment raw 5/5" in said


def test_what_is_not_there_is_said_to_be_lost(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    records = records_at(takeout(folder, *THREAD))

    kept = retention(records, Standing())

    assert kept["post title"].said == 5
    assert kept["post title"].kept == 0
    assert len(kept["comment raw"].lost) == 5
    assert edges(records, Standing()).kept == 0


def test_what_went_in_and_came_out_nowhere_is_counted() -> None:
    numbers = {"created": 3, "updated": 0, "unchanged": 0, "merged": 0, "held": 0, "dropped": 1}

    assert conservation({"kinds": {"posts": {"in": 4, **numbers}}}) == 0
    assert conservation({"kinds": {"posts": {"in": 6, **numbers}, "pages": {"in": 3, **numbers}}}) == 3
