"""Reading the syntax tree that DuckDB's parser writes as JSON."""

from collections.abc import Callable, Iterator
from typing import Any

from guardrails.grammar import TABLE_FUNCTIONS, functions, grammar
from guardrails.names import protected_columns

Node = dict[str, Any]


def walk(tree: object, skip: Callable[[Node], bool] = lambda _: False) -> Iterator[Node]:
    """All objects of a tree, but not those (with all below them) for which `skip` holds."""
    pending = [tree]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, dict) and not skip(item):
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


def disallowed(node: Node) -> bool:
    """Whether a node is none of the listed kinds, calls no listed function, samples, or names a protected column."""
    kind = node.get("class", node.get("type"))
    name = called(node)
    return (
        (isinstance(kind, str) and kind not in grammar().engine_kinds)
        or node.get("type") in grammar().engine_refused_operators
        or (name is not None and name not in functions())
        or (kind == "TABLE_FUNCTION" and called(node["function"]) not in TABLE_FUNCTIONS)
        or (kind == "STAR" and bool(node.get("expr") or node.get("columns")))
        or "sample" in node
        or (kind == "COLUMN_REF" and not _public(node["column_names"]))
    )


def _public(names: list[str]) -> bool:
    return not protected_columns() & {name.lower() for name in names}


def bare_call(node: Node, names: frozenset[str]) -> str | None:
    """The name of a call without brackets (current_catalog): DuckDB takes it for a column, sqlglot does not.

    `names`: all identifiers as sqlglot reads them.
    """
    if node.get("class") != "COLUMN_REF" or len(node["column_names"]) != 1:
        return None
    name = str(node["column_names"][0]).lower()
    return name if name not in names and name not in functions() else None
