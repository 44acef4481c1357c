"""Bars: ranked, grouped, in the order of their bands, or back to back; a gap says that it is none."""

from typing import Any

from assistant.ui.figure.common import (
    GREY,
    SMALL,
    Chart,
    Drawing,
    Trace,
    above,
    axis,
    coloured,
    date_ticks,
    figure,
    hover,
    margin,
    value_axis,
    values,
)
from assistant.ui.wording import Wording

MOST_LABELS = 26
ROOM_ABOVE, ROOM_FOR_A_LETTER, ROOM_ON_BOTH_SIDES = 1.16, 0.065, 0.13
HEIGHT = 340


def bars(chart: Chart, words: Wording) -> Drawing:
    """Upright bars, or lying ones from top to bottom where names are long."""
    flat = bool(chart["horizontal"])
    traces = [_bar(chart, series, colour, words) for series, colour in coloured(chart)]
    single = len(traces) == 1
    names = axis("" if flat else chart["x_title"]) | {"type": "category", "showgrid": False}
    if not flat:  # `morgens (6–11 Uhr)` in two lines, and upright only where a phone is too narrow
        texts = [x.replace(" (", "<br>(") for x in chart["x"]]
        names |= {"tickvals": chart["x"], "ticktext": texts, "autotickangles": [0, -90]}
    if chart["x_type"] == "date":
        names |= date_ticks(chart, words)
    figures = value_axis(chart, chart["y_title"] if flat else "") | _room(chart, words)
    if flat and _is_labelled(chart):  # each bar says its figure, and a phone has no room for more
        figures |= {"showticklabels": False, "showgrid": False}
    across = (
        {"xaxis": figures, "yaxis": names | {"autorange": "reversed"}} if flat else {"xaxis": names, "yaxis": figures}
    )
    return traces, {
        "height": 60 + (12 + 20 * len(traces)) * len(chart["x"]) if flat else HEIGHT,
        "margin": margin(8 if flat and single else 36),
        "showlegend": not single,
        "bargap": 0.28,
        "bargroupgap": 0.06,
        "shapes": _reference(chart, flat),
        "annotations": _gaps(chart, flat, words) if single else [],
        **across,
        **({} if flat else {"title": above(chart["y_title"])}),
    }


def _bar(chart: Chart, series: Any, colour: str, words: Wording) -> Trace:
    flat = bool(chart["horizontal"])
    across, along = (series["y"], chart["x"]) if flat else (chart["x"], series["y"])
    bar = {
        "type": "bar",
        "name": series["name"],
        "orientation": "h" if flat else "v",
        "x": across,
        "y": along,
        "marker": {"color": colour, "cornerradius": 3},
        **hover(chart, series, words),
    }
    if _is_labelled(chart):
        texts = ["" if value is None else figure(chart, value, words) for value in series["y"]]
        bar |= {"text": texts, "textposition": "outside", "cliponaxis": False}
    return bar


def _is_labelled(chart: Chart) -> bool:
    return len(chart["series"]) == 1 and len(chart["x"]) <= MOST_LABELS // (1 if chart["horizontal"] else 2)


def _room(chart: Chart, words: Wording) -> dict[str, Any]:
    """Space beyond the longest bar for the figure written there."""
    figures = [value for row in values(chart) for value in row if value is not None]
    highest, lowest = max(figures), min(figures)
    if not _is_labelled(chart) or highest <= 0 or lowest < 0:
        return {}
    longest = max(len(figure(chart, value, words)) for value in figures)
    highest = max(highest, chart["reference"] or 0)
    return {"range": [0, highest * (1 + ROOM_FOR_A_LETTER * longest if chart["horizontal"] else ROOM_ABOVE)]}


def _reference(chart: Chart, flat: bool) -> list[dict[str, Any]]:
    """The line to hold the bars against."""
    at = chart["reference"]
    if at is None:
        return []
    ends = {"yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at} if flat else {}
    return [{"type": "line", "line": {"color": GREY, "width": 1.5, "dash": "dot"}, **ends}] if ends else []


def _gaps(chart: Chart, flat: bool, words: Wording) -> list[dict[str, Any]]:
    """Says at its place that a bar is not shown."""
    missing = [x for x, value in zip(chart["x"], chart["series"][0]["y"], strict=True) if value is None]
    text = {"text": words("value.none"), "showarrow": False, "font": {"size": SMALL, "color": GREY}}
    if flat:
        return [text | {"x": 0, "y": x, "xanchor": "left", "xshift": 6} for x in missing]
    return [text | {"x": x, "y": 0, "yanchor": "bottom", "textangle": -90, "yshift": 6} for x in missing]


def mirrored_bars(chart: Chart, words: Wording) -> Drawing:
    """Two series back to back, the first to the left; each bar says its figure."""
    left, right = chart["series"]
    highest = max(value for row in values(chart) for value in row if value is not None)
    traces = []
    for series, (_, colour), side in zip((left, right), coloured(chart), (-1, 1), strict=True):
        texts = [figure(chart, value, words) for value in series["y"]]
        traces.append(
            {
                "type": "bar",
                "name": series["name"],
                "orientation": "h",
                "x": [None if value is None else side * value for value in series["y"]],
                "y": chart["x"],
                "marker": {"color": colour, "cornerradius": 3},
                **hover(chart, series, words),
                "text": ["" if v is None else t for v, t in zip(series["y"], texts, strict=True)],
                "textposition": "outside",
                "cliponaxis": False,
            }
        )
    furthest = highest * (1 + ROOM_ON_BOTH_SIDES * len(words.number(highest)))
    limits = {"range": [-furthest, furthest]}
    return traces, {
        "height": 90 + 38 * len(chart["x"]),
        "margin": margin(36),
        "showlegend": True,
        "barmode": "relative",
        "bargap": 0.22,
        "xaxis": axis(chart["y_title"]) | {"showticklabels": False, "showgrid": False} | limits,
        "yaxis": axis("") | {"type": "category", "autorange": "reversed", "showgrid": False},
    }
