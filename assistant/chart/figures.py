"""Single figures: one number, a share of a whole, one period against another, or the tiles of a profile."""

from assistant import naming
from assistant.chart.frame import TIMES, Chart, Frame
from assistant.compile.outcome import Column
from assistant.wording import Value

SHARES = ("of_filter", "of_place")


def figures(frame: Frame) -> Chart | None:
    """The figure of an answer without breakdown, or of two periods."""
    if frame.main is None:
        return None
    if frame.dimensions or len(frame.rows) != 1:
        return _two_periods(frame, frame.main)
    told = [c for c in frame.compiled.columns if c.kind not in ("size", "rank")]
    if len(frame.compiled.plan.measures) > 1 and len(told) > 1:
        return {"kind": "tiles", "title": frame.title, "unit": "", "tiles": [_tile(frame, c) for c in told]}
    value = frame.figures()[0]
    text = frame.words.figure(value, frame.main)
    if frame.main.kind == "index" and value is not None:
        text = frame.words("chart.index", n=text)
    return {"kind": "number", **frame.head, "value": value, "text": text, "part": _part(frame), "against": None}


def _two_periods(frame: Frame, main: Column) -> Chart | None:
    """The later of two periods against the earlier one, where nothing else was asked."""
    plan = frame.compiled.plan
    if len(frame.dimensions) != 1 or len(frame.rows) != 2 or len(plan.periods) != 2 or plan.ranking or plan.change:
        return None
    column, (then, now) = frame.dimensions[0], frame.figures()
    if column.field not in (*TIMES, "period") or not isinstance(then, int | float) or not isinstance(now, int | float):
        return None
    earlier, later = (frame.words.value(column.field, value) for value in frame.values(column))
    subject = frame.title.removesuffix(f", {frame.words.when(plan.periods)}")
    return {
        "kind": "number",
        "title": f"{subject}, {later}",
        "unit": frame.unit,
        "value": now,
        "text": frame.words.figure(now, main),
        "part": None,
        "against": {"label": earlier, "value": then, **_change(main, float(then), float(now))},
    }


def _change(main: Column, then: float, now: float) -> dict[str, float | None]:
    """Percentage points between shares, percent of the earlier figure for all else."""
    if main.kind in ("percent", "points"):
        return {"change_percent": None, "change_points": round(now - then, 1)}
    return {"change_percent": round(100 * (now / then - 1), 1) if then else None, "change_points": None}


def _tile(frame: Frame, column: Column) -> Chart:
    value, words = frame.values(column)[0], frame.words
    measured = column.field if words.has(f"measure.{column.field}") else ""
    label = naming.mean_measure(measured, column.mean, words) if measured else column.name.replace("_", " ")
    text = words("value.none") if value is None else words.plain(value, column)
    unit = words("chart.short_minutes") if column.kind == "minutes" and value is not None else ""
    told = {"label": label[:1].upper() + label[1:], "value": value, "text": f"{text} {unit}".strip()}
    return {**told, "against": _before(frame, column, value)}


def _before(frame: Frame, column: Column, now: Value) -> Chart | None:
    """A figure of the like period before."""
    then = frame.before.figure(column.name) if frame.before else None
    if frame.before is None or then is None or not isinstance(now, int | float):
        return None
    label = frame.words.named_period(frame.before.period)
    return {"label": label, "value": then, **_change(column, then, float(now))}


def _part(frame: Frame) -> Chart | None:
    """What a share is the share of, and the name of what remains."""
    plan, words = frame.compiled.plan, frame.words
    if plan.share not in SHARES or frame.main is None or frame.main.kind != "percent":
        return None
    label = naming.part(plan, words) or naming.areas(plan.other_areas, words)
    return {"label": label, "rest": words("chart.rest")} if label else None
