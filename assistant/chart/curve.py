"""One breakdown: a line over time and hours, bars for all else, ranked ones in their order."""

from assistant.chart.frame import NAMED_BY_NUMBER, TIMES, Chart, Frame
from assistant.compile.dimension import has_order
from assistant.compile.outcome import Column
from assistant.steps import is_thinned, steps
from assistant.wording import Value

MOST_BARS, FEW = 40, 3
HALF = 50
WEEK, MOST_SHADED = 7, 100


def curve(frame: Frame) -> Chart | None:
    """The line or the bars of a result with one dimension."""
    if len(frame.dimensions) != 1:
        return None
    column = frame.dimensions[0]
    ranked = frame.compiled.plan.ranking is not None
    values, figures = _along(frame, column)
    line = column.field in NAMED_BY_NUMBER and not ranked and len(values) > FEW
    most = len(values) if column.field in TIMES else MOST_BARS
    cut = len(values) - most
    figures = figures[:most]
    return {
        "kind": "line" if line else "bar",
        **frame.head,
        **frame.axis(column, values[:most], ranked),
        "y_title": frame.unit,
        "horizontal": not line and not has_order(column.field),
        "series": [{"name": "", "y": figures}],
        "gap": frame.words("label.more", n=frame.words.number(cut)) if cut > 0 else frame.gap([figures]),
        "weekends": _weekends(frame, column, values) if line else "",
        "reference": _reference(frame),
        "mirrored": False,
    }


def _along(frame: Frame, column: Column) -> tuple[list[Value], list[Value]]:
    """The axis with its figures; where it has steps of its own, those that are not shown are gaps on it."""
    values, figures = frame.values(column), frame.figures()
    if frame.compiled.plan.ranking is not None or frame.chosen or not has_order(column.field):
        return values, figures
    known = dict(zip(values, figures, strict=True))
    values = steps(column.field, values, frame.compiled.plan)
    return values, [known.get(v) for v in values]


def _weekends(frame: Frame, column: Column, values: list[Value]) -> str:
    days = column.field == "date" and WEEK < len(values) <= MOST_SHADED
    thinned = is_thinned("date", frame.compiled.plan) or len(frame.compiled.plan.periods) > 1
    return frame.words("chart.weekend") if days and not thinned else ""


def _reference(frame: Frame) -> float | None:
    """Half, where the share of one gender is shown: the other gender's begins there."""
    plan = frame.compiled.plan
    share = plan.share == "of_filter" and frame.main is not None and frame.main.kind == "percent"
    return HALF if share and {f.field for f in plan.part_filters} == {"gender"} else None
