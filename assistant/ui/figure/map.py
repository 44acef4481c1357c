"""A map without tiles: outlines, circles as large as their figures, a few towns and a scale to find one's way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, log10, radians, sqrt
from typing import Any

from assistant import atlas
from assistant.ui.figure.common import GREY, SMALL, Chart, Drawing, Trace, figure
from assistant.ui.wording import Wording

BLUE, ORANGE, INK = "#3d74d6", "#e0803a", "#18202c"
LAND, COAST = "rgba(128,138,155,0.13)", "rgba(128,138,155,0.55)"
HEIGHT = 460
LARGEST, SMALLEST = 58, 7
MOST_TOWNS = 7
DRAWN, LETTER, LINE = 320, 7, 16
"""The map's narrowest side, a letter and a line of text in pixels."""
FIGURE = "100.000"
LEAST_SPAN, ROOM = 0.12, 0.16
KILOMETRES_A_DEGREE = 111.2
Box = tuple[float, float, float, float]


def atlas_map(chart: Chart, words: Wording) -> Drawing:
    """The circles, the largest ones named, over the outlines of their countries."""
    box = _box(chart)
    points = sorted((p for p in chart["points"] if p["value"] is not None), key=lambda p: -p["value"])
    highest = max(abs(p["value"]) for p in points) or 1
    sizes = [max(SMALLEST, LARGEST * sqrt(abs(p["value"]) / highest)) for p in points]
    sheet = Sheet(box, [])
    circles = _circles(chart, points, sizes, sheet, words)  # their names come first, towns where there is room left
    traces = [_land(chart), _towns(sheet), circles, _here(chart)]
    middle = (box[0] + box[1]) / 2
    plain = {"visible": False, "fixedrange": True}
    return [trace for trace in traces if trace], {
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": plain | {"range": [box[2], box[3]], "constrain": "range"},
        "yaxis": plain | {"range": [box[0], box[1]], "scaleanchor": "x", "scaleratio": 1 / cos(radians(middle))},
        **_scale(box, words),
    }


def _box(chart: Chart) -> Box:
    """South, north, west and east of what is shown, with room around it."""
    spots = [*chart["points"], *chart["here"]]
    north, east = ([spot[side] for spot in spots] for side in ("latitude", "longitude"))
    tall = max(max(north) - min(north), (max(east) - min(east)) * 0.6, LEAST_SPAN) * (1 + 2 * ROOM)
    y, x = (max(north) + min(north)) / 2, (max(east) + min(east)) / 2
    wide = tall / cos(radians(y))
    return y - tall / 2, y + tall / 2, x - wide / 2, x + wide / 2


def _land(chart: Chart) -> Trace:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for country in chart["countries"]:
        for ring in atlas.outlines()[country]:
            xs += [*(x for x, _ in ring), None]
            ys += [*(y for _, y in ring), None]
    line = {"color": COAST, "width": 1.2}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "fill": "toself",
        "fillcolor": LAND,
        "line": line,
        "hoverinfo": "skip",
    }


@dataclass(frozen=True)
class Sheet:
    """The map in pixels, drawn as narrow as a phone: what fits there fits everywhere. `taken` are boxes of names."""

    box: Box
    taken: list[Box]

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Pixels up and to the right of the lower left corner."""
        south, north, west, _ = self.box
        scale = DRAWN / (north - south)
        return (latitude - south) * scale, (longitude - west) * scale * cos(radians((south + north) / 2))

    def take(self, boxes: dict[str, Box]) -> str:
        """The first box, by its name, that lies on the sheet and over no other; '' if none is free."""
        for side, box in boxes.items():
            inside = box[2] >= 0 and box[3] <= DRAWN
            if inside and not any(_overlap(box, other) for other in self.taken):
                self.taken.append(box)
                return side
        return ""


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def placed_names(points: Sequence[Mapping[str, Any]], sizes: Sequence[float], sheet: Sheet) -> list[str]:
    """The side of its circle each name stands on, the largest first; '' where names or circles are on all sides."""
    sides = []
    for point, size in zip(points, sizes, strict=True):
        y, x = sheet.at(point["latitude"], point["longitude"])
        sheet.taken.append((y - size / 2, y + size / 2, x - size / 2, x + size / 2))
    for point, size in zip(points, sizes, strict=True):
        y, x = sheet.at(point["latitude"], point["longitude"])
        wide, far = LETTER * max(len(point["name"]), len(FIGURE)), size / 2 + 4
        boxes: dict[str, Box] = {
            "middle right": (y - LINE, y + LINE, x + far, x + far + wide),
            "middle left": (y - LINE, y + LINE, x - far - wide, x - far),
            "bottom center": (y - far - 2 * LINE, y - far, x - wide / 2, x + wide / 2),
            "top center": (y + far, y + far + 2 * LINE, x - wide / 2, x + wide / 2),
        }
        sides.append(sheet.take(boxes))
    return sides


def _towns(sheet: Sheet) -> Trace:
    """The largest towns in sight that are no points themselves, where neither name nor circle is in the way."""
    shown: list[tuple[str, atlas.Spot]] = []
    for name, spot in atlas.towns():
        y, x = sheet.at(spot.latitude, spot.longitude)
        box = (y - LINE, y + LINE, x - LETTER, x + LETTER * (len(name) + 2))
        if len(shown) < MOST_TOWNS and LINE < y < DRAWN - LINE and sheet.take({name: box}):
            shown.append((name, spot))
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [spot.longitude for _, spot in shown],
        "y": [spot.latitude for _, spot in shown],
        "text": [f" {name}" for name, _ in shown],
        "marker": {"size": 4, "color": GREY},
        "textposition": "middle right",
        "textfont": {"size": 11, "color": GREY},
        "hoverinfo": "skip",
    }


def _circles(chart: Chart, points: list[dict[str, Any]], sizes: list[float], sheet: Sheet, words: Wording) -> Trace:
    told = [figure(chart, p["value"], words) for p in points]
    texts = [f"{p['name']}<br><b>{text}</b>" for p, text in zip(points, told, strict=True)]
    sides = placed_names(points, sizes, sheet)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [p["longitude"] for p in points],
        "y": [p["latitude"] for p in points],
        "marker": {"size": sizes, "color": BLUE, "opacity": 0.55, "line": {"color": BLUE, "width": 1.5}},
        "text": [text if side else "" for text, side in zip(texts, sides, strict=True)],
        "textposition": [side or "middle right" for side in sides],
        "textfont": {"size": SMALL, "color": INK},
        "cliponaxis": False,
        "hovertext": texts,
        "hoverinfo": "text",
    }


def _here(chart: Chart) -> Trace | None:
    """The places a catchment is of."""
    if not chart["here"]:
        return None
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [spot["longitude"] for spot in chart["here"]],
        "y": [spot["latitude"] for spot in chart["here"]],
        "marker": {"size": 12, "symbol": "diamond", "color": ORANGE, "line": {"color": "#ffffff", "width": 1.5}},
        "hovertext": [spot["name"] for spot in chart["here"]],
        "hoverinfo": "text",
    }


def _scale(box: Box, words: Wording) -> dict[str, Any]:
    """A bar of a round number of kilometres in the lower left corner."""
    degrees = KILOMETRES_A_DEGREE * cos(radians((box[0] + box[1]) / 2))
    quarter = (box[3] - box[2]) * degrees / 4
    size = 10 ** (ceil(log10(quarter)) - 1)
    length = next(size * n for n in (5, 2, 1) if size * n <= quarter)
    x, y = box[2] + (box[3] - box[2]) * 0.03, box[0] + (box[1] - box[0]) * 0.035
    bar = {"type": "line", "x0": x, "x1": x + length / degrees, "y0": y, "y1": y, "line": {"color": GREY, "width": 2}}
    at = {"x": x, "y": y, "xanchor": "left", "yanchor": "bottom", "showarrow": False}
    text = {"text": f"{words.number(length)} km", "font": {"size": SMALL, "color": GREY}}
    return {"shapes": [bar], "annotations": [text | at]}
