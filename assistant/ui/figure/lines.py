"""Lines over days, weeks, months and hours, with shaded weekends; a gap interrupts the line."""

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from assistant.ui.figure.common import (
    BESIDE,
    EMPTY,
    GREY,
    SMALL,
    Chart,
    Drawing,
    above,
    axis,
    coloured,
    date_ticks,
    hour_ticks,
    hover,
    margin,
    value_axis,
)
from assistant.ui.wording import Wording

MOST_MARKERS = 40
SATURDAY = 6
HALF_A_DAY, HALF_A_STEP = timedelta(hours=12), 0.5
WEEKEND = "rgba(224,128,58,0.11)"
HEIGHT = 340


def lines(chart: Chart, words: Wording) -> Drawing:
    """A line a series."""
    mode = "lines+markers" if len(chart["x"]) <= MOST_MARKERS else "lines"
    traces = [
        {
            "type": "scatter",
            "mode": mode,
            "name": series["name"],
            "x": chart["x"],
            "y": series["y"],
            "line": {"color": colour, "width": 2.5},
            "marker": {"size": 6},
            "connectgaps": False,
            **hover(chart, series, words),
        }
        for series, colour in coloured(chart)
    ]
    dated = chart["x_type"] == "date"
    along = axis("" if dated else chart["x_title"]) | (date_ticks(chart, words) if dated else hour_ticks(chart["x"]))
    shaded = _weekends(chart) if chart["weekends"] else []
    empty = _gaps(chart) if len(traces) == 1 and not dated else []
    return traces, {
        "height": HEIGHT,
        "margin": margin(36),
        "showlegend": len(traces) > 1,
        "title": above(chart["y_title"]),
        "xaxis": along | {"showgrid": False},
        "yaxis": value_axis(chart),
        "shapes": [*shaded, *empty],
        "annotations": [_legend(chart["weekends"])] if shaded else [],
    }


def _band(first: Any, last: Any, colour: str) -> dict[str, Any]:
    return {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "x0": first, "x1": last, "fillcolor": colour, **BESIDE}


def _weekends(chart: Chart) -> list[dict[str, Any]]:
    days = [date.fromisoformat(x) for x in chart["x"]]
    ends = [day for day in days if day.isoweekday() >= SATURDAY]
    return [_band(*_edges(day), WEEKEND) for day in ends]


def _edges(day: date) -> tuple[str, str]:
    """Half a day to each side of the midnight at which Plotly draws a day."""
    midnight = datetime.combine(day, time())
    return str(midnight - HALF_A_DAY), str(midnight + HALF_A_DAY)


def _gaps(chart: Chart) -> list[dict[str, Any]]:
    """Grey where nothing is shown between hours."""
    figures = enumerate(chart["series"][0]["y"])
    runs = [list(run) for missing, run in groupby(figures, lambda step: step[1] is None) if missing]
    return [_band(run[0][0] - HALF_A_STEP, run[-1][0] + HALF_A_STEP, EMPTY) for run in runs]


def _legend(name: str) -> dict[str, Any]:
    corner = {"xref": "paper", "x": 1, "xanchor": "right", "yref": "paper", "y": 1.02, "yanchor": "bottom"}
    return {
        "text": f'<span style="color:#c4671f">■</span> {name}',
        "showarrow": False,
        "font": {"size": SMALL, "color": GREY},
        **corner,
    }
