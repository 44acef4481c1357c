"""The second opinion: what DuckDB's own parser and planner make of the statement that is about to run.

Its tree may hold a base table only inside the scan we built, nothing but listed functions and nodes, and no protected
column; its plan may scan only catalogue tables and their public columns. Whatever else is found refuses the statement.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from guardrails.grammar import TABLE_FUNCTIONS, functions, grammar
from guardrails.names import protected_columns
from guardrails.statement import Statement
from guardrails.threshold import scan_sql
from warehouse.catalog import catalogue
from warehouse.engine import CATALOG
from warehouse.parser import serialized_tree
from warehouse.planning import Question
from warehouse.tree import Listed, Node, without_places


def question(sql_run: str, statement: Statement, threshold: int) -> Question:
    """What is asked of the engine about the statement that is about to run."""
    scans = {_scan_tree(table, threshold): times for table, times in statement.scans.items()}
    return Question(statement.text, sql_run, _listed(), scans, statement.names_used)


@cache
def _listed() -> Listed:
    lists = grammar()
    return Listed(
        kinds=lists.engine_kinds,
        functions=functions(),
        row_functions=TABLE_FUNCTIONS,
        refused_operators=lists.engine_refused_operators,
        refused_columns=protected_columns(),
    )


@cache
def _scan_tree(table: str, threshold: int) -> str:
    """How DuckDB's parser writes down the scan of a table, as part of a tree."""
    _, _, after = without_places(serialized_tree(scan_sql(table, threshold))).partition('"node":')
    node, _, _ = after.rpartition("}]")
    if "BASE_TABLE" not in node:
        raise ValueError(f"the scan of {table} does not parse")
    return node


def objection_to_plan(plan: str) -> str:
    """A table, column or function the plan reads that it should not; '' if all is well."""
    for node in _operators(json.loads(plan)):
        details = node.get("extra_info") or {}
        table = details.get("Table")
        if table is not None and not _approved(str(table), details.get("Projections", [])):
            return str(table)
        if not node.get("children") and table is None and node["name"].strip() not in _HARMLESS_SOURCES:
            return str(node["name"]).strip()
    return ""


# Where rows may come from but a table: constants, CTEs, correlated rows, a series or a list, what can hold no row.
_HARMLESS_SOURCES = frozenset(
    {"CTE_SCAN", "COLUMN_DATA_SCAN", "DUMMY_SCAN", "DELIM_SCAN", "EMPTY_RESULT", "GENERATE_SERIES", "RANGE", "UNNEST"}
)


def _operators(plan: Any) -> Iterator[Node]:
    pending = list(plan)
    while pending:
        node = pending.pop()
        yield node
        pending.extend(node.get("children", ()))


def _approved(table: str, projections: str | list[str]) -> bool:
    columns = [projections] if isinstance(projections, str) else projections
    readable = _readable().get(table.replace('"', ""))
    return readable is not None and readable.issuperset(filter(None, columns))


@cache
def _readable() -> Mapping[str, frozenset[str]]:
    """The public columns by table, as a plan names it; a blank one stands for no column."""
    names = catalogue().tables
    return {f"{CATALOG}.main.{name}": frozenset(catalogue().public_columns(name)) for name in names}
