"""Two breakdowns: lines or bars side by side, or a heat map where there are too many of them."""

from assistant.chart.frame import NAMED_BY_NUMBER, TIMES, Chart, Frame
from assistant.compile.dimension import has_order
from assistant.compile.outcome import Column
from assistant.steps import steps
from assistant.wording import Value

MOST_SERIES, FEW = 8, 3
Cells = dict[tuple[Value, Value], Value]


def grid(frame: Frame) -> Chart | None:
    """The chart of a result with two dimensions; None where rows were chosen and the rest of the grid says nothing."""
    if len(frame.dimensions) != 2:
        return None
    if not any(has_order(d.field) for d in frame.dimensions) and _one_tells(frame):
        return _named_bars(frame)
    return None if frame.chosen else _crossed(frame)


def _one_tells(frame: Frame) -> bool:
    """Whether a row is told by one of its names alone, as a place tells its city."""
    return any(len(set(frame.values(d))) == len(frame.rows) for d in frame.dimensions)


def _named_bars(frame: Frame) -> Chart:
    columns = [frame.labels(d, frame.values(d)) for d in frame.dimensions]
    names = [", ".join(dict.fromkeys(told)) for told in zip(*columns, strict=True)]
    series = [{"name": "", "y": frame.figures()}]
    axis = {"x": names, "x_type": "category", "x_title": ""}
    return {"kind": "bar", **frame.head, **axis, **_bars(frame, series), "horizontal": True}


def _bars(frame: Frame, series: list[Chart]) -> Chart:
    gap = frame.gap([s["y"] for s in series])
    plain = {"horizontal": False, "weekends": "", "reference": None, "mirrored": False}
    return {"y_title": frame.unit, "series": series, "gap": gap, **plain}


def _crossed(frame: Frame) -> Chart:
    x, other = _sides(frame)
    cells = dict(zip(zip(frame.values(x), frame.values(other), strict=True), frame.figures(), strict=True))
    plan = frame.compiled.plan
    across, down = (steps(c.field, frame.values(c), plan) for c in (x, other))
    if {x.field, other.field} == {"weekday", "hour"} or len(down) > MOST_SERIES:
        return _heatmap(frame, (x, across), (other, down), cells)
    names = [frame.words.value(other.field, v) for v in down]
    series = [{"name": n, "y": [cells.get((a, d)) for a in across]} for n, d in zip(names, down, strict=True)]
    axis = frame.axis(x, across)
    line = (axis["x_type"] == "date" or x.field == "hour") and len(across) > FEW
    if not line:
        axis |= {"x": [frame.words.value(x.field, v) for v in across], "x_type": "category"}
    mirrored = {x.field, other.field} == {"age_band", "gender"} and len(series) == 2
    chart = {"kind": "line" if line else "grouped_bar", **frame.head, **axis, **_bars(frame, series)}
    return {**chart, "mirrored": mirrored, "horizontal": mirrored}


def _sides(frame: Frame) -> tuple[Column, Column]:
    """What goes along the horizontal axis, and what is told apart by colour."""
    first, second = frame.dimensions
    few = [c for c in (first, second) if c.field in TIMES and len(set(frame.values(c))) <= FEW]
    if len(few) == 1:  # two or three months are compared, more are a curve
        return (second, first) if few == [first] else (first, second)
    return (first, second) if _rank(first) > _rank(second) else (second, first)


def _rank(column: Column) -> int:
    """What belongs on the horizontal axis: time first, then hours, then bands, then names."""
    if column.field in NAMED_BY_NUMBER:
        return 3 if column.field in TIMES else 2
    return 1 if has_order(column.field) and column.field != "gender" else 0


def _heatmap(frame: Frame, along: tuple[Column, list[Value]], down: tuple[Column, list[Value]], cells: Cells) -> Chart:
    (x, across), (y, rows) = along, down
    axis = frame.axis(x, across)
    z = [[cells.get((a, d)) for a in across] for d in rows]
    return {
        "kind": "heatmap",
        **frame.head,
        "x": axis["x"],
        "x_type": axis["x_type"],
        "y": [frame.words.value(y.field, v) for v in rows],
        "x_title": axis["x_title"],
        "y_title": "",
        "z": z,
        "gap": frame.gap(z),
    }
