"""What Alembic runs for each migration: on the connection it was handed, inside that connection's transaction."""

from __future__ import annotations

from alembic import context

from blog.database.fulltext import stands_in_models
from blog.database.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    include_object=stands_in_models,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
context.run_migrations()
