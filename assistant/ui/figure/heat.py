"""A heat map: darker is more; a figure that is not shown is grey, not pale."""

from typing import Any

from assistant.ui.figure.common import (
    EMPTY,
    Chart,
    Drawing,
    Trace,
    axis,
    date_ticks,
    figure,
    hour_ticks,
    in_percent,
    long_name,
    margin,
)
from assistant.ui.wording import Wording

HEAT = ((0.0, "rgba(61,116,214,0.13)"), (1.0, "rgba(61,116,214,1)"))
GRADIENT = {"xgap": 2, "ygap": 2, "hoverongaps": False}


def heat(chart: Chart, words: Wording) -> Drawing:
    """One cell a figure, with a scale above."""
    texts = [[figure(chart, value, words) for value in row] for row in chart["z"]]
    names = [long_name(chart, x, words) for x in chart["x"]]
    shown: Trace = {
        "type": "heatmap",
        "x": chart["x"],
        "y": chart["y"],
        "z": chart["z"],
        "colorscale": HEAT,
        "zmin": 0,
        "customdata": [[[name, text] for name, text in zip(names, row, strict=True)] for row in texts],
        "hovertemplate": "%{y}, %{customdata[0]}<br><b>%{customdata[1]}</b><extra></extra>",
        "colorbar": _scale(chart),
        **GRADIENT,
    }
    ticks = date_ticks(chart, words) if chart["x_type"] == "date" else hour_ticks(chart["x"])
    return [*_hidden(chart, words), shown], {
        "height": 120 + 32 * len(chart["y"]),
        "margin": margin(),
        "xaxis": axis("" if chart["x_type"] == "date" else chart["x_title"]) | ticks | {"showgrid": False},
        "yaxis": axis() | {"type": "category", "autorange": "reversed", "showgrid": False},
    }


def _hidden(chart: Chart, words: Wording) -> list[Trace]:
    """The cells that are not shown, as a layer of their own below the others."""
    if not chart["gap"]:
        return []
    hidden = [[0 if value is None else None for value in row] for row in chart["z"]]
    say: dict[str, Any] = {"hovertemplate": f"%{{y}}, %{{x}}<br>{words('value.none')}<extra></extra>"}
    grey = {"colorscale": ((0.0, EMPTY), (1.0, EMPTY)), "showscale": False}
    return [{"type": "heatmap", "x": chart["x"], "y": chart["y"], "z": hidden, **grey, **say, **GRADIENT}]


def _scale(chart: Chart) -> dict[str, Any]:
    """The colour scale, lying above the map so that a phone keeps the width for the hours."""
    place = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", "len": 0.6, "ypad": 0}
    numbers = {"separatethousands": True, "exponentformat": "none", "ticksuffix": " %" if in_percent(chart) else ""}
    return {"thickness": 8, "outlinewidth": 0, "nticks": 4, **numbers, **place}
