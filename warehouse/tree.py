"""The syntax tree that DuckDB's parser writes down as JSON, and what is in it that nobody listed.

Imports nothing, so that a worker can judge a statement by it before anything is bound.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]
"""A node of the tree as `json_serialize_sql` writes it."""

SERIALIZE = (
    "PREPARE serialize AS SELECT json_serialize_sql(?, skip_null := true, skip_empty := true, skip_default := true)"
)
"""Prepares the statement that writes down a syntax tree: `EXECUTE serialize('...')`."""

# within a string of the document the quotes would be escaped
_PLACES = re.compile(r',"query_location":\d+(?:,"query_location_length":\d+)?')


@dataclass(frozen=True)
class Listed:
    """What may stand in a tree: kinds of nodes, functions, and functions that make rows; and what may not: operators,
    and columns by name. All in the words of DuckDB's parser, names in lower case. By itself nothing may."""

    kinds: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    row_functions: frozenset[str] = frozenset()
    refused_operators: frozenset[str] = frozenset()
    refused_columns: frozenset[str] = frozenset()


def stranger(serialized: str, scans: Mapping[str, int], names: frozenset[str], listed: Listed) -> str:
    """What is in a tree that should not be there; '' if all is well.

    A table may be read only by one of the `scans`: trees without places as text, with how often each occurs. No string
    in a document can hold such a text, because its quotes would be escaped. `names`: all identifiers of the statement
    in lower case.
    """
    serialized = without_places(serialized)
    for scan, times in scans.items():
        if serialized.count(scan) != times:
            return "tables"
        serialized = serialized.replace(scan, "{}")
    nodes = nodes_of(serialized)
    ctes = _cte_names(nodes)
    for node in nodes:
        if _is_unlisted(node, listed, ctes) or bare_call(node, names, listed.functions):
            return str(node.get("function_name") or node.get("table_name") or node.get("type"))
    return "" if nodes else "syntax"


def without_places(serialized: str) -> str:
    """The same tree, whatever stands before it in the text."""
    return _PLACES.sub("", serialized)


def nodes_of(serialized: str) -> list[Node]:
    """All objects of the tree that was written down, those within before those around; none if it is not that of one
    SELECT."""
    nodes: list[Node] = []

    def keep(node: Node) -> Node:
        nodes.append(node)
        return node

    try:
        document = json.loads(serialized, object_hook=keep)
    except (ValueError, RecursionError):
        return []
    return nodes if len(document.get("statements", ())) == 1 and not document.get("error") else []


def called(node: Node) -> str | None:
    """The name of the function a node calls, with its schema if it has one; None for other nodes."""
    name = node.get("function_name")
    if name is None or node.get("class") not in ("FUNCTION", "WINDOW"):
        return None
    return ".".join(str(part) for part in node.get("qualified_name", {}).get("path", (name,))).lower()


def bare_call(node: Node, names: frozenset[str], functions: frozenset[str]) -> str | None:
    """The name of a call without brackets (current_catalog): DuckDB takes it for a column, sqlglot does not.

    `names`: all identifiers as sqlglot reads them.
    """
    if node.get("class") != "COLUMN_REF" or len(node["column_names"]) != 1:
        return None
    name = str(node["column_names"][0]).lower()
    return name if name not in names and name not in functions else None


def _is_unlisted(node: Node, listed: Listed, ctes: frozenset[str]) -> bool:
    """Whether a node is none of the listed kinds, calls no listed function, samples, or names a refused column or a
    table that is no CTE."""
    kind, operator = node.get("class"), node.get("type")
    kind = operator if kind is None else kind
    if (isinstance(kind, str) and kind not in listed.kinds) or operator in listed.refused_operators or "sample" in node:
        return True
    match kind:
        case "COLUMN_REF":
            return not listed.refused_columns.isdisjoint(map(str.lower, node["column_names"]))
        case "FUNCTION" | "WINDOW":
            return called(node) not in listed.functions
        case "TABLE_FUNCTION":
            return called(node["function"]) not in listed.row_functions
        case "STAR":
            return bool(node.get("expr") or node.get("columns"))
        case "BASE_TABLE":
            path = node["qualified_name"]["path"]
            return len(path) != 1 or path[0].lower() not in ctes
    return False


def _cte_names(nodes: list[Node]) -> frozenset[str]:
    maps = (node["cte_map"].get("map", ()) for node in nodes if isinstance(node.get("cte_map"), dict))
    return frozenset(str(entry["key"]).lower() for entries in maps for entry in entries)
