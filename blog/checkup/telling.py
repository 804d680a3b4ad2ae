"""Tells what a check-up found at the terminal: lines for people, one JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from blog.checkup.checks import Report
from blog.checkup.results import State

MARKS = {State.WELL: "✓", State.WARNING: "!", State.ILL: "✕"}


def in_words(report: Report) -> Iterator[str]:
    """A line for each check in their order; the last one sums up."""
    for check, result in report.found:
        yield f"{MARKS[result.state]} {check.title}: {result.sentence}"
    if report.left_out:
        names = ", ".join(str(check.title) for check in report.left_out)
        yield f"Left out until what they need is well: {names}."
    yield str(report.summary)


def in_one_sentence(report: Report) -> str:
    """What is ill, by name, for stderr."""
    names = [str(check.title) for check, result in report.found if result.state is State.ILL]
    return f"{str(report.summary).rstrip('.')}: {', '.join(names)}."


def as_json(report: Report, now: datetime) -> str:
    """{"at", "state", "summary", "checks": [{"name", "state", "sentence", "figures"}], "left_out": [name]}"""
    page = {
        "at": now.isoformat(timespec="seconds"),
        "state": report.state,
        "summary": str(report.summary),
        "checks": [
            {
                "name": check.name,
                "state": result.state,
                "sentence": str(result.sentence),
                "figures": dict(result.figures),
            }
            for check, result in report.found
        ],
        "left_out": [check.name for check in report.left_out],
    }
    return json.dumps(page, ensure_ascii=False, indent=1)
