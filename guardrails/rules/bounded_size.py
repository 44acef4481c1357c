"""R06: a statement has a bounded number of parts, of CTEs and of scans once every CTE is written out."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.policy import policy
from guardrails.rule import Hit, Rule
from guardrails.statement import Statement
from warehouse.catalog import Label


def check(statement: Statement) -> Iterator[Hit]:
    """Every limit that is passed."""
    limits = policy().limits
    sizes = (
        (Label(de="CTEs", en="CTEs"), sum(1 for _ in statement.find(exp.CTE)), limits.ctes),
        (Label(de="Tabellenzugriffe", en="table scans"), _scans(statement), limits.scans),
        (Label(de="Ebenen", en="levels"), _depth(statement), limits.depth),
    )
    for what, size, limit in sizes:
        if size > limit:
            yield Hit({"what": what, "size": size, "limit": limit})


def _scans(statement: Statement) -> int:
    """Scans when every CTE is written out where it is used: CTEs of CTEs can double at every step."""
    if exp.CTE not in statement.nodes_by_kind:
        return len(statement.tables)
    size: dict[str, int] = {}
    for cte in statement.tree.find_all(exp.CTE, bfs=False):
        size[cte.alias.lower()] = _count(cte.this, size)
    return _count(statement.tree, size)


def _count(tree: exp.Expr, size: dict[str, int]) -> int:
    """Scans of a query, without those inside its own CTEs: they are counted where the CTE is used."""
    inner = {id(table) for cte in tree.find_all(exp.CTE) for table in cte.find_all(exp.Table)}
    return sum(size.get(table.name.lower(), 1) for table in tree.find_all(exp.Table) if id(table) not in inner)


def _depth(statement: Statement) -> int:
    """Levels of the tree; a tree of few nodes has no more levels than nodes, and need not be measured."""
    if len(statement.nodes) <= policy().limits.depth:
        return 0
    levels: dict[int, int] = {}
    for node in statement.nodes:  # parents come before their children
        levels[id(node)] = levels.get(id(node.parent), 0) + 1
    return max(levels.values())


_DOUBLING = ", ".join(
    f"c{n} AS (SELECT a.place_id FROM c{n - 1} a JOIN c{n - 1} b USING (place_id))" for n in range(1, 8)
)

RULE = Rule(
    id="R06",
    stage="tree",
    check=check,
    refused=(
        f"WITH c0 AS (SELECT place_id FROM places), {_DOUBLING} SELECT count(*) FROM c7",
        "SELECT " + " + ".join(["visits"] * 260) + " FROM footfall_monthly",
    ),
    allowed=("WITH a AS (SELECT place_id FROM places) SELECT count(*) FROM a JOIN a AS b USING (place_id)",),
)
