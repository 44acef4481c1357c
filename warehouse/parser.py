"""DuckDB's own parser, apart from any data: what it makes of a text somebody wrote."""

import threading
from functools import cache

import duckdb

from warehouse.tree import SERIALIZE


def statement_kinds(text: str) -> tuple[str, ...] | None:
    """What DuckDB takes each statement of `text` for, such as SELECT; None if it does not parse."""
    try:
        return tuple(statement.type.name for statement in _parser().extract_statements(text))
    except Exception:
        return None


def serialized_tree(sql: str) -> str:
    """The tree as JSON text, with places; '' if the parser gave up."""
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
