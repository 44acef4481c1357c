"""The syntax tree that DuckDB's parser writes down as JSON, and what is in it that nobody listed.

Imports nothing, so that a worker can judge a statement by it before anything is bound.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]
"""A node of the tree as `json_serialize_sql` writes it."""

SERIALIZE = (
    "PREPARE serialize AS SELECT json_serialize_sql(?, skip_null := true, skip_empty := true, skip_default := true)"
)
"""Prepares the statement that writes down a syntax tree: `EXECUTE serialize('...')`."""

# within a string of the document the quotes would be escaped
_PLACES = re.compile(r'(?:,"query_location(?:_length)?":\d+)+')


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
    tree = tree_of(serialized)
    return _first_stranger(tuple(walk(tree)), names, listed) if tree else "syntax"


def _first_stranger(nodes: tuple[Node, ...], names: frozenset[str], listed: Listed) -> str:
    ctes = _cte_names(nodes)
    for node in nodes:
        foreign = node.get("type") == "BASE_TABLE" and not _is_named(node["qualified_name"]["path"], ctes)
        if foreign or _is_unlisted(node, listed) or bare_call(node, names, listed.functions):
            return str(node.get("function_name") or node.get("table_name") or node.get("type"))
    return ""


def without_places(serialized: str) -> str:
    """The same tree, whatever stands before it in the text."""
    return _PLACES.sub("", serialized)


def tree_of(serialized: str) -> Node | None:
    """The tree that was written down; None if it is not that of one SELECT."""
    try:
        document = json.loads(serialized)
    except (ValueError, RecursionError):
        return None
    statements = document.get("statements", ())
    return statements[0] if len(statements) == 1 and not document.get("error") else None


def walk(tree: object) -> Iterator[Node]:
    """All objects of a tree."""
    pending = [tree]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, dict):
            yield item
            pending.extend(_below(item))


def _below(item: Node) -> Iterator[object]:
    """What is below an object; of a table function only its arguments, because it is judged by its own name."""
    if item.get("type") == "TABLE_FUNCTION":
        yield item["function"].get("arguments")
    else:
        yield from item.values()


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


def _is_unlisted(node: Node, listed: Listed) -> bool:
    """Whether a node is none of the listed kinds, calls no listed function, samples, or names a refused column."""
    kind = node.get("class", node.get("type"))
    name = called(node)
    return (
        (isinstance(kind, str) and kind not in listed.kinds)
        or node.get("type") in listed.refused_operators
        or (name is not None and name not in listed.functions)
        or (kind == "TABLE_FUNCTION" and called(node["function"]) not in listed.row_functions)
        or (kind == "STAR" and bool(node.get("expr") or node.get("columns")))
        or "sample" in node
        or (kind == "COLUMN_REF" and not listed.refused_columns.isdisjoint(map(str.lower, node["column_names"])))
    )


def _is_named(path: list[str], ctes: frozenset[str]) -> bool:
    return len(path) == 1 and path[0].lower() in ctes


def _cte_names(nodes: tuple[Node, ...]) -> frozenset[str]:
    maps = (node["cte_map"].get("map", ()) for node in nodes if isinstance(node.get("cte_map"), dict))
    return frozenset(str(entry["key"]).lower() for entries in maps for entry in entries)
