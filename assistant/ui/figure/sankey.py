"""Flows from left to right, as wide as they are many; where times of day were asked for, one can be chosen."""

from typing import Any

from assistant.palette import COLOURS
from assistant.ui.figure.common import CLEAR, GREY, Chart, Drawing, margin
from assistant.ui.wording import Wording

OPACITY = 0.38


def sankey(chart: Chart, words: Wording) -> Drawing:
    """Starts on the left and ends on the right, each start in its own colour."""
    names = [*chart["origins"], *chart["destinations"]]
    steps = [_links(chart, step, words) for step in chart["steps"]]
    starts = len(chart["origins"])
    node = {
        "label": names,
        "color": [COLOURS[i % len(COLOURS)] for i in range(starts)] + [GREY] * (len(names) - starts),
        "thickness": 14,
        "pad": 16,
        "line": {"width": 0},
        "hovertemplate": "%{label}<br><b>%{customdata}</b><extra></extra>",
        "customdata": _sums(chart, words),
    }
    look = {"arrangement": "fixed", "textfont": {"size": 13, "color": GREY}}
    trace = {"type": "sankey", "node": node, "link": steps[0], **look}
    several = len(steps) > 1
    return [trace], {
        "height": max(260, 60 + 44 * max(starts, len(names) - starts)),
        "margin": margin(48 if several else 12) | {"l": 12, "r": 12, "b": 16},
        "updatemenus": [_choice(chart, steps)] if several else [],
    }


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


def _sums(chart: Chart, words: Wording) -> list[str]:
    """What starts and ends at each place over the whole day."""
    whole = chart["steps"][0]["links"]
    sides = ((len(chart["origins"]), "origin"), (len(chart["destinations"]), "destination"))
    return [words.number(sum(k["value"] for k in whole if k[side] == i)) for count, side in sides for i in range(count)]


def _choice(chart: Chart, steps: list[dict[str, Any]]) -> dict[str, Any]:
    """The times of day to choose from."""
    buttons = [
        {"method": "restyle", "label": step["name"], "args": [{"link": [links]}, [0]]}
        for step, links in zip(chart["steps"], steps, strict=True)
    ]
    place = {"x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom", "pad": {"b": 12}}
    look = {"bgcolor": CLEAR, "bordercolor": GREY, "borderwidth": 1, "font": {"size": 13, "color": GREY}}
    return {"type": "dropdown", "direction": "down", "showactive": True, "buttons": buttons, **place, **look}
