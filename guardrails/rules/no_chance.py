"""K03: no sampling, chance or hashing: they pick out single cells that nobody chose by meaning."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.names import chance_functions
from guardrails.rule import Hit, Rule, excerpt, shortened, start_of
from guardrails.statement import Statement
from warehouse.tree import called


def check(statement: Statement) -> Iterator[Hit]:
    """Every sample clause and every function of chance or hashing."""
    for sample in statement.find(exp.TableSample):
        yield Hit({"part": excerpt(sample)}, start_of(sample))
    for node in statement.engine_nodes:
        name = called(node)
        if name in chance_functions():
            yield Hit({"part": shortened(str(name))})


RULE = Rule(
    id="K03",
    stage="calls",
    check=check,
    refused=(
        "SELECT visits FROM footfall_daily USING SAMPLE 5",
        "SELECT place FROM places ORDER BY random() LIMIT 1",
        "SELECT sum(visits) FROM demographics_daily WHERE hash(place_id) % 100 = 1",
    ),
    allowed=("SELECT place FROM places ORDER BY place LIMIT 1",),
)
