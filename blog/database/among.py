"""A condition that a column holds one of many values, in the form that costs each database the least."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement


class _Among(FunctionElement[bool]):
    """`column` and the parameter, in its clauses."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """It is a condition as it stands. SQLAlchemy would ask whether it is 1, and SQLite then uses no index."""
        return self


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether `column` holds one of the values that are given as `name`, a list, when the statement is asked.

    A parameter for each value makes another statement of each number of values. psycopg takes one with more than
    fifty apart anew each time, and PostgreSQL plans each: together a sixth of what a page of the queue computed.
    """
    # Without its length, because PostgreSQL shortens to it whatever is longer.
    kind = String() if isinstance(column.type, String) else column.type
    return _Among(column, bindparam(name, type_=ARRAY(kind)))


@compiles(_Among)
def _each_by_itself(element: _Among, compiler: Any, **kw: Any) -> str:
    column, values = element.clauses
    return str(compiler.process(column.in_(bindparam(values.key, type_=column.type, expanding=True)), **kw))


@compiles(_Among, "postgresql")
def _as_a_list(element: _Among, compiler: Any, **kw: Any) -> str:
    column, values = element.clauses
    return f"{compiler.process(column, **kw)} = ANY ({compiler.process(values, **kw)})"
