"""R04: at most one generated series, with constants, of bounded length."""

from collections.abc import Iterator
from datetime import date

from sqlglot import exp

from guardrails.grammar import SERIES
from guardrails.policy import policy
from guardrails.rule import Hit, Rule, excerpt, start_of
from guardrails.statement import Statement

_DAYS = {"DAY": 1.0, "WEEK": 7.0, "MONTH": 28.0, "QUARTER": 89.0, "YEAR": 365.0, "HOUR": 1 / 24}


def check(statement: Statement) -> Iterator[Hit]:
    """A second series, one without constants, or one that is too long."""
    limit = policy().limits.series_rows
    for number, table in enumerate(t for t in statement.tables if isinstance(t.this, exp.Func)):
        rows = _rows(table.this)
        if number > 0 or rows is None or rows > limit:
            yield Hit({"series": excerpt(table.this), "limit": limit}, start_of(table))


def _rows(call: exp.Expr) -> float | None:
    """How many steps the call makes; None if that is not plain to see."""
    arguments = [a for key in ("this", "expressions", "start", "end", "step") for a in _listed(call.args.get(key))]
    values = [_value(argument) for argument in arguments]
    if call.sql(dialect="duckdb").split("(")[0].lower() not in SERIES or None in values or not 1 <= len(values) <= 3:
        return None
    numbers = [value for value in values if value is not None]
    start, end = (0.0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) == 3 else 1.0
    return abs(end - start) / abs(step) if step else None


def _listed(value: object) -> list[exp.Expr]:
    found = value if isinstance(value, list) else [value]
    return [item for item in found if isinstance(item, exp.Expr)]


def _value(node: exp.Expr) -> float | None:
    """A constant as a number; dates as days."""
    if isinstance(node, exp.Neg):
        inner = _value(node.this)
        return None if inner is None else -inner
    if isinstance(node, exp.Interval):
        return _days(node)
    literal = node.this if isinstance(node, exp.Cast) else node
    if not isinstance(literal, exp.Literal):
        return None
    try:
        return float(date.fromisoformat(literal.name[:10]).toordinal()) if literal.is_string else float(literal.name)
    except ValueError:
        return None


def _days(interval: exp.Interval) -> float | None:
    unit = interval.text("unit").upper().removesuffix("S")
    try:
        return float(interval.this.name) * _DAYS[unit]
    except (ValueError, KeyError):
        return None


RULE = Rule(
    id="R04",
    stage="tree",
    check=check,
    refused=(
        "SELECT count(*) FROM range(1000000)",
        "SELECT count(*) FROM range(10) a, range(10) b",
        "SELECT count(*) FROM generate_series(1, (SELECT count(*) FROM places))",
    ),
    allowed=(
        "SELECT h.hour FROM range(24) AS h(hour)",
        "SELECT d.day FROM generate_series(DATE '2026-05-01', DATE '2026-05-31', INTERVAL 1 DAY) AS d(day)",
    ),
)
