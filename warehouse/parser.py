"""DuckDB's own parser, apart from any data: the second opinion on what a statement says."""

import json
import re
import threading
from functools import cache
from typing import Any

import duckdb

from warehouse.worker import SERIALIZE

Node = dict[str, Any]
"""A node of the syntax tree as `json_serialize_sql` writes it."""


def statement_kinds(text: str) -> tuple[str, ...] | None:
    """What DuckDB takes each statement of `text` for, such as SELECT; None if it does not parse."""
    try:
        return tuple(statement.type.name for statement in _parser().extract_statements(text))
    except Exception:
        return None


def placed_tree(sql: str) -> Node | None:
    """The tree of one SELECT, with places in the text; None if DuckDB does not read it as one, or it is too deep."""
    return _only_statement(_serialized(sql))


def syntax_tree(sql: str) -> Node | None:
    """The same without places."""
    return tree_of(_serialized(sql))


def tree_of(serialized: str) -> Node | None:
    """The tree that was written down as JSON text, without places; None if it is not that of one SELECT."""
    return _only_statement(_PLACE.sub("", serialized))


# within a string of the document the quotes would be escaped
_PLACE = re.compile(r',"query_location":\d+')


def _only_statement(serialized: str) -> Node | None:
    try:
        document = json.loads(serialized)
    except (ValueError, RecursionError):
        return None
    statements = document.get("statements", ())
    return statements[0] if len(statements) == 1 and not document.get("error") else None


def _serialized(sql: str) -> str:
    """The syntax tree as JSON text; '' if the parser gave up."""
    quoted = sql.replace("'", "''")
    try:
        found = _parser().execute(f"EXECUTE serialize('{quoted}')").fetchone()
    except (duckdb.Error, ValueError):
        return ""
    return str(found[0]) if found else ""


_own = threading.local()


def _parser() -> duckdb.DuckDBPyConnection:
    """The parser of this thread, with the statement that serializes prepared."""
    if not hasattr(_own, "parser"):
        _own.parser = _database().cursor()
        _own.parser.execute(SERIALIZE)
    parser: duckdb.DuckDBPyConnection = _own.parser
    return parser


@cache
def _database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    connection.execute("PRAGMA disable_optimizer")  # there is nothing to optimize in a call
    for setting in ("enable_external_access = false", "threads = 1", "lock_configuration = true"):
        connection.execute(f"SET {setting}")
    return connection
