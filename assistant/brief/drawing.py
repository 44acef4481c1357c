"""Draws `Answer.chart` (see `assistant/chart.py`) on paper. Gaps stay gaps; numbers look as the language has them."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from threading import Lock
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, DateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from assistant.brief.drawing_map import draw_map
from assistant.palette import COLOURS
from assistant.wording import Wording

INK, MUTED, GRID = "#1d2430", "#5b6473", "#e3e7ee"
WIDTH, HEIGHT, MAP, BAR = 7.2, 2.9, 4.4, 0.27  # inches; a page's width, and one horizontal bar
DOTS_PER_INCH = 200
MOST_NAMES, MOST_BARS_LABELLED, MOST_MARKED = 14, 26, 40
Chart = dict[str, Any]
_ONE_AT_A_TIME = Lock()  # the library's settings are those of the whole process


def drawn(chart: Chart | None) -> bool:
    """Whether there is a drawing for this chart; a single figure is told by its sentence."""
    return chart is not None and chart["kind"] in DRAWINGS and bool(_figures(chart))


def png(chart: Chart, words: Wording) -> bytes:
    """The chart as a picture, 7.2 inches wide."""
    return _saved(chart, words, "png")


def svg(chart: Chart, words: Wording) -> str:
    """The chart as an SVG element; letters are outlines, so that it needs no font."""
    text = _saved(chart, words, "svg").decode("utf-8")
    return text[text.index("<svg") :]


def size(chart: Chart) -> tuple[float, float]:
    """Width and height of the picture in inches."""
    if chart["kind"] == "heatmap":
        return WIDTH, 0.9 + 0.26 * len(chart["y"])
    if chart["kind"] == "map":
        return WIDTH, MAP
    chart = as_bars(chart) if chart["kind"] == "sankey" else chart
    if chart.get("horizontal"):
        return WIDTH, max(1.2, 0.6 + BAR * len(chart["x"]) * (0.5 + 0.5 * len(chart["series"])))
    return WIDTH, HEIGHT


def _saved(chart: Chart, words: Wording, form: str) -> bytes:
    with _ONE_AT_A_TIME, rc_context({"font.size": 9, "text.color": INK, "svg.hashsalt": "footfall"}):
        figure = Figure(figsize=size(chart), layout="constrained")
        axes = figure.add_subplot()
        for side in ("top", "right", "left", "bottom"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0, labelcolor=MUTED)
        DRAWINGS[chart["kind"]](axes, chart, words)
        out = BytesIO()
        figure.savefig(out, format=form, dpi=DOTS_PER_INCH, metadata={"Date": None} if form == "svg" else None)
        return out.getvalue()


def _lines(axes: Axes, chart: Chart, words: Wording) -> None:
    places = _places(chart)
    marker = "o" if len(places) <= MOST_MARKED else None
    for series, colour in _coloured(chart):
        axes.plot(
            places, _gapped(series["y"]), color=colour, linewidth=2, marker=marker, markersize=4, label=series["name"]
        )
    if chart["x_type"] == "date":
        _dates(axes, chart, words)
    else:
        _names(axes, chart)
    _values(axes, chart, words)


def _bars(axes: Axes, chart: Chart, words: Wording) -> None:
    many = len(chart["series"])
    thick = 0.8 / many
    bar = axes.barh if chart["horizontal"] else axes.bar
    places = list(range(len(chart["x"])))
    for at, (series, colour) in enumerate(_coloured(chart)):
        drawn_bars = bar(
            [p + (at - (many - 1) / 2) * thick for p in places], _gapped(series["y"]), thick * 0.92, color=colour
        )
        drawn_bars.set_label(series["name"] or "_")
        if many == 1 and len(places) <= (MOST_BARS_LABELLED if chart["horizontal"] else MOST_NAMES):
            texts = ["" if y is None else words.number(y) for y in series["y"]]
            axes.bar_label(drawn_bars, texts, padding=3, fontsize=8, color=INK)
    _names(axes, chart)
    _values(axes, chart, words)


def _heat(axes: Axes, chart: Chart, words: Wording) -> None:
    image = axes.imshow([_gapped(row) for row in chart["z"]], aspect="auto", cmap="Blues", vmin=0)
    axes.set_xticks(range(len(chart["x"])), [_short(x) for x in chart["x"]], fontsize=8)
    axes.set_yticks(range(len(chart["y"])), chart["y"], fontsize=8)
    axes.set_xlabel(chart["x_title"], color=MUTED, fontsize=8)
    scale = axes.figure.colorbar(image, ax=axes, pad=0.01, aspect=14)
    scale.outline.set_visible(False)
    scale.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value)))
    scale.ax.tick_params(length=0, labelsize=8, labelcolor=MUTED)


def _flows(axes: Axes, chart: Chart, words: Wording) -> None:
    """The flows of the whole day as bars, from where to where: on paper nothing can be pointed at."""
    _bars(axes, as_bars(chart), words)


def as_bars(chart: Chart) -> Chart:
    """A diagram of flows as a chart of lying bars."""
    links = chart["steps"][0]["links"]
    names = [f"{chart['origins'][k['origin']]} → {chart['destinations'][k['destination']]}" for k in links]
    series = [{"name": "", "y": [link["value"] for link in links]}]
    along = {"x": names, "x_type": "category", "x_title": "", "y_title": chart["unit"], "horizontal": True}
    return {**chart, "kind": "bar", **along, "series": series}


DRAWINGS: dict[str, Callable[[Axes, Chart, Wording], None]] = {
    "line": _lines,
    "bar": _bars,
    "grouped_bar": _bars,
    "heatmap": _heat,
    "map": draw_map,
    "sankey": _flows,
}


def _figures(chart: Chart) -> list[float]:
    match chart["kind"]:
        case "heatmap":
            rows = chart["z"]
        case "map":
            rows = [[point["value"] for point in chart["points"]]]
        case "sankey":
            rows = [[link["value"] for link in chart["steps"][0]["links"]]]
        case _:
            rows = [series["y"] for series in chart["series"]]
    return [value for row in rows for value in row if value is not None]


def _gapped(values: Sequence[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _coloured(chart: Chart) -> list[tuple[Chart, str]]:
    return [(series, COLOURS[at % len(COLOURS)]) for at, series in enumerate(chart["series"])]


def _places(chart: Chart) -> Sequence[Any]:
    return [date.fromisoformat(x) for x in chart["x"]] if chart["x_type"] == "date" else range(len(chart["x"]))


def _dates(axes: Axes, chart: Chart, words: Wording) -> None:
    days = [date.fromisoformat(x) for x in chart["x"]]
    if all(day.day == 1 for day in days):
        axes.set_xticks(days, [words.month(day) for day in days], fontsize=8)  # type: ignore[arg-type]
        return
    axes.xaxis.set_major_locator(AutoDateLocator(maxticks=8))
    axes.xaxis.set_major_formatter(DateFormatter("%d.%m." if words.language == "de" else "%d/%m"))


def _names(axes: Axes, chart: Chart) -> None:
    if chart["horizontal"] and chart["kind"] != "line":
        axes.set_yticks(range(len(chart["x"])), [_short(x, 34) for x in chart["x"]], fontsize=8)
        axes.invert_yaxis()
        return
    slant = 30 if sum(map(len, chart["x"])) > 90 else 0
    axes.set_xticks(
        range(len(chart["x"])),
        [_short(x, 22) for x in chart["x"]],
        fontsize=8,
        rotation=slant,
        ha="right" if slant else "center",
    )
    axes.set_xlabel(chart["x_title"], color=MUTED, fontsize=8)


def _values(axes: Axes, chart: Chart, words: Wording) -> None:
    flat = bool(chart["horizontal"]) and chart["kind"] != "line"
    axis = axes.xaxis if flat else axes.yaxis
    lowest, highest = min(0, *_figures(chart)), max(0, *_figures(chart))
    room = (highest - lowest) * 0.14
    (axes.set_xlim if flat else axes.set_ylim)(lowest - (room if lowest < 0 else 0), highest + room)
    axis.set_major_locator(MaxNLocator(5))
    axis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value)))
    axes.grid(axis="x" if flat else "y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_title(chart["y_title"], loc="left", fontsize=8, color=MUTED)
    if len(chart["series"]) > 1:
        axes.legend(frameon=False, fontsize=8, ncols=4, loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0)


def _short(name: str, most: int = 12) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
