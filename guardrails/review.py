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

# role, calls and engine have a place of their own in `review`
STAGES: tuple[Stage, ...] = ("text", "reading", "tree", "names", "meaning")


def review(sql: str, role: str, engine: Engine) -> Cleared | Refused:
    """Cleared with the statement that may run, or refused with every finding of the first stage that objects."""
    threshold = _threshold(role)
    if threshold is None:
        return _refused("O04", Hit({"role": shortened(role)}))
    statement = Statement(sql)
    for stage in STAGES:
        statement = _advanced(statement, stage)
        found = _of_stage(statement, stage)
        if found:
            return Refused(_with_calls(found, statement, stage))
    return _finished(statement, threshold, engine)


def _of_stage(statement: Statement, stage: Stage) -> tuple[Finding, ...]:
    return tuple(f for rule in RULES if rule.stage == stage and not rule.is_caution for f in _findings(rule, statement))


def _with_calls(found: tuple[Finding, ...], statement: Statement, stage: Stage) -> tuple[Finding, ...]:
    """The findings with those about calls: they stand beside those on the tree, and before all that come later."""
    if stage in ("text", "reading"):
        return found
    calls = _of_stage(statement, "calls")
    if stage != "tree":
        return calls or found
    order = [rule.id for rule in RULES]
    return tuple(sorted((*found, *calls), key=lambda finding: order.index(finding.rule)))


def _threshold(role: str) -> int | None:
    known = policy().roles.get(role)
    return known.threshold if known else None


def _advanced(statement: Statement, stage: Stage) -> Statement:
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
    objection = objection_to_tree(sql_run, scans, statement.names_used, threshold)
    if objection:
        return Refused(_of_stage(statement, "calls") or (finding("S11", Hit({"what": shortened(objection)})),))
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
