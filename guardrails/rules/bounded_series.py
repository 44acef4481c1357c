"""R04: generated series have constant bounds and a bounded length, and lists are unfolded only where they are short."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.policy import policy
from guardrails.rule import Hit, Rule, excerpt, start_of
from guardrails.series import is_series, series_rows
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """A series without constants, one that is too long or stands elsewhere, and lists that windows repeat."""
    limit = policy().limits.series_rows
    for call in filter(is_series, statement.find(exp.Func)):
        rows = series_rows(call)
        if rows is None or rows > limit or not isinstance(call.parent, exp.Table | exp.Unnest | exp.Explode):
            yield Hit({"series": excerpt(call), "limit": limit}, start_of(call))
    for call in statement.find(exp.Unnest, exp.Explode):
        if any(_repeats_lists(window) for window in statement.find(exp.Window)):
            yield Hit({"series": excerpt(call), "limit": limit}, start_of(call))


def _repeats_lists(window: exp.Expr) -> bool:
    """Whether a window holds a list in every row: unfolded, the rows multiply by themselves."""
    return window.find(exp.ArrayAgg, exp.List) is not None


RULE = Rule(
    id="R04",
    stage="tree",
    check=check,
    refused=(
        "SELECT count(*) FROM range(1000000)",
        "SELECT len(range(10)) FROM places",
        "SELECT count(*) FROM generate_series(1, (SELECT count(*) FROM places))",
    ),
    allowed=(
        "SELECT h.hour FROM range(24) AS h(hour)",
        "SELECT unnest(['morning', 'evening']) AS daypart",
        "SELECT d.day FROM generate_series(DATE '2026-05-01', DATE '2026-05-31', INTERVAL 1 DAY) AS d(day)",
    ),
)
