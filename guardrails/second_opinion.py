"""The second opinion: what DuckDB's own parser and planner make of the statement that is about to run.

Its tree may hold a base table only inside the scan we built, nothing but listed functions and nodes, and no protected
column; its plan may scan only catalogue tables and their public columns. Whatever else is found refuses the statement.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from guardrails.engine_tree import Node, bare_call, disallowed, walk
from guardrails.threshold import scan_sql
from warehouse.catalog import catalogue
from warehouse.engine import CATALOG
from warehouse.parser import syntax_tree, tree_of


def objection_to_tree(serialized: str, scans: Counter[str], names: frozenset[str], threshold: int) -> str:
    """What DuckDB's parser reads that should not be there; '' if all is well.

    `serialized`: its tree as JSON text; `scans`: how often each table is read; `names`: all identifiers as sqlglot
    reads them, in lower case.
    """
    tree = tree_of(serialized)
    if tree is None:
        return "syntax"
    found: Counter[str] = Counter()
    nodes = tuple(walk(tree, skip=lambda node: _is_our_scan(node, threshold, found)))
    ctes = _cte_names(nodes)
    for node in nodes:
        foreign = node.get("type") == "BASE_TABLE" and node["qualified_name"]["path"][0].lower() not in ctes
        if foreign or disallowed(node) or bare_call(node, names):
            return str(node.get("function_name") or node.get("table_name") or node.get("type"))
    return "" if found == scans else "tables"


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


def _is_our_scan(node: Node, threshold: int, found: Counter[str]) -> bool:
    source = node.get("from_table")
    if not isinstance(source, dict) or source.get("type") != "BASE_TABLE" or source.get("catalog_name") != CATALOG:
        return False
    table = str(source.get("table_name"))
    if table not in catalogue().tables or node != _scan_tree(table, threshold):
        return False
    found[table] += 1
    return True


@cache
def _scan_tree(table: str, threshold: int) -> Any:
    tree = syntax_tree(scan_sql(table, threshold))
    if tree is None:
        raise ValueError(f"the scan of {table} does not parse")
    return tree["node"]


def _cte_names(nodes: Iterable[Node]) -> frozenset[str]:
    maps = (node["cte_map"].get("map", ()) for node in nodes if isinstance(node.get("cte_map"), dict))
    return frozenset(str(entry["key"]).lower() for entries in maps for entry in entries)


def _operators(plan: Any) -> Iterator[Node]:
    pending = list(plan)
    while pending:
        node = pending.pop()
        yield node
        pending.extend(node.get("children", ()))


def _approved(table: str, projections: str | list[str]) -> bool:
    catalog, _, name = table.replace('"', "").rpartition(".main.")
    if catalog != CATALOG or name not in catalogue().tables:
        return False
    columns = [projections] if isinstance(projections, str) else projections
    return set(columns) - {""} <= set(catalogue().public_columns(name))
