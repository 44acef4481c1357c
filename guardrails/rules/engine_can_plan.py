"""S12: types and clauses fit together, so that the engine can plan the statement."""

from guardrails.rule import Rule, found_by_review

RULE = Rule(
    id="S12",
    stage="engine",
    check=found_by_review,
    refused=("SELECT place, count(*) FROM places GROUP BY city",),
    allowed=("SELECT city, count(*) FROM places GROUP BY city",),
)
