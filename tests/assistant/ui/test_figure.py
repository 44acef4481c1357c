import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ui.figure import figure, has_gap
from assistant.ui.wording import wording
from tests.assistant.ui.charts import BAR, DRAWN, GROUPED, HEAT, LINE, NUMBER


def drawn(chart: dict[str, Any], language: Any = "de") -> dict[str, Any]:
    """The drawing as the browser gets it."""
    drawing = figure(chart, wording(language))
    assert drawing is not None
    return dict(json.loads(drawing.to_json()))


@pytest.mark.parametrize("chart", DRAWN, ids=lambda c: str(c["kind"]))
def test_every_kind_has_a_trace_for_each_series_and_fits_light_and_dark(chart: dict[str, Any]) -> None:
    drawing = drawn(chart)
    assert len(drawing["data"]) == len(chart.get("series", [0]))
    assert drawing["layout"]["paper_bgcolor"] == drawing["layout"]["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert drawing["layout"]["yaxis"]["automargin"] and drawing["layout"]["xaxis"]["automargin"]


def test_a_gap_stays_a_gap() -> None:
    line = drawn(LINE)["data"][0]
    assert line["y"] == [1200, None, 900] and line["connectgaps"] is False
    assert wording("de")("value.none") in line["hovertext"][1]
    bar = drawn(BAR)["data"][0]
    assert bar["x"] == [1200, None, 900] and bar["text"][1] == ""
    assert drawn(GROUPED)["data"][1]["y"] == [None, 5]
    assert drawn(HEAT)["data"][0]["z"] == [[None, 4], [5, 6]]
    assert all(map(has_gap, DRAWN))


def test_a_single_figure_and_a_chart_of_gaps_alone_are_not_drawn() -> None:
    assert figure(None, wording("de")) is None
    assert figure(NUMBER, wording("de")) is None
    assert figure({**LINE, "series": [{"name": "", "y": [None, None, None]}]}, wording("de")) is None


def test_numbers_and_dates_follow_the_language() -> None:
    german, english = drawn(BAR), drawn(BAR, "en")
    assert german["layout"]["separators"] == ",." and english["layout"]["separators"] == ".,"
    assert german["data"][0]["text"][0] == "1.200" and english["data"][0]["text"][0] == "1,200"
    assert drawn(LINE)["layout"]["xaxis"]["ticktext"][0] == "1. Juni"
    assert drawn(LINE, "en")["layout"]["xaxis"]["ticktext"][0] == "1 Jun"


def test_a_ranking_reads_from_top_to_bottom() -> None:
    drawing = drawn(BAR)
    assert drawing["layout"]["yaxis"]["autorange"] == "reversed"
    assert drawing["data"][0]["y"] == BAR["x"]


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e9), st.integers(0, 10**9)), min_size=1, max_size=400))
def test_any_series_is_drawn_as_it_is(values: list[float | None]) -> None:
    chart = {**BAR, "horizontal": False, "x": [str(i) for i in range(len(values))]}
    drawing = figure({**chart, "series": [{"name": "", "y": values}]}, wording("en"))
    if all(value is None for value in values):
        assert drawing is None
    else:
        assert drawing is not None and list(drawing.data[0].y) == values
