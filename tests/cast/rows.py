"""Every row of a blog's database, to be compared before and after what must change nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from blog.database.tables import METADATA
from tests.cast.site import Site


def everything(blog: Site) -> dict[str, list[Any]]:
    """The rows of every table, by its name."""
    with blog.reading() as db:
        found = {table.name: [tuple(row) for row in db.execute(select(table))] for table in METADATA.sorted_tables}
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
