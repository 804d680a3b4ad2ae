"""The log as a file: every entry that is asked for, as CSV or JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, select

from blog.accounts.models import Account
from blog.database.engine import Database
from blog.moderation.logquery import about_of, kind_of
from blog.moderation.models import LogEntry
from blog.moderation.states import MODERATOR

BATCH = 1000
COLUMNS = ("number", "at", "who", "kind", "about", "old", "new", "reason", "note", "digest", "chain")
# What a spreadsheet would take for a formula (casebook V12).
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def whole_log(database: Database, where: ColumnElement[bool], write: Callable[[Any], str]) -> Iterator[str]:
    """Every entry that was asked for, the oldest first, as `write` puts it; read in short transactions of their own."""
    after = 0
    while True:
        with database.reading() as db:
            query = (
                select(LogEntry, Account.name)
                .outerjoin(Account, Account.id == LogEntry.account_id)
                .where(where, LogEntry.id > after)
                .order_by(LogEntry.id)
                .limit(BATCH)
            )
            rows = [(entry, name) for entry, name in db.execute(query)]
            lines = [write(_values(entry, name)) for entry, name in rows]
        yield "".join(lines)
        if len(rows) < BATCH:
            return
        after = rows[-1][0].id


def as_json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"


def as_csv(values: dict[str, Any]) -> str:
    return csv_line([values[name] for name in COLUMNS])


def csv_line(cells: list[Any]) -> str:
    """One line. A cell that a spreadsheet would reckon with begins with an apostrophe."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([neutral(str(cell)) for cell in cells])
    return out.getvalue()


def neutral(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(FORMULAS) or cell.startswith(FORMULAS) else cell


def _values(entry: LogEntry, name: str | None) -> dict[str, Any]:
    return {
        "number": entry.id,
        "at": entry.at.isoformat(),
        "who": name or entry.actor if entry.actor == MODERATOR else entry.actor,
        "kind": kind_of(entry),
        "about": about_of(entry),
        "old": entry.old,
        "new": entry.new,
        "reason": entry.reason,
        "note": entry.note,
        "digest": entry.digest,
        "chain": entry.chain,
    }
