"""The cases of tests/cases/rules."""

from pathlib import Path

import yaml

_CASES = Path(__file__).parents[1] / "cases" / "rules"


def allowed() -> list[str]:
    """Statements that must be cleared and answered."""
    return list(yaml.safe_load((_CASES / "allowed.yaml").read_text("utf-8")))


def unordered() -> list[str]:
    """Statements whose answer the order of stored rows could decide."""
    return list(yaml.safe_load((_CASES / "unordered.yaml").read_text("utf-8")))


def refused() -> list[tuple[str, str]]:
    """(rule, statement): statements that must be refused, with this rule among the findings."""
    cases = yaml.safe_load((_CASES / "refused.yaml").read_text("utf-8"))
    return [(rule, statement) for rule, statements in cases.items() for statement in statements]


QUERIES = [sql.rstrip("; ") for sql in [*allowed(), *unordered()] if "--" not in sql]
SHAPES = (
    "SELECT * FROM ({one}) AS x",
    "SELECT count(*) FROM (({one}) EXCEPT ({other})) AS x",
    "WITH x AS ({one}), y AS ({other}) SELECT * FROM x, y LIMIT 3",
    "SELECT place FROM places WHERE EXISTS ({one}) OR 1 IN ({other})",
    "({one}) UNION ALL ({other}) LIMIT 5",
    "SELECT ({one}) AS a, list(z) FROM ({other}) AS z GROUP BY 1",
)
"""Queries within queries, made of two of them."""
