"""A chart as plain JSON, chosen by the shape of the question; the page draws it, nothing here knows a drawing library.

`Answer.chart` is None (nothing to draw) or one of these; every text is already in the asker's language:

    {"kind": "number", "title": str, "unit": str, "value": number, "text": str}
        one figure; `text` is it with unit, as people write it

    {"kind": "line" | "bar" | "grouped_bar", "title": str, "unit": str,
     "x": [str, ...], "x_type": "category" | "date", "x_title": str, "y_title": str, "horizontal": bool,
     "series": [{"name": str, "y": [number | null, ...]}, ...], "gap": str}
        `x` are ISO dates when x_type is "date" (days, Mondays of weeks, first days of months), labels otherwise, in the
        order they are to be drawn (bands in their natural order, rankings from the first to the last; never sort);
        hours by the number they begin with, unless ranked.
        Every `y` is as long as `x`; null is a gap: the figure is not shown, say so with the words in `gap`, never draw
        it as zero. One series has the name "" and needs no legend. `horizontal`: long names, bars from top to bottom.

    {"kind": "heatmap", "title": str, "unit": str, "x": [str, ...], "y": [str, ...], "x_title": str, "y_title": str,
     "z": [[number | null, ...], ...], "gap": str}
        one row of `z` for every entry of `y`, from top to bottom; null as above
"""

from collections.abc import Sequence
from typing import Any

from assistant.compile.dimension import has_order
from assistant.compile.outcome import Column, Compiled
from assistant.steps import steps
from assistant.wording import Value, Wording
from warehouse.catalog import catalogue

Row = Sequence[Value]
TIMES = ("date", "week", "month", "quarter")
MOST_SERIES, MOST_BARS, FEW = 8, 40, 3


def chart(compiled: Compiled, rows: Sequence[Row], words: Wording, title: str) -> dict[str, Any] | None:
    """The chart for a result by the shape of its question; None where a table says it better."""
    dimensions = _dimensions(compiled.columns)
    main = next((c for c in compiled.columns if c.name == compiled.main), None)
    if main is None or main.kind == "rank" or not rows:
        return None
    at = compiled.columns.index(main)
    head = {"title": title, "unit": _unit(main, words)}
    if not dimensions:
        value = rows[0][at]
        return {"kind": "number", **head, "value": value, "text": words.figure(value, main)} if len(rows) == 1 else None
    if len(dimensions) == 1:
        return _one_series(head, compiled, dimensions[0], rows, at, words)
    if len(dimensions) > 2:
        return None
    if not any(has_order(d.field) for d in dimensions) and _one_tells(compiled, dimensions, rows):
        return _named_bars(head, compiled, dimensions, rows, at, words)
    return _two_dimensions(head, compiled, dimensions, rows, at, words)


def _one_tells(compiled: Compiled, dimensions: list[Column], rows: Sequence[Row]) -> bool:
    """Whether a row is told by one of its names alone, as a place tells its city."""
    places = [compiled.columns.index(d) for d in dimensions]
    return any(len({row[i] for row in rows}) == len(rows) for i in places)


def _named_bars(
    head: dict[str, Any], compiled: Compiled, dimensions: list[Column], rows: Sequence[Row], at: int, words: Wording
) -> dict[str, Any]:
    places = [compiled.columns.index(d) for d in dimensions]
    names = [", ".join(words.value(d.field, row[i]) for d, i in zip(dimensions, places, strict=True)) for row in rows]
    series = [{"name": "", "y": [row[at] for row in rows]}]
    axis = {"x": names, "x_type": "category", "x_title": "", "y_title": head["unit"], "horizontal": True}
    return {"kind": "bar", **head, **axis, "series": series, "gap": _gap(series, words)}


def _dimensions(columns: tuple[Column, ...]) -> list[Column]:
    """One column a dimension; the city that tells districts apart is no axis of its own."""
    return list({c.field: c for c in reversed(columns) if c.kind == "dimension"}.values())[::-1]


def _unit(column: Column, words: Wording) -> str:
    if column.kind in ("percent", "points"):
        return "%"
    return words(f"measure.{column.field}") if words.has(f"measure.{column.field}") else column.unit


def _axis(column: Column, values: list[Value], words: Wording) -> dict[str, Any]:
    labels = [str(v) if column.field in (*TIMES, "hour") else words.value(column.field, v) for v in values]
    return {"x": labels, "x_type": "date" if column.field in TIMES else "category", "x_title": _title(column, words)}


def _title(column: Column, words: Wording) -> str:
    if column.field == "hour":
        return catalogue().columns["hour"].label[words.language]
    return words(f"by.{column.field}") if words.has(f"by.{column.field}") else ""


def _one_series(
    head: dict[str, Any], compiled: Compiled, column: Column, rows: Sequence[Row], at: int, words: Wording
) -> dict[str, Any] | None:
    ranked = compiled.plan.ranking is not None
    most = len(rows) if column.field in TIMES else MOST_BARS
    rows, rest = rows[:most], rows[most:]
    place = compiled.columns.index(column)
    line = column.field in (*TIMES, "hour") and not ranked and len(rows) > FEW
    values, figures = [row[place] for row in rows], [row[at] for row in rows]
    if not ranked and column.field in (*TIMES, "hour"):
        known = dict(zip(values, figures, strict=True))
        values = steps(column.field, values, compiled.plan)
        figures = [known.get(v) for v in values]
    axis = _axis(column, values, words)
    if ranked:
        axis |= {"x": [words.value(column.field, v) for v in values], "x_type": "category"}
    series = [{"name": "", "y": figures}]
    return {
        "kind": "line" if line else "bar",
        **head,
        **axis,
        "y_title": head["unit"],
        "horizontal": not line and not has_order(column.field),
        "series": series,
        "gap": words("label.more", n=words.number(len(rest))) if rest else _gap(series, words),
    }


def _gap(series: list[dict[str, Any]], words: Wording) -> str:
    return words("value.none") if any(v is None for s in series for v in s["y"]) else ""


def _two_dimensions(
    head: dict[str, Any], compiled: Compiled, dimensions: list[Column], rows: Sequence[Row], at: int, words: Wording
) -> dict[str, Any] | None:
    first, second = (compiled.columns.index(d) for d in dimensions)
    if _along(dimensions[0]) > _along(dimensions[1]):
        x, other = (first, second)
    else:
        x, other = (second, first)
    cells = {(row[x], row[other]): row[at] for row in rows}
    across, down = (steps(compiled.columns[i].field, [row[i] for row in rows], compiled.plan) for i in (x, other))
    axis = _axis(compiled.columns[x], across, words)
    names = [words.value(compiled.columns[other].field, v) for v in down]
    if {d.field for d in dimensions} == {"weekday", "hour"} or len(down) > MOST_SERIES:
        return _heatmap(head, axis, names, [[cells.get((a, d)) for a in across] for d in down], words)
    series = [{"name": n, "y": [cells.get((a, d)) for a in across]} for n, d in zip(names, down, strict=True)]
    kind = "line" if axis["x_type"] == "date" or compiled.columns[x].field == "hour" else "grouped_bar"
    more = {"y_title": head["unit"], "horizontal": False, "series": series, "gap": _gap(series, words)}
    return {"kind": kind, **head, **axis, **more}


def _along(column: Column) -> int:
    """What belongs on the horizontal axis: time first, then hours, then bands, then names."""
    if column.field in TIMES:
        return 3
    return 2 if column.field == "hour" else 1 if has_order(column.field) and column.field != "gender" else 0


def _heatmap(
    head: dict[str, Any], axis: dict[str, Any], names: list[str], z: list[list[Value]], words: Wording
) -> dict[str, Any]:
    gap = words("value.none") if any(v is None for line in z for v in line) else ""
    return {
        "kind": "heatmap",
        **head,
        "x": axis["x"],
        "y": names,
        "x_title": axis["x_title"],
        "y_title": "",
        "z": z,
        "gap": gap,
    }
