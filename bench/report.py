"""What a bench says: rows of figures for a table, and the same as JSON for the history in bench/results."""

from __future__ import annotations

import json
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Row:
    """One measured thing. `ratio` is to its reference in the same run; `budget` says what it should be, in words."""

    id: str
    what: str
    value: float
    unit: str
    ratio: float | None = None
    budget: str = ""
    within: bool | None = None


def at_least(id: str, what: str, value: float, unit: str, reference: float, least: float) -> Row:
    """A row whose ratio to its reference should be at least `least`."""
    ratio = value / reference if reference else 0.0
    return Row(id, what, value, unit, ratio, f"≥ {least:g}×", ratio >= least)


def by_computing(id: str, what: str, spent: list[float], reference: list[float], least: float) -> Row:
    """A ratio by what each has computed for one answer: it holds, too, where others use the server's core or disk."""
    own, others = statistics.median(spent), statistics.median(reference)
    return Row(id, what, own, "µs", others / own, f"≥ {least:g}×", others / own >= least)


def at_most(id: str, what: str, value: float, unit: str, most: float) -> Row:
    """A row whose value should be at most `most`."""
    return Row(id, what, value, unit, None, f"≤ {most:g} {unit}", value <= most)


def medians(runs: int, ways: Sequence[Callable[[], float]]) -> list[float]:
    """The median of each way, measured in turns so that whatever else the machine does meets all of them."""
    measured: list[list[float]] = [[] for _ in ways]
    for _ in range(runs):
        for values, way in zip(measured, ways, strict=True):
            values.append(way())
    return [statistics.median(values) for values in measured]


def show(rows: Sequence[Row]) -> None:
    """Print the table."""
    lines = [("", "what", "measured", "ratio", "budget", "")]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}×"
        verdict = {True: "kept", False: "MISSED", None: ""}[row.within]
        lines.append((row.id, row.what, f"{row.value:,.5g} {row.unit}", ratio, row.budget, verdict))
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def keep(rows: Sequence[Row], folder: Path = RESULTS) -> Path:
    """Write the rows as JSON; the file."""
    now = datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{now:%Y%m%dT%H%M%SZ}.json"
    content = {
        "at": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "rows": [asdict(row) for row in rows],
    }
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return file
