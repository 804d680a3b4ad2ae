"""What is known of the things of a source: found by their keys, judged, and written down."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from blog.importers.models import Imported
from blog.importers.reports import Outcome
from blog.importers.shapes import Kind

LINES = cast(Table, Imported.__table__)


@dataclass(frozen=True)
class Said:
    """What a source says of a thing now: a digest, in which dialect, and when it was last changed there."""

    digest: str
    dialect: str
    at: datetime | None


@dataclass(frozen=True)
class Known:
    """What became of a thing before; `row_id` is None for what is held and for what only a dry run has seen."""

    row_id: int | None
    mark: str
    said: Said
    import_id: int
    last_import_id: int
    last_outcome: str
    kept: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """What becomes of a thing: whether anything is to be written, and whether a local change stood in the way."""

    outcome: Outcome
    writes: bool = False
    conflict: bool = False
    # Already done by this very import, before it was interrupted.
    again: bool = False


class Ledger:
    """The ledger of one source. import_id: the running import; None for a dry run, which only pretends."""

    def __init__(self, source: str, import_id: int | None) -> None:
        self.source, self.import_id = source, import_id
        self._pretended: dict[tuple[Kind, str], Known] = {}

    def find(self, db: Session, kind: Kind, keys: Iterable[str]) -> dict[str, Known]:
        """Those of the keys that are known."""
        wanted = sorted(set(keys))
        found = {key: self._pretended[kind, key] for key in wanted if (kind, key) in self._pretended}
        asked = [key for key in wanted if key not in found]
        if asked:
            query = select(
                *(Imported.key, Imported.row_id, Imported.mark, Imported.said, Imported.dialect, Imported.said_at),
                *(Imported.import_id, Imported.last_import_id, Imported.last_outcome, Imported.kept),
            ).where(Imported.source == self.source, Imported.kind == kind, Imported.key.in_(asked))
            for row in db.execute(query):
                said = Said(row.said, row.dialect, row.said_at)
                found[row.key] = Known(
                    row.row_id, row.mark, said, row.import_id, row.last_import_id, row.last_outcome, row.kept
                )
        return found

    def pretend(self, kind: Kind, key: str, row_id: int | None = 0) -> None:
        """A dry run goes on as if the thing had been stored."""
        self._pretended[kind, key] = Known(row_id, "", Said("", "", None), 0, 0, "")

    def judge(self, known: Known | None, mark: str | None, said: Said) -> Judgement:
        """mark: how the thing's row stands now, None if it is gone. Whatever was done here since wins."""
        if known is None or (known.row_id is None and known.last_outcome == Outcome.HELD):
            return Judgement(Outcome.CREATED, writes=True)
        if self.import_id is not None and known.last_import_id == self.import_id:
            return Judgement(Outcome(known.last_outcome), again=True)
        if known.said.digest == said.digest or _is_older(said, known.said):
            return Judgement(Outcome.UNCHANGED)
        if mark is None or mark != known.mark:
            return Judgement(Outcome.UNCHANGED, conflict=True)
        return Judgement(Outcome.UPDATED, writes=True)

    def write(self, db: Session, kind: Kind, lines: Mapping[str, dict[str, Any]], known: Mapping[str, Known]) -> None:
        """Write down what was done: per key `outcome`, `row_id`, `mark`, `said` and, if any, `raw` and `kept`.

        known: what `find` said of these keys; a thing stays with the import that brought it first.
        """
        rows = [self._line(kind, key, line, known.get(key)) for key, line in lines.items()]
        old = [key for key in lines if key in known]
        if old:
            mine = (Imported.source == self.source, Imported.kind == kind, Imported.key.in_(old))
            db.execute(delete(Imported).where(*mine))
        if rows:
            db.execute(insert(LINES), rows)

    def _line(self, kind: Kind, key: str, line: dict[str, Any], known: Known | None) -> dict[str, Any]:
        said: Said = line.get("said") or Said("", "", None)
        is_first = known is None or known.row_id is None
        return {
            "source": self.source,
            "kind": kind,
            "key": key,
            "import_id": self.import_id if known is None or is_first else known.import_id,
            "last_import_id": self.import_id,
            "last_outcome": line["outcome"],
            "row_id": line["row_id"],
            "mark": line.get("mark", ""),
            "said": said.digest,
            "dialect": said.dialect,
            "said_at": said.at,
            "raw": line.get("raw"),
            "kept": line.get("kept", {}),
        }


def digest_of(*said: object) -> str:
    """SHA-256 over what a source says, 64 hex digits."""
    return hashlib.sha256(json.dumps(said, default=str, ensure_ascii=True).encode()).hexdigest()


def _is_older(said: Said, known: Said) -> bool:
    """Whether this was said before what is known: an old export never takes back what a newer one brought.

    Two dialects put the same thing in different words; only a later time makes the other one's worth taking.
    """
    if said.at is None or known.at is None:
        return False
    return said.at < known.at or (said.at == known.at and said.dialect != known.dialect)
