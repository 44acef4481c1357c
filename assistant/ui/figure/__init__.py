"""Draws `Answer.chart` (see `assistant.chart`) with Plotly, readable on light and dark ground.

Gaps stay gaps: a figure that is not shown is never drawn as zero. Colours of text and grid are set by `style.css`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from plotly.graph_objects import Figure  # type: ignore[import-untyped]

from assistant.ui.figure.bars import bars, mirrored_bars
from assistant.ui.figure.common import Chart, Drawing, common_layout, values
from assistant.ui.figure.heat import heat
from assistant.ui.figure.lines import lines
from assistant.ui.figure.map import atlas_map
from assistant.ui.figure.sankey import sankey
from assistant.ui.wording import Wording

_DRAWINGS: Mapping[str, Callable[[Chart, Wording], Drawing]] = {
    "line": lines,
    "bar": bars,
    "grouped_bar": lambda chart, words: (mirrored_bars if chart["mirrored"] else bars)(chart, words),
    "heatmap": heat,
    "map": atlas_map,
    "sankey": sankey,
}


def figure(chart: Mapping[str, Any] | None, words: Wording) -> Figure | None:
    """The drawing; None where there is none (single figures are shown by their card, and no data needs no axes)."""
    draw = _DRAWINGS.get(chart["kind"]) if chart else None
    if chart is None or draw is None or all(v is None for row in values(chart) for v in row):
        return None
    traces, layout = draw(chart, words)
    drawing = Figure(traces)
    drawing.update_layout(common_layout(words) | layout)
    return drawing


def has_gap(chart: Chart) -> bool:
    """True if something in the chart stays empty or was left out, and has to be said."""
    return bool(chart.get("gap")) or bool(chart.get("unplaced"))
