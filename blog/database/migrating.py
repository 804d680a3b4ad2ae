"""Brings the schema forward."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from blog.database.engine import Database
from blog.database.schema import FOLDER, revision_of, revisions


def migrate(database: Database) -> list[str]:
    """Bring the schema to this code's version in one transaction; the revisions applied, oldest first.

    Raises SchemaTooNew. Foreign keys are off meanwhile on SQLite, where changing a table means copying it.
    """
    with database.migrating() as connection:
        return _upgrade(connection)


def _upgrade(connection: Connection) -> list[str]:
    before = revision_of(connection)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return [revision for revision in revisions() if before is None or revision > before]
