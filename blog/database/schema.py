"""Which schema the database has and which the code needs: asked at every start, so without the machinery of changes."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, Inspector, inspect, text

FOLDER = Path(__file__).parent / "migrations"
# A migration's file begins with its revision, which is a number.
NAME = re.compile(r"(\d{4})_\w+\.py")


class SchemaTooNew(Exception):
    """This database was made by a newer Afterword; upgrade the program, or restore the backup made before."""


class SchemaTooOld(Exception):
    """The database is older than this program; run `blog migrate` first."""


def revisions() -> list[str]:
    """Every revision of the schema that this code knows, oldest first."""
    names = (NAME.fullmatch(path.name) for path in (FOLDER / "versions").iterdir())
    return sorted(name[1] for name in names if name is not None)


def schema_is_current(connection: Connection) -> bool:
    """Whether the schema is exactly this code's; raises SchemaTooNew when it is newer."""
    return revision_of(connection) == revisions()[-1]


def revision_of(connection: Connection) -> str | None:
    """The schema's revision; None for an empty database. Raises SchemaTooNew."""
    inspector: Inspector = inspect(connection)
    if not inspector.has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision is not None and revision not in revisions():
        raise SchemaTooNew
    return revision
