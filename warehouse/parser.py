"""DuckDB's own parser, apart from any data: the second opinion on what a statement says."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb

Node = dict[str, Any]
"""A node of the syntax tree as `json_serialize_sql` writes it."""


@dataclass(frozen=True)
class Reading:
    """How DuckDB reads a text: kind of each statement, whether it has parameters, and the tree of a single SELECT."""

    kinds: tuple[str, ...]
    has_parameters: bool
    tree: Node | None


def read_sql(text: str) -> Reading | None:
    """DuckDB's reading of `text`; None if it does not parse."""
    cursor = _parser().cursor()
    try:
        statements = cursor.extract_statements(text)
    except Exception:
        return None
    kinds = tuple(statement.type.name for statement in statements)
    tree = _tree(cursor, text) if kinds == ("SELECT",) else None
    return Reading(kinds, any(s.named_parameters for s in statements), tree)


def syntax_tree(sql: str) -> Node | None:
    """The tree of one SELECT statement; None if DuckDB does not read it as one, or it is too deep."""
    return _tree(_parser().cursor(), sql)


def _tree(cursor: duckdb.DuckDBPyConnection, sql: str) -> Node | None:
    try:
        found = cursor.execute(_SERIALIZE, [sql]).fetchone()
        document = json.loads(found[0]) if found else {}
    except (duckdb.Error, ValueError, RecursionError):
        return None
    statements = document.get("statements", ())
    return statements[0] if len(statements) == 1 and not document.get("error") else None


_SERIALIZE = "SELECT json_serialize_sql(?, skip_null := true, skip_empty := true, skip_default := true)"


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    for setting in ("enable_external_access = false", "threads = 1", "lock_configuration = true"):
        connection.execute(f"SET {setting}")
    return connection
