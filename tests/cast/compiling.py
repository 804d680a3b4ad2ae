"""Statements compiled once a session. Each test opens databases of its own, and each engine would compile all that the
blog says to them anew, which took a third of the suite's time; a blog that serves compiles them once, too."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from sqlalchemy import create_engine, util
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from blog.database import engine

STATEMENTS = 3000
KEPT: Any = util.LRUCache(STATEMENTS)


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all engines of this process keep their compiled statements in one place, until `KEPT` is cleared."""
    # A dialect is part of a statement's key; as long as the server is one, any of its kind compiles the same.
    for kind in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        patch.setattr(kind, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(kind, "__hash__", lambda one: hash(type(one)))
    patch.setattr(
        engine,
        "create_engine",
        functools.partial(create_engine, execution_options={"compiled_cache": KEPT}),
    )
