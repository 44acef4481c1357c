"""S90: a rule that cannot decide refuses."""

from guardrails.rule import Rule, found_by_review

RULE = Rule(id="S90", stage="engine", check=found_by_review, refused=(), allowed=())
