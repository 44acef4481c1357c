"""Generated series: how many rows `range`, `generate_series` and `unnest` make of nothing."""

from datetime import date

from sqlglot import exp

from guardrails.grammar import SERIES

_DAYS = {"DAY": 1.0, "WEEK": 7.0, "MONTH": 28.0, "QUARTER": 89.0, "YEAR": 365.0, "HOUR": 1 / 24}


def is_series(node: exp.Expr) -> bool:
    """Whether the node calls a function that makes rows of nothing."""
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in SERIES
    return isinstance(node, exp.GenerateSeries | exp.GenerateDateArray | exp.GenerateTimestampArray)


def series_rows(call: exp.Expr) -> float | None:
    """How many steps a series makes; None if that is not plain to see."""
    arguments = [a for key in ("this", "expressions", "start", "end", "step") for a in _listed(call.args.get(key))]
    values = [_value(argument) for argument in arguments]
    if None in values or not 1 <= len(values) <= 3:
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
