"""R05: few steps that make text longer, because such steps multiply."""

import re
from collections.abc import Iterator

from sqlglot import exp

from guardrails.policy import policy
from guardrails.rule import Hit, Rule, excerpt, start_of
from guardrails.statement import Statement

_LONGEST_PAD = 100


def check(statement: Statement) -> Iterator[Hit]:
    """Too many joins and replacements of text, and paddings without a small constant length."""
    limit = policy().limits.text_steps
    steps = list(statement.find(exp.DPipe, exp.Concat, exp.ConcatWs, exp.Replace, exp.GroupConcat, exp.ArrayToString))
    if len(steps) > limit:
        yield Hit({"part": excerpt(steps[limit]), "limit": limit}, start_of(steps[limit]))
    for pad in statement.find(exp.Pad):
        if not _small(pad.expression):
            yield Hit({"part": excerpt(pad), "limit": limit}, start_of(pad))
    for call in statement.find(exp.Format, exp.Anonymous):
        is_format = isinstance(call, exp.Format) or call.name.lower() in ("format", "printf")
        if is_format and not _plain_format(call):
            yield Hit({"part": excerpt(call), "limit": limit}, start_of(call))


def _plain_format(call: exp.Expr) -> bool:
    """Whether the format is a constant without long or computed widths."""
    form = call.this if isinstance(call, exp.Format) else next(iter(call.expressions), None)
    return isinstance(form, exp.Literal) and form.is_string and not re.search(r"\d{3}|\*|\{[^}]*\{", form.name)


def _small(length: object) -> bool:
    return isinstance(length, exp.Literal) and length.name.isdigit() and int(length.name) <= _LONGEST_PAD


RULE = Rule(
    id="R05",
    stage="tree",
    check=check,
    refused=(
        "SELECT format('{:>900000000}', place) FROM places",
        "SELECT length(rpad(place, 900000000, 'y')) FROM places",
        "SELECT " + " || ".join(["place"] * 20) + " FROM places",
    ),
    allowed=(
        "SELECT format('{:,}', visits) AS v FROM footfall_monthly",
        "SELECT place || ' (' || city || ')' AS label, lpad(CAST(3 AS VARCHAR), 2, '0') FROM places",
    ),
)
