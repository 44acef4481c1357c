"""Single figures: one number, a share of a whole, or the tiles of a profile."""

from assistant import naming
from assistant.chart.frame import Chart, Frame
from assistant.compile.outcome import Column

SHARES = ("of_filter", "of_place")


def figures(frame: Frame) -> Chart | None:
    """The figure of an answer without breakdown."""
    if frame.dimensions or len(frame.rows) != 1 or frame.main is None:
        return None
    told = [c for c in frame.compiled.columns if c.kind not in ("size", "rank")]
    if len(frame.compiled.plan.measures) > 1 and len(told) > 1:
        return {"kind": "tiles", "title": frame.title, "unit": "", "tiles": [_tile(frame, c) for c in told]}
    value = frame.figures()[0]
    text = frame.words.figure(value, frame.main)
    return {"kind": "number", **frame.head, "value": value, "text": text, "part": _part(frame)}


def _tile(frame: Frame, column: Column) -> Chart:
    value, words = frame.values(column)[0], frame.words
    measured = column.field if words.has(f"measure.{column.field}") else ""
    label = naming.mean_measure(measured, column.mean, words) if measured else column.name.replace("_", " ")
    text = words("value.none") if value is None else words.plain(value, column)
    unit = words("chart.short_minutes") if column.kind == "minutes" and value is not None else ""
    return {"label": label[:1].upper() + label[1:], "value": value, "text": f"{text} {unit}".strip()}


def _part(frame: Frame) -> Chart | None:
    """What a share is the share of, and the name of what remains."""
    plan, words = frame.compiled.plan, frame.words
    if plan.share not in SHARES or frame.main is None or frame.main.kind != "percent":
        return None
    label = naming.part(plan, words) or naming.areas(plan.other_areas, words)
    return {"label": label, "rest": words("chart.rest")} if label else None
