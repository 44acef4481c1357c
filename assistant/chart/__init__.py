"""A chart as plain JSON, chosen by the shape of the question; the page draws it, nothing here knows a drawing library.

`Answer.chart` is None (nothing to draw) or one of these; every text is already in the asker's language. Everywhere
null is a gap: the figure is not shown; say so with the words in `gap` ('' if there is none), never draw it as zero.

    {"kind": "number", "title": str, "unit": str, "value": number, "text": str, "part": {"label", "rest"} | null,
     "against": {"label": str, "value": number, "change_percent": number | null, "change_points": number | null} | null}
        one figure; `text` is it with unit, as people write it; with `part` the figure is a share in percent of a
        whole, and `label` and `rest` name its two parts; `against` is the earlier of two periods that were asked for
        (the like period before a single one is `Answer.comparison`)

    {"kind": "tiles", "title": str, "unit": "",
     "tiles": [{"label": str, "value": number | null, "text": str, "against": as of a number | null}, ...]}
        several figures of one thing, each against the like period before

    {"kind": "line" | "bar" | "grouped_bar", "title": str, "unit": str,
     "x": [str, ...], "x_type": "category" | "date", "x_title": str, "y_title": str, "horizontal": bool,
     "series": [{"name": str, "y": [number | null, ...]}, ...], "gap": str,
     "weekends": str, "reference": number | null, "mirrored": bool}
        `x` are ISO dates when x_type is "date" (days, Mondays of weeks, first days of months), labels otherwise, in the
        order they are to be drawn (bands in their natural order, rankings from the first to the last; never sort);
        hours by the number they begin with, unless ranked. Every `y` is as long as `x`. One series has the name "" and
        needs no legend. `horizontal`: long names, bars from top to bottom. `weekends`: the word for shaded Saturdays
        and Sundays of a line of days, '' where they are not to be shaded. `reference`: a value to draw a line at.
        `mirrored`: two series back to back.

    {"kind": "heatmap", "title": str, "unit": str, "x": [str, ...], "y": [str, ...], "x_title": str, "y_title": str,
     "z": [[number | null, ...], ...], "gap": str}
        one row of `z` for every entry of `y`, from top to bottom

    {"kind": "map", "title": str, "unit": str, "countries": [ISO code, ...], "gap": str, "unplaced": [str, ...],
     "points": [{"name": str, "latitude": number, "longitude": number, "value": number | null}, ...],
     "here": [{"name": str, "latitude": number, "longitude": number}, ...]}
        circles over the outlines of `countries` (see `assistant.atlas`); `unplaced` names what has no known position,
        `here` the places a catchment is of

    {"kind": "sankey", "title": str, "unit": str, "gap": str, "origins": [str, ...], "destinations": [str, ...],
     "steps": [{"name": str, "links": [{"origin": int, "destination": int, "value": number}, ...]}, ...]}
        flows from left to right, the largest first; several `steps` are times of day to choose from
"""

from collections.abc import Callable, Sequence

from assistant.chart.curve import curve
from assistant.chart.figures import figures
from assistant.chart.flows import flows
from assistant.chart.frame import Chart, Frame, Row
from assistant.chart.grid import grid
from assistant.chart.on_map import on_map
from assistant.comparison import Before
from assistant.compile.outcome import Compiled
from assistant.wording import Wording
from guardrails.reference import Reference

_WAYS: tuple[Callable[[Frame], Chart | None], ...] = (figures, flows, on_map, curve, grid)


def chart(
    compiled: Compiled,
    rows: Sequence[Row],
    words: Wording,
    title: str,
    reference: Reference,
    shown_as: str = "",
    before: Before | None = None,
) -> Chart | None:
    """The chart for a result by the shape of its question; None where a table says it better."""
    frame = Frame(compiled, rows, words, title, reference, shown_as, before)
    if frame.main is None or not rows:
        return None
    return next((found for way in _WAYS if (found := way(frame))), None)
