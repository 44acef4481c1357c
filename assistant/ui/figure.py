"""Draws `Answer.chart` (see `assistant/chart.py`) with Plotly, readable on light and dark ground.

Gaps stay gaps: a figure that is not shown is never drawn as zero. Colours of text and grid are set by `style.css`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from plotly.graph_objects import Figure  # type: ignore[import-untyped]

from assistant.palette import COLOURS
from assistant.ui.wording import Wording

GREY = "#7a8290"
GRID = "rgba(128,138,155,0.22)"
CLEAR = "rgba(0,0,0,0)"
HEAT = ((0.0, "rgba(61,116,214,0.13)"), (1.0, "rgba(61,116,214,1)"))
MOST_LABELS = 26
MOST_MARKERS = 40
MOST_DAYS_NAMED = 4
MOST_HOURS_NAMED = 8
MOST_MONTHS_NAMED = 7
ROOM_FOR_LABELS = 1.16
FIRST_OF_MONTH = 1

Chart = Mapping[str, Any]


def figure(chart: Chart | None, words: Wording) -> Figure | None:
    """The drawing; None where there is none (a single figure is shown by its card, and no data needs no axes)."""
    draw = DRAWINGS.get(chart["kind"]) if chart else None
    if chart is None or draw is None or not _has_data(chart):
        return None
    drawing = Figure(draw(chart, words))
    drawing.update_layout(_layout(chart, words))
    return drawing


def has_gap(chart: Chart) -> bool:
    """True if a place in the chart stays empty."""
    return any(value is None for row in _values(chart) for value in row)


def _has_data(chart: Chart) -> bool:
    return any(value is not None for row in _values(chart) for value in row)


def _values(chart: Chart) -> Sequence[Sequence[float | None]]:
    if chart["kind"] == "heatmap":
        return list(chart["z"])
    return [series["y"] for series in chart.get("series", ())]


def _lines(chart: Chart, words: Wording) -> list[dict[str, Any]]:
    mode = "lines+markers" if len(chart["x"]) <= MOST_MARKERS else "lines"
    return [
        {
            "type": "scatter",
            "mode": mode,
            "name": series["name"],
            "x": chart["x"],
            "y": series["y"],
            "line": {"color": colour, "width": 2.5},
            "marker": {"size": 6},
            "connectgaps": False,
            **_hover(chart, series, words),
        }
        for series, colour in _coloured(chart)
    ]


def _bars(chart: Chart, words: Wording) -> list[dict[str, Any]]:
    flat = bool(chart["horizontal"])
    labelled = len(chart["series"]) == 1 and len(chart["x"]) <= (MOST_LABELS if flat else MOST_LABELS // 2)
    bars = []
    for series, colour in _coloured(chart):
        across, along = (series["y"], chart["x"]) if flat else (chart["x"], series["y"])
        bar = {
            "type": "bar",
            "name": series["name"],
            "orientation": "h" if flat else "v",
            "x": across,
            "y": along,
            "marker": {"color": colour, "cornerradius": 3},
            **_hover(chart, series, words),
        }
        if labelled:
            bar |= {"text": _labels(series, words), "textposition": "outside", "cliponaxis": False}
        bars.append(bar)
    return bars


def _heat(chart: Chart, words: Wording) -> list[dict[str, Any]]:
    texts = [[words.figure_or_gap(value) for value in row] for row in chart["z"]]
    return [
        {
            "type": "heatmap",
            "x": chart["x"],
            "y": chart["y"],
            "z": chart["z"],
            "colorscale": HEAT,
            "zmin": 0,
            "xgap": 2,
            "ygap": 2,
            "hoverongaps": False,
            "customdata": texts,
            "hovertemplate": "%{y}, %{x}<br><b>%{customdata}</b><extra></extra>",
            "colorbar": _scale(),
        }
    ]


def _scale() -> dict[str, Any]:
    """The colour scale, lying above the map so that a phone keeps the width for the hours."""
    place = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", "len": 0.6, "ypad": 0}
    return {
        "thickness": 8,
        "outlinewidth": 0,
        "nticks": 4,
        "separatethousands": True,
        "exponentformat": "none",
        **place,
    }


DRAWINGS: Mapping[str, Callable[[Chart, Wording], list[dict[str, Any]]]] = {
    "line": _lines,
    "bar": _bars,
    "grouped_bar": _bars,
    "heatmap": _heat,
}


def _coloured(chart: Chart) -> list[tuple[Mapping[str, Any], str]]:
    return [(series, COLOURS[index % len(COLOURS)]) for index, series in enumerate(chart["series"])]


def _labels(series: Mapping[str, Any], words: Wording) -> list[str]:
    return ["" if value is None else words.number(value) for value in series["y"]]


def _hover(chart: Chart, series: Mapping[str, Any], words: Wording) -> dict[str, Any]:
    names = [_long_name(chart, x, words) for x in chart["x"]]
    head = f"{series['name']} · " if series["name"] else ""
    texts = [
        f"{head}{name}<br><b>{words.figure_or_gap(value)}</b>" for name, value in zip(names, series["y"], strict=True)
    ]
    return {"hovertext": texts, "hoverinfo": "text"}


def _long_name(chart: Chart, x: str, words: Wording) -> str:
    return words.weekday_and_day(date.fromisoformat(x)) if chart["x_type"] == "date" else x


def _layout(chart: Chart, words: Wording) -> dict[str, Any]:
    return {
        "template": "none",
        "autosize": True,
        "height": _height(chart),
        "margin": {"l": 8, "r": 16, "t": 8 if _is_flat(chart) else 36, "b": 8, "pad": 4},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": "system-ui, sans-serif", "size": 13, "color": GREY},
        "separators": ",." if words.language == "de" else ".,",
        "hoverlabel": {"bgcolor": "#1d2430", "bordercolor": "#1d2430", "font": {"color": "#ffffff", "size": 13}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 13}},
        "showlegend": len(chart.get("series", ())) > 1,
        "dragmode": False,
        "modebar": {"remove": ["zoom", "pan", "select", "lasso", "zoomin", "zoomout", "autoscale", "resetscale"]},
        "bargap": 0.28,
        "bargroupgap": 0.06,
        **_axes(chart, words),
    }


def _is_flat(chart: Chart) -> bool:
    return chart["kind"] == "heatmap" or (bool(chart["horizontal"]) and len(chart["series"]) == 1)


def _height(chart: Chart) -> int:
    if chart["kind"] == "heatmap":
        return 120 + 32 * len(chart["y"])
    if chart["horizontal"]:
        return 60 + (12 + 20 * len(chart["series"])) * len(chart["x"])
    return 340


def _axes(chart: Chart, words: Wording) -> dict[str, Any]:
    title = "" if chart.get("x_type") == "date" else chart["x_title"]
    names = _axis(title) | _ticks(chart, words) | {"showgrid": False}
    if chart["kind"] == "heatmap":
        return {"xaxis": names, "yaxis": _axis("") | {"type": "category", "autorange": "reversed", "showgrid": False}}
    values = {"rangemode": "tozero", "separatethousands": True, "exponentformat": "none", **_room(chart)}
    if chart["horizontal"]:
        top_down = _axis("") | _ticks(chart, words) | {"autorange": "reversed", "showgrid": False}
        return {"xaxis": _axis(chart["y_title"]) | values | {"nticks": 5}, "yaxis": top_down}
    return {"xaxis": names, "yaxis": _axis("") | values | {"nticks": 6}, "title": _above(chart["y_title"])}


def _room(chart: Chart) -> dict[str, Any]:
    """Space beyond the longest bar for the figure written there."""
    highest = max(value for row in _values(chart) for value in row if value is not None)
    return {"range": [0, highest * ROOM_FOR_LABELS]} if chart["kind"] == "bar" and highest > 0 else {}


def _above(title: str) -> dict[str, Any]:
    """The value axis named above its end: read at once, and no letters on their side."""
    corner = {"xref": "container", "x": 0.01, "xanchor": "left", "yref": "container", "y": 0.98, "yanchor": "top"}
    return {"text": title, "font": {"size": 12}, **corner}


def _axis(title: str) -> dict[str, Any]:
    return {
        "title": {"text": title, "font": {"size": 12}, "standoff": 12} if title else None,
        "automargin": True,
        "gridcolor": GRID,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "ticks": "",
    }


def _ticks(chart: Chart, words: Wording) -> dict[str, Any]:
    """Names as they are; of days, months and hours a few, aslant only where a phone is too narrow."""
    if chart["kind"] != "heatmap" and chart["x_type"] == "date":
        return {"type": "date", "tickangle": 0, **_dates([date.fromisoformat(x) for x in chart["x"]], words)}
    if chart["kind"] in ("heatmap", "line"):
        return {"type": "category", "autotickangles": [0, 60], "tickvals": _few(chart["x"], MOST_HOURS_NAMED)}
    return {"type": "category"}


def _dates(days: Sequence[date], words: Wording) -> dict[str, Any]:
    """Plotly would write English dates; months are named over their year, and as many as fit a phone."""
    months = all(day.day == FIRST_OF_MONTH for day in days)
    shown = _few(days, MOST_MONTHS_NAMED if months else MOST_DAYS_NAMED)
    texts = [words.short_month(day) if months else words.short_day(day) for day in shown]
    return {"tickvals": [day.isoformat() for day in shown], "ticktext": texts}


def _few(values: Sequence[Any], most: int) -> list[Any]:
    """Every nth value, so that at most `most` remain."""
    return list(values[:: -(-len(values) // most)])
