"""Flows from left to right, as wide as they are many; where times of day were asked for, one can be chosen."""

from typing import Any

from assistant.palette import COLOURS
from assistant.ui.figure.common import CLEAR, GREY, Chart, Drawing, Trace, margin
from assistant.ui.wording import Wording

OPACITY = 0.38


def sankey(chart: Chart, words: Wording) -> Drawing:
    """Starts on the left and ends on the right, each start in its own colour."""
    starts, ends, several = len(chart["origins"]), len(chart["destinations"]), len(chart["steps"]) > 1
    traces = [_flows(chart, step, words) | {"visible": at == 0} for at, step in enumerate(chart["steps"])]
    return traces, {
        "height": max(260, 60 + 44 * max(starts, ends)),
        "margin": margin(48 if several else 12) | {"l": 12, "r": 12, "b": 16},
        "updatemenus": [_choice(chart)] if several else [],
    }


def _flows(chart: Chart, step: Any, words: Wording) -> Trace:
    """The whole day, or one time of it."""
    starts, ends = chart["origins"], chart["destinations"]
    node = {
        "label": [*starts, *ends],
        "color": [COLOURS[i % len(COLOURS)] for i in range(len(starts))] + [GREY] * len(ends),
        "thickness": 14,
        "pad": 16,
        "line": {"width": 0},
        "hovertemplate": "%{label}<br><b>%{customdata}</b><extra></extra>",
        "customdata": _sums(chart, step, words),
    }
    look = {"arrangement": "fixed", "textfont": {"size": 13, "color": GREY}}
    return {"type": "sankey", "node": node, "link": _links(chart, step, words), **look}


def _links(chart: Chart, step: Any, words: Wording) -> dict[str, Any]:
    starts, links = len(chart["origins"]), step["links"]
    ends = [(chart["origins"][k["origin"]], chart["destinations"][k["destination"]]) for k in links]
    return {
        "source": [link["origin"] for link in links],
        "target": [starts + link["destination"] for link in links],
        "value": [link["value"] for link in links],
        "color": [_pale(COLOURS[link["origin"] % len(COLOURS)]) for link in links],
        "customdata": [
            f"{start} → {end}<br><b>{words.number(link['value'])}</b>"
            for link, (start, end) in zip(links, ends, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{OPACITY})"


def _sums(chart: Chart, step: Any, words: Wording) -> list[str]:
    """What starts and ends at each place."""
    sides = ((len(chart["origins"]), "origin"), (len(chart["destinations"]), "destination"))
    links = step["links"]
    return [words.number(sum(k["value"] for k in links if k[side] == i)) for count, side in sides for i in range(count)]


def _choice(chart: Chart) -> dict[str, Any]:
    """The times of day to choose from."""
    names = [step["name"] for step in chart["steps"]]
    buttons = [
        {"method": "restyle", "label": name, "args": [{"visible": [at == chosen for at in range(len(names))]}]}
        for chosen, name in enumerate(names)
    ]
    place = {"x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom", "pad": {"b": 12}}
    look = {"bgcolor": CLEAR, "bordercolor": GREY, "borderwidth": 1, "font": {"size": 13, "color": GREY}}
    return {"type": "dropdown", "active": 0, "buttons": buttons, **place, **look}
