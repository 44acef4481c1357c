"""How much an answer shows, from visible figures only: a message that depends on a hidden cell would be a leak."""

from collections.abc import Sequence

from assistant.compile.outcome import Compiled
from assistant.wording import Value

Row = Sequence[Value]


def shown(compiled: Compiled, rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows that hold a figure; a sum over nothing is no row."""
    figures = [i for i, c in enumerate(compiled.columns) if c.kind not in ("dimension", "size")]
    if not figures:
        return tuple(rows)
    return tuple(row for row in rows if any(row[i] is not None for i in figures))


def hidden_groups(compiled: Compiled, rows: Sequence[Row]) -> int | None:
    """Rows of the expected grid that are not shown (none or too few people); None without a finite grid."""
    if compiled.expected_rows is None:
        return None
    dimensions = [i for i, c in enumerate(compiled.columns) if c.kind == "dimension"]
    expected = [row for row in rows if not any(row[i] == "unknown" for i in dimensions)]
    return max(0, compiled.expected_rows - len(expected))


def coverage(row: Row) -> float | None:
    """min(1, visible detail / visible total) from the row of the coverage statement."""
    detail, total = (float(v) if isinstance(v, int | float) else None for v in row[:2])
    return min(1.0, (detail or 0.0) / total) if total else None
