"""O04: only roles that see data ask for data."""

from guardrails.rule import Rule, found_by_review

RULE = Rule(id="O04", stage="role", check=found_by_review, refused=(), allowed=())
