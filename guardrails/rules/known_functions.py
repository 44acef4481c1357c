"""S07: only reviewed functions, by the names of DuckDB's parser."""

from collections.abc import Iterator

from guardrails.grammar import TABLE_FUNCTIONS, functions
from guardrails.names import chance_functions
from guardrails.rule import Hit, Rule, nearest, shortened
from guardrails.statement import Statement
from warehouse.tree import Node, bare_call, called


def check(statement: Statement) -> Iterator[Hit]:
    """Every call of a function that is not listed. Those of chance have their own rule, K03."""
    for node in statement.engine_nodes:
        name = _unlisted(node) or bare_call(node, statement.names_used, functions())
        if name is not None and name not in chance_functions():
            yield Hit(
                {"function": shortened(name), "instead": nearest(name, functions())}, _start(node, statement.text)
            )


def _unlisted(node: Node) -> str | None:
    if node.get("type") == "TABLE_FUNCTION":
        name = called(node["function"])  # a node of its own: what is not listed at all is named there
        return name if name in functions() - TABLE_FUNCTIONS else None
    name = called(node)
    return name if name is not None and name not in functions() else None


def _start(node: Node, text: str) -> int | None:
    """DuckDB counts bytes, people count characters."""
    location = node.get("query_location")
    return None if location is None else len(text.encode()[:location].decode(errors="ignore"))


RULE = Rule(
    id="S07",
    stage="calls",
    check=check,
    refused=(
        "SELECT repeat(place, 9) FROM places",
        "SELECT * FROM read_csv('p.csv')",
        "SELECT version()",
        "SELECT current_catalog",
    ),
    allowed=("SELECT upper(place), strftime(DATE '2026-05-01', '%Y-%m') FROM places",),
)
