"""Single figures as HTML: one number with what it is held against, a share of a whole, the tiles of a profile."""

from collections.abc import Mapping
from html import escape
from typing import Any

from assistant.answer import Answer
from assistant.ui.wording import Wording

WHOLE = 100
LITTLE = 0.05
"""A change below this is shown as none."""


def single(answer: Answer, words: Wording) -> str:
    """The figure that an answer is about; '' where it is a chart or a table."""
    chart = answer.chart
    if chart is None or chart["kind"] not in ("number", "tiles"):
        return ""
    title = f'<p class="ff-title">{escape(chart["title"])}</p>'
    if chart["kind"] == "tiles":
        return f"{title}{_tiles(chart, words)}"
    return f"{title}{_figure(chart)}{_held(answer, chart, words)}{_part(chart, words)}"


def _figure(chart: Mapping[str, Any]) -> str:
    text = str(chart["text"])
    figure, _, unit = text.partition(" ")
    small = f' <span class="ff-figure-unit">{escape(unit)}</span>' if unit else ""
    return f'<p class="ff-figure">{escape(figure)}{small}</p>'


def _held(answer: Answer, chart: Mapping[str, Any], words: Wording) -> str:
    held = chart["against"] or (answer.comparison.model_dump() if answer.comparison else None)
    return f'<p class="ff-against">{against(held, words)}</p>' if held and against(held, words) else ""


def against(held: Mapping[str, Any], words: Wording) -> str:
    """`▲ +3,4 % gegenüber April 2026 (1.121.300)`: said with a sign too, for those who see no colour."""
    points = held["change_points"]
    change = held["change_percent"] if points is None else points
    if change is None:
        return ""
    way = "same" if abs(change) < LITTLE else "more" if change > 0 else "less"
    then = words.number(held["value"]) if points is None else words.percent(held["value"])
    told = escape(words("answer.against", label=held["label"], value=then))
    return f'<span class="ff-change ff-{way}">{escape(_size(change, points is not None, words))}</span> {told}'


def _size(change: float, points: bool, words: Wording) -> str:
    if abs(change) < LITTLE:
        return words("answer.unchanged")
    sign = "▲ +" if change > 0 else "▼ −"
    size = words("answer.points", n=words.number(abs(change))) if points else words.percent(abs(change))
    return f"{sign}{size}"


def _part(chart: Mapping[str, Any], words: Wording) -> str:
    """A share as the part of a bar, with the names of both parts."""
    part, value = chart["part"], chart["value"]
    if part is None or value is None or not 0 <= value <= WHOLE:
        return ""
    rest = words.percent(WHOLE - value)
    return (
        f'<div class="ff-share"><div class="ff-bar" aria-hidden="true"><span style="width:{value:.1f}%"></span></div>'
        f'<p><span class="ff-key">{escape(part["label"])} · {escape(words.percent(value))}</span>'
        f'<span class="ff-key ff-rest">{escape(part["rest"])} · {escape(rest)}</span></p></div>'
    )


def _tiles(chart: Mapping[str, Any], words: Wording) -> str:
    return f'<dl class="ff-tiles">{"".join(_tile(tile, words) for tile in chart["tiles"])}</dl>'


def _tile(tile: Mapping[str, Any], words: Wording) -> str:
    absent = ' class="ff-absent"' if tile["value"] is None else ""
    held = f'<dd class="ff-against">{against(tile["against"], words)}</dd>' if tile["against"] else ""
    return f'<div class="ff-tile"><dt>{escape(tile["label"])}</dt><dd{absent}>{escape(tile["text"])}</dd>{held}</div>'
