"""S06: only the listed parts of SQL."""

from collections.abc import Iterator
from functools import cache

from sqlglot import exp

from guardrails.grammar import grammar, instead_of
from guardrails.rule import Hit, Rule, excerpt, start_of
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """Every part that is not listed. Functions are judged by S07."""
    for kind, nodes in statement.nodes_by_kind.items():
        if kind.__name__ in _listed_as_they_are():
            continue
        for node in nodes:
            if not _listed(node):
                yield Hit({"part": excerpt(node), "instead": instead_of(kind.__name__)}, start_of(node))


@cache
def _listed_as_they_are() -> frozenset[str]:
    """Kinds of nodes on which anything listed may hang."""
    return grammar().nodes - grammar().parts.keys() - {"DataType", "Column"}


def _listed(node: exp.Expr) -> bool:
    kind = type(node).__name__
    if isinstance(node, exp.DataType):
        return node.this.name in grammar().types
    if isinstance(node, exp.Columns) or (isinstance(node, exp.Column) and node.text("db").lower() not in ("", "main")):
        return False
    if kind in grammar().parts:
        return {name for name, value in node.args.items() if value} <= grammar().parts[kind]
    return kind in grammar().nodes or isinstance(node, exp.Func)


RULE = Rule(
    id="S06",
    stage="tree",
    check=check,
    refused=(
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "SELECT * FROM footfall_monthly PIVOT (sum(visits) FOR place_id IN ('de-fra-zeil'))",
        "SELECT [x FOR x IN list(place)] FROM places",
    ),
    allowed=(
        "SELECT * EXCLUDE (latitude, longitude) REPLACE (upper(city) AS city) FROM places",
        "SELECT place_id, {'lowest': min(visits), 'highest': max(visits)} AS spread FROM footfall_daily GROUP BY 1",
        "SELECT city, count(*) AS n FROM places GROUP BY ROLLUP (city) HAVING count(*) > 1 ORDER BY n DESC LIMIT 3",
    ),
)
