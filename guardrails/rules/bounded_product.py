"""R07: sources that nothing ties together multiply to a bounded number of rows."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.extent import product_of
from guardrails.policy import policy
from guardrails.rule import Hit, Rule
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """Every SELECT whose loose sources multiply past the limit."""
    limit, unfolds = policy().limits.product_rows, exp.Explode in statement.nodes_by_kind
    for scope in statement.resolved.scopes:
        if isinstance(scope.expression, exp.Select) and (len(scope.sources) > 1 or scope.subquery_scopes or unfolds):
            product = product_of(scope)
            if product.rows > limit:
                names = ", ".join(sorted(min(part) for part in product.parts))
                millions = {"rows": f"{product.rows / 1e6:,.0f}", "limit": f"{limit / 1e6:,.0f}"}
                yield Hit({"sources": names, **millions})


RULE = Rule(
    id="R07",
    stage="meaning",
    check=check,
    refused=(
        "SELECT count(*) FROM calendar a, calendar b, calendar c",
        "SELECT count(*) FROM footfall_hourly, range(10000)",
        "WITH h AS (SELECT hour, visits FROM footfall_hourly) SELECT sum(a.visits) FROM h a JOIN h b USING (hour)",
        "SELECT date FROM footfall_daily a WHERE visits < (SELECT avg(visits) FROM footfall_daily WHERE date < a.date)",
    ),
    allowed=(
        "SELECT c.date, p.place, h.hour FROM calendar c CROSS JOIN places p CROSS JOIN range(24) AS h(hour)",
        "SELECT place FROM places p WHERE (SELECT max(visits) FROM footfall_daily f WHERE f.place_id = p.place_id) > 9",
    ),
)
