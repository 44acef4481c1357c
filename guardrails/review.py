"""The verdict on a statement, by rules alone: no data is looked at."""

from collections.abc import Iterable

from guardrails.policy import policy
from guardrails.rule import Hit, Rule, Stage, finding, shortened
from guardrails.rules import RULES
from guardrails.second_opinion import objection_to_plan, question
from guardrails.statement import Statement
from guardrails.threshold import push_threshold
from guardrails.verdict import Cleared, Finding, Refused
from warehouse.engine import Engine
from warehouse.planning import NotPlanned, Planning


def review(sql: str, role: str, engine: Engine) -> Cleared | Refused:
    """Cleared with the statement that may run, or refused with every finding of the first stage that objects; where
    DuckDB takes the text for something else than one SELECT, that is said first."""
    threshold = _threshold(role)
    if threshold is None:
        return _refused("O04", Hit({"role": shortened(role)}))
    statement, refused = _through(Statement(sql), ("text", "reading", "tree"))
    verdict = refused or _beside_the_engine(statement, threshold, engine)
    if isinstance(verdict, Refused) and statement.parsed is not None:
        return Refused(_of_stage(statement.counted(), "reading") or verdict.findings)
    return verdict


def _through(statement: Statement, stages: tuple[Stage, ...]) -> tuple[Statement, Refused | None]:
    """The statement after the stages, and the objections of the first stage that has some."""
    for stage in stages:
        statement = statement.read() if stage == "reading" else statement
        found = _of_stage(statement, stage)
        if found:
            return statement, Refused(_with_calls(found, statement, stage))
    return statement, None


def _beside_the_engine(statement: Statement, threshold: int, engine: Engine) -> Cleared | Refused:
    """The verdict on a statement of the closed grammar: DuckDB reads and plans what would run while its names and their
    meaning are judged here."""
    if statement.tree.is_star:
        _, refused = _through(statement, ("names",))
        if refused:
            return refused
    try:
        sql_run = push_threshold(statement, threshold)
        with engine.planning(question(sql_run, statement, threshold)) as planning:
            _, refused = _through(statement, ("names", "meaning"))
            return refused or _finished(statement, threshold, sql_run, planning)
    except NotPlanned:
        return _refused("S12", Hit())
    except (RecursionError, ValueError):
        return _refused("R02", Hit())
    except Exception:  # fail closed
        return _refused("S90", Hit({"rule": "S11"}))


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


def _findings(rule: Rule, statement: Statement) -> tuple[Finding, ...]:
    """The findings of one rule, each wording once. A rule that raises refuses."""
    try:
        hits: Iterable[Hit] = tuple(rule.check(statement))
    except Exception:
        return (finding("S90", Hit({"rule": rule.id})),)
    return tuple(dict.fromkeys(finding(rule.id, hit, statement.text) for hit in hits))


def _finished(statement: Statement, threshold: int, sql_run: str, planning: Planning) -> Cleared | Refused:
    """Cleared, if the engine reads and plans the statement as we do."""
    if planning.stranger:
        return Refused(_of_stage(statement, "calls") or _disagreement(planning.stranger))
    if not planning.plan:
        return _refused("S12", Hit())
    objection = objection_to_plan(planning.plan) if planning.kinds == statement.kinds else "syntax"
    if objection:
        return Refused(_disagreement(objection))
    cautions = tuple(f for rule in RULES if rule.is_caution for f in _findings(rule, statement))
    written = statement.text.strip().rstrip(";").rstrip()
    columns, scopes = tuple(sorted(statement.resolved.columns)), statement.resolved.scopes
    return Cleared(written, sql_run, tuple(sorted(statement.scans)), columns, threshold, cautions, scopes)


def _disagreement(objection: str) -> tuple[Finding, ...]:
    return (finding("S11", Hit({"what": shortened(objection)})),)


def _refused(rule_id: str, hit: Hit) -> Refused:
    return Refused((finding(rule_id, hit),))
