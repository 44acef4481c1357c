"""One sentence that says how a question was read, with real dates, so that a misreading is seen at once."""

from collections.abc import Iterable

from sqlglot import exp, parse_one

from assistant import naming
from assistant.compile.outcome import Compiled
from assistant.plan import Plan
from assistant.wording import Wording
from guardrails.reference import Reference
from warehouse.catalog import catalogue


def of_plan(
    compiled: Compiled,
    reference: Reference,
    words: Wording,
    assumptions: Iterable[str] = (),
    ignored: Iterable[str] = (),
    kept: Iterable[str] = (),
) -> str:
    """Measure, places, period, groups, breakdown, comparison, assumptions, words not used."""
    plan = compiled.plan
    measures = words.listed(naming.measures(compiled, words))
    details = [*_groups(plan, words), *_comparison(plan, words), *_order(plan, words)]
    if beyond := naming.relation(compiled, words):
        details.append(words("interpretation.threshold", relation=beyond))
    assumed = [words(f"assumption.{a}") for a in assumptions if words.has(f"assumption.{a}")]
    if assumed:
        details.append(words("interpretation.assumed", list=", ".join(assumed)))
    if stayed := _kept(compiled, reference, words, set(kept)):
        details.append(words("interpretation.kept", list=", ".join(stayed)))
    if unused := ", ".join(f"„{w}“" if words.language == "de" else f"“{w}”" for w in ignored):
        details.append(words("interpretation.ignored", words=unused))
    text = words(
        "interpretation.plan",
        measure=measures,
        where=naming.where(plan, reference, words),
        when=naming.when(plan, words),
        details="".join(f"; {d}" for d in details),
    )
    return (text[0].upper() + text[1:]).replace("..", ".")


def _kept(compiled: Compiled, reference: Reference, words: Wording, kept: set[str]) -> list[str]:
    """What a follow-up left as it was, by its value."""
    plan = compiled.plan
    values = {
        "where": naming.where(plan, reference, words),
        "measure": words.listed(naming.measures(compiled, words)),
        "when": naming.period_names(plan, words),
        "filters": naming.filters((*plan.filters, *plan.part_filters), words),
        "by": naming.breakdown(plan, words),
    }
    return [value for part, value in values.items() if part in kept and value]


def _groups(plan: Plan, words: Wording) -> list[str]:
    parts = [naming.filters(plan.filters, words), naming.breakdown(plan, words)]
    return [p for p in parts if p]


def _comparison(plan: Plan, words: Wording) -> list[str]:
    found = []
    if plan.share:
        found.append(words(f"interpretation.share_{plan.share}", part=naming.part(plan, words)))
    if plan.change:
        found.append(words(f"interpretation.change_{plan.change}"))
    if plan.change_over == "groups" and len(plan.groups) == 2:
        then, now = (naming.filter_(g, words) for g in plan.groups)
        found.append(words("interpretation.against", now=now, then=then))
    if plan.normal:
        found.append(words("interpretation.normal", span=words.when((plan.normal,))))
    return found


def _order(plan: Plan, words: Wording) -> list[str]:
    ranking = plan.ranking
    if ranking is None:
        return []
    if ranking.position_of:
        return [words("interpretation.rank")]
    if ranking.limit is None:
        return [words("interpretation.descending" if ranking.descending else "interpretation.ascending")]
    end = "top" if ranking.descending else "bottom"
    best = words.counted(f"interpretation.{end}{'_each' if ranking.per else ''}", ranking.limit)
    return [best, words("interpretation.skipped", n=ranking.skip + 1)] if ranking.skip else [best]


def of_sql(sql: str, tables: tuple[str, ...], columns: tuple[str, ...], words: Wording) -> str:
    """What an analyst's own statement reads: tables, columns, conditions."""
    labels = [_table(t, words) for t in tables]
    conditions = [w.this.sql("duckdb") for w in parse_one(sql, dialect="duckdb").find_all(exp.Where)]
    filtered = words("interpretation.filtered", filters="; ".join(conditions)) if conditions else ""
    return words("interpretation.sql", tables=words.listed(labels), columns=", ".join(columns), filters=filtered)


def _table(name: str, words: Wording) -> str:
    known = catalogue().tables.get(name)
    return f"{known.label[words.language]} ({name})" if known else name
