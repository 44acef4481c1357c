"""S11: DuckDB's own reading of the finished statement is the same as ours."""

from guardrails.rule import Rule, found_by_review

RULE = Rule(id="S11", stage="engine", check=found_by_review, refused=(), allowed=())
