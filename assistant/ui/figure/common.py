"""What all drawings share: colours, axes, ticks, hover texts, the layout around them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assistant.palette import COLOURS
from assistant.ui.wording import Wording

Chart = Mapping[str, Any]
Trace = dict[str, Any]
Drawing = tuple[list[Trace], dict[str, Any]]

GREY = "#7a8290"
GRID = "rgba(128,138,155,0.22)"
EMPTY = "rgba(128,138,155,0.14)"
CLEAR = "rgba(0,0,0,0)"
SMALL = 12
MOST_HOURS_NAMED, MOST_DAYS_NAMED, MOST_MONTHS_NAMED = 8, 4, 7
FIRST_OF_MONTH = 1
BESIDE = {"layer": "below", "line": {"width": 0}}


def values(chart: Chart) -> Sequence[Sequence[float | None]]:
    """All figures of a chart, by row."""
    match chart["kind"]:
        case "heatmap":
            return list(chart["z"])
        case "map":
            return [[point["value"] for point in chart["points"]]]
        case "sankey":
            return [[link["value"] for link in step["links"]] for step in chart["steps"]]
    return [series["y"] for series in chart.get("series", ())]


def common_layout(words: Wording) -> dict[str, Any]:
    """The layout around every drawing: no ground of its own, numbers as the language writes them, no tools."""
    return {
        "template": "none",
        "autosize": True,
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": "system-ui, sans-serif", "size": 13, "color": GREY},
        "separators": ",." if words.language == "de" else ".,",
        "hoverlabel": {"bgcolor": "#1d2430", "bordercolor": "#1d2430", "font": {"color": "#ffffff", "size": 13}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 13}},
        "dragmode": False,
        "modebar": {"remove": ["zoom", "pan", "select", "lasso", "zoomin", "zoomout", "autoscale", "resetscale"]},
    }


def margin(top: int = 8) -> dict[str, int]:
    """The space around the drawing in pixels."""
    return {"l": 8, "r": 16, "t": top, "b": 8, "pad": 4}


def coloured(chart: Chart) -> list[tuple[Mapping[str, Any], str]]:
    """The series, each with its colour."""
    return [(series, COLOURS[index % len(COLOURS)]) for index, series in enumerate(chart["series"])]


def hover(chart: Chart, series: Mapping[str, Any], words: Wording) -> dict[str, Any]:
    """What is said of each figure under the pointer."""
    names = [long_name(chart, x, words) for x in chart["x"]]
    head = f"{series['name']} · " if series["name"] else ""
    told = zip(names, series["y"], strict=True)
    texts = [f"{head}{name}<br><b>{figure(chart, value, words)}</b>" for name, value in told]
    return {"hovertext": texts, "hoverinfo": "text"}


def figure(chart: Chart, value: float | None, words: Wording) -> str:
    """A figure as people write it, shares in percent."""
    if value is not None and in_percent(chart):
        return words.percent(value)
    return words.figure_or_gap(value)


def in_percent(chart: Chart) -> bool:
    """Whether the figures are shares or changes."""
    return str(chart["unit"]).endswith("%")


def long_name(chart: Chart, x: str, words: Wording) -> str:
    """A step of the axis in full: `Samstag, 13. Juni 2026`."""
    return words.weekday_and_day(date.fromisoformat(x)) if chart.get("x_type") == "date" else x


def axis(title: str = "") -> dict[str, Any]:
    """An axis without frame and zoom, its labels never cut off."""
    return {
        "title": {"text": title, "font": {"size": SMALL}, "standoff": 12} if title else None,
        "automargin": True,
        "gridcolor": GRID,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "ticks": "",
    }


def value_axis(chart: Chart, title: str = "", ticks: int = 6) -> dict[str, Any]:
    """The axis of the figures, from zero."""
    suffix = {"ticksuffix": " %"} if in_percent(chart) else {}
    numbers = {"rangemode": "tozero", "separatethousands": True, "exponentformat": "none", "nticks": ticks}
    return axis(title) | numbers | suffix


def above(title: str) -> dict[str, Any]:
    """The value axis named above its end: read at once, and no letters on their side."""
    corner = {"xref": "container", "x": 0.01, "xanchor": "left", "yref": "container", "y": 0.98, "yanchor": "top"}
    return {"text": title, "font": {"size": SMALL}, **corner}


def date_ticks(chart: Chart, words: Wording) -> dict[str, Any]:
    """Plotly would write English dates; months are named over their year, and as many as fit a phone."""
    days = [date.fromisoformat(x) for x in chart["x"]]
    months = all(day.day == FIRST_OF_MONTH for day in days)
    shown = few(days, MOST_MONTHS_NAMED if months else MOST_DAYS_NAMED)
    texts = [words.short_month(day) if months else words.short_day(day) for day in shown]
    return {"type": "date", "tickangle": 0, "tickvals": [day.isoformat() for day in shown], "ticktext": texts}


def hour_ticks(names: Sequence[str]) -> dict[str, Any]:
    """A few of many names, aslant only where a phone is too narrow."""
    return {"type": "category", "autotickangles": [0, 60], "tickvals": few(names, MOST_HOURS_NAMED)}


def few(these: Sequence[Any], most: int) -> list[Any]:
    """Every nth value, so that at most `most` remain."""
    return list(these[:: -(-len(these) // most)])
