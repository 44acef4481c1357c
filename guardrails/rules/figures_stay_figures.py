"""K04: a figure written into a text is not turned back into a number: the error message would quote it."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.names import measure_columns
from guardrails.rule import Hit, Rule, excerpt, start_of
from guardrails.statement import Statement

_BUILDERS = (exp.DPipe, exp.Concat, exp.ConcatWs, exp.Replace, exp.Pad)


def check(statement: Statement) -> Iterator[Hit]:
    """Casts to something else than text, of a text that was put together from a measure."""
    for cast in statement.find(exp.Cast, exp.TryCast, exp.StrToTime):
        if not (isinstance(cast, exp.Cast) and cast.to.is_type(*exp.DataType.TEXT_TYPES)) and _holds_figure(cast.this):
            yield Hit({"part": excerpt(cast)}, start_of(cast))


def _holds_figure(operand: exp.Expr) -> bool:
    texts = operand.find_all(*_BUILDERS)
    return any(column.name.lower() in measure_columns() for text in texts for column in text.find_all(exp.Column))


RULE = Rule(
    id="K04",
    stage="tree",
    check=check,
    refused=("SELECT CAST('n' || visits AS INTEGER) FROM footfall_daily",),
    allowed=("SELECT CAST(strftime(month, '%Y') AS INTEGER) AS y, CAST(visits AS DOUBLE) FROM footfall_monthly",),
)
