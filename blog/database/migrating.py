"""Brings the schema forward, and says in one sentence when code and schema do not fit."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from blog.database.engine import Database

FOLDER = Path(__file__).parent / "migrations"


class SchemaTooNew(Exception):
    """This database was made by a newer Afterword; upgrade the program, or restore the backup made before."""


class SchemaTooOld(Exception):
    """The database is older than this program; run `blog migrate` first."""


def migrate(database: Database) -> list[str]:
    """Bring the schema to this code's version in one transaction; the revisions applied, oldest first.

    Raises SchemaTooNew. Foreign keys are off meanwhile on SQLite, where changing a table means copying it.
    """
    scripts = ScriptDirectory(str(FOLDER))
    with database.migrating() as connection:
        return _upgrade(connection, scripts)


def _upgrade(connection: Connection, scripts: ScriptDirectory) -> list[str]:
    before = _current(connection, scripts)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    pending = [script.revision for script in scripts.iterate_revisions("head", before or "base")]
    return list(reversed(pending))


def _current(connection: Connection, scripts: ScriptDirectory) -> str | None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaTooNew
    return current


def schema_is_current(connection: Connection) -> bool:
    """Whether the schema is exactly this code's; raises SchemaTooNew when it is newer."""
    scripts = ScriptDirectory(str(FOLDER))
    return _current(connection, scripts) == scripts.get_current_head()
