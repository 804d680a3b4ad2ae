"""The benches run from end to end on tiny sizes; what they measure is nobody's reason to fail."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.report import at_least, at_most, medians
from tests.house.sources import ROOT

BUDGETS = {"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P13"}


def bench(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_every_bench_prints_its_table_and_keeps_it_as_json(tmp_path: Path) -> None:
    ran = bench("--size", "tiny", "--folder", str(tmp_path), "--results", str(tmp_path / "results"))
    assert ran.returncode == 0, ran.stderr
    [file] = (tmp_path / "results").glob("*.json")
    rows = json.loads(file.read_text("utf-8"))["rows"]
    assert {row["id"] for row in rows} == BUDGETS
    assert all(row["value"] > 0 for row in rows)
    for row in rows:
        assert row["what"] in ran.stdout
    # What is counted and not timed holds on every machine.
    counted = {row["what"]: row for row in rows if row["unit"] == ""}
    assert len(counted) == 5
    assert all(row["within"] for row in counted.values()), counted
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_a_bench_that_is_none_is_wrong_usage() -> None:
    ran = bench("kettles")
    assert ran.returncode == 2
    assert "kettles" in ran.stderr


def test_a_ratio_is_judged_by_its_reference_and_a_value_by_its_most() -> None:
    assert at_least("P1", "", 95, "req/s", 100, 0.95).within
    assert not at_least("P1", "", 94, "req/s", 100, 0.95).within
    assert at_most("P8", "", 1, "", 1).within
    assert not at_most("P8", "", 2, "", 1).within


def test_ways_are_measured_in_turns() -> None:
    taken: list[str] = []

    def way(name: str, values: list[float]) -> float:
        taken.append(name)
        return values.pop(0)

    first, second = [3.0, 1.0, 2.0], [30.0, 10.0, 20.0]
    assert medians(3, [lambda: way("a", first), lambda: way("b", second)]) == [2.0, 20.0]
    assert taken == ["a", "b"] * 3
