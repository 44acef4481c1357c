"""A map on paper: outlines of the countries, circles as large as their figures, the largest ones named."""

from math import cos, radians, sqrt
from typing import Any

from matplotlib.axes import Axes

from assistant import atlas
from assistant.wording import Wording

LAND, COAST, BLUE, ORANGE, INK = "#eef0f3", "#a9b1bd", "#3d74d6", "#e0803a", "#1d2430"
LARGEST, SMALLEST = 34.0, 4.0  # points across
MOST_NAMED = 8
LEFT_FROM = 0.7  # of the map's width: names beyond stand before their circle
ROOM, LEAST = 0.16, 0.12  # around what is shown, and degrees of latitude at least
SHAPE, PAPER = 1.6, 317.0  # how wide for its height, and its height in points (4.4 inches)
LINE, WORD = 9.0, 90.0  # what a name takes, in points
Chart = dict[str, Any]


def draw_map(axes: Axes, chart: Chart, words: Wording) -> None:
    """Equal scales at the middle of the map; no tile and no projection is needed for a country."""
    points = sorted((p for p in chart["points"] if p["value"] is not None), key=lambda p: -p["value"])
    highest = max(abs(p["value"]) for p in points) or 1
    for country in chart["countries"]:
        for ring in atlas.outlines()[country]:
            axes.fill(*zip(*ring, strict=True), facecolor=LAND, edgecolor=COAST, linewidth=0.6)
    scale = _frame(axes, [*points, *chart["here"]])
    named: list[tuple[float, float]] = []
    for point in points:
        across = max(SMALLEST, LARGEST * sqrt(abs(point["value"]) / highest))
        axes.plot(point["longitude"], point["latitude"], "o", markersize=across, color=BLUE, alpha=0.55)
        at = (point["longitude"] * scale + across / 2, point["latitude"] * scale)
        if len(named) < MOST_NAMED and all(abs(at[1] - y) > LINE or abs(at[0] - x) > WORD for x, y in named):
            named.append(at)
            _name(axes, point, f"{point['name']} {words.number(point['value'])}", across / 2 + 2)
    for spot in chart["here"]:
        axes.plot(spot["longitude"], spot["latitude"], "D", markersize=5, color=ORANGE)


def _name(axes: Axes, point: dict[str, Any], text: str, away: float) -> None:
    """A name beside its circle, on the side where there is room."""
    where, (west, east) = (point["longitude"], point["latitude"]), axes.get_xlim()
    left = where[0] > west + LEFT_FROM * (east - west)
    beside: dict[str, Any] = {"xytext": (-away if left else away, -3), "ha": "right" if left else "left"}
    axes.annotate(text, where, textcoords="offset points", fontsize=7, color=INK, **beside).set_in_layout(False)


def _frame(axes: Axes, spots: list[dict[str, Any]]) -> float:
    """Show all spots with room around them in the shape of the page; gives the points on paper of a degree north."""
    norths, easts = ([spot[side] for spot in spots] for side in ("latitude", "longitude"))
    y, x = (min(norths) + max(norths)) / 2, (min(easts) + max(easts)) / 2
    aspect = 1 / cos(radians(y))
    tall = max(max(norths) - min(norths), (max(easts) - min(easts)) / aspect / SHAPE, LEAST) * (1 + 2 * ROOM)
    axes.set_ylim(y - tall / 2, y + tall / 2)
    axes.set_xlim(x - tall * SHAPE * aspect / 2, x + tall * SHAPE * aspect / 2)
    axes.set_aspect(aspect, adjustable="box")
    axes.set_xticks([])
    axes.set_yticks([])
    return float(PAPER / tall)
