"""The verdict on a statement, by rules alone: no data is looked at."""

from collections import Counter
from collections.abc import Iterable

from guardrails.policy import policy
from guardrails.rule import Hit, Rule, Stage, finding, shortened
from guardrails.rules import RULES
from guardrails.second_opinion import objection_to_plan, objection_to_tree
from guardrails.statement import Statement, table_name
from guardrails.threshold import push_threshold
from guardrails.verdict import Cleared, Finding, Refused
from warehouse.engine import Engine

# role and engine are judged by `review` itself
STAGES: tuple[Stage, ...] = ("text", "reading", "tree", "names", "meaning")


def review(sql: str, role: str, engine: Engine) -> Cleared | Refused:
    """Cleared with the statement that may run, or refused with every finding of the first stage that objects."""
    threshold = _threshold(role)
    if threshold is None:
        return _refused("O04", Hit({"role": shortened(role)}))
    statement = Statement(sql)
    for stage in STAGES:
        statement = _advanced(statement, stage)
        found = tuple(
            f for rule in RULES if rule.stage == stage and not rule.is_caution for f in _findings(rule, statement)
        )
        if found:
            return Refused(found)
    return _finished(statement, threshold, engine)


def _threshold(role: str) -> int | None:
    known = policy().roles.get(role)
    return known.threshold if known else None


def _advanced(statement: Statement, stage: str) -> Statement:
    if stage == "reading":
        return statement.read()
    return statement.resolve() if stage == "names" else statement


def _findings(rule: Rule, statement: Statement) -> tuple[Finding, ...]:
    """The findings of one rule, each wording once. A rule that raises refuses."""
    try:
        hits: Iterable[Hit] = tuple(rule.check(statement))
    except Exception:
        return (finding("S90", Hit({"rule": rule.id})),)
    return tuple(dict.fromkeys(finding(rule.id, hit, statement.text) for hit in hits))


def _finished(statement: Statement, threshold: int, engine: Engine) -> Cleared | Refused:
    """The statement with its threshold, if the engine reads it as we do."""
    scans = Counter(name for name in map(table_name, statement.tables) if name)
    cautions = tuple(f for rule in RULES if rule.is_caution for f in _findings(rule, statement))
    try:
        sql_run = push_threshold(statement, threshold)
    except (RecursionError, ValueError):
        return _refused("R02", Hit())
    objection = objection_to_tree(sql_run, scans, threshold)
    if objection:
        return _refused("S11", Hit({"what": shortened(objection)}))
    plan = engine.plan(sql_run)
    if not isinstance(plan, str):
        return _refused("S12", Hit())
    objection = objection_to_plan(plan)
    if objection:
        return _refused("S11", Hit({"what": shortened(objection)}))
    written = statement.text.strip().rstrip(";").rstrip()
    return Cleared(
        written, sql_run, tuple(sorted(scans)), tuple(sorted(statement.resolved.columns)), threshold, cautions
    )


def _refused(rule_id: str, hit: Hit) -> Refused:
    return Refused((finding(rule_id, hit),))
