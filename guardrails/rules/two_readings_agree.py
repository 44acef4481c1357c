"""S11: DuckDB reads the finished statement as we do: every table inside its scan, listed nodes and functions only."""

from guardrails.rule import Rule, found_by_review

RULE = Rule(
    id="S11",
    stage="engine",
    check=found_by_review,
    refused=("SELECT TRY(CAST(place AS INTEGER)) FROM places",),
    allowed=("SELECT TRY_CAST(place AS INTEGER) FROM places ORDER BY place COLLATE nocase",),
)
