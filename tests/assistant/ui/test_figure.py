import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ui.figure import figure, has_gap
from assistant.ui.figure.map import Sheet, placed_names
from assistant.ui.wording import wording
from tests.assistant.ui.charts import BAR, DRAWN, GROUPED, HEAT, LINE, MAP, MIRRORED, NUMBER, SANKEY, WITH_AXES


def drawn(chart: dict[str, Any], language: Any = "de") -> dict[str, Any]:
    """The drawing as the browser gets it."""
    drawing = figure(chart, wording(language))
    assert drawing is not None
    return dict(json.loads(drawing.to_json()))


@pytest.mark.parametrize("chart", DRAWN, ids=lambda c: str(c["kind"]))
def test_every_kind_has_no_ground_of_its_own(chart: dict[str, Any]) -> None:
    drawing = drawn(chart)
    assert drawing["data"]
    assert drawing["layout"]["paper_bgcolor"] == drawing["layout"]["plot_bgcolor"] == "rgba(0,0,0,0)"


@pytest.mark.parametrize("chart", WITH_AXES, ids=lambda c: str(c["kind"]))
def test_every_series_is_drawn_and_no_label_is_cut(chart: dict[str, Any]) -> None:
    drawing = drawn(chart)
    assert len(drawing["data"]) == len(chart.get("series", [0, 1]))
    assert drawing["layout"]["yaxis"]["automargin"] and drawing["layout"]["xaxis"]["automargin"]


def test_a_map_has_outlines_circles_and_a_scale_and_asks_for_no_tiles() -> None:
    drawing = drawn(MAP)
    land, towns, circles, here = drawing["data"]
    assert {t["type"] for t in drawing["data"]} == {"scatter"} and len(land["x"]) > 500
    assert circles["hovertext"] == ["Berlin<br><b>900</b>", "Potsdam<br><b>90</b>"]
    assert circles["marker"]["size"][0] > circles["marker"]["size"][1] and "Lindenallee" in here["hovertext"]
    assert " Berlin" not in towns["text"] and drawing["layout"]["annotations"][0]["text"].endswith(" km")


def test_names_on_a_map_do_not_cover_each_other() -> None:
    spots = [{"name": f"Ort {n}", "latitude": 52.0 + n / 1000, "longitude": 13.0} for n in range(12)]
    sides = placed_names(spots, [20.0] * 12, Sheet((51.0, 53.0, 12.0, 15.0), []))
    assert 1 <= sum(1 for side in sides if side) <= 4
    apart = [{"name": f"Ort {n}", "latitude": 51.2 + n / 5, "longitude": 13.0} for n in range(8)]
    assert all(placed_names(apart, [9.0] * 8, Sheet((51.0, 53.0, 12.0, 15.0), [])))


def test_flows_can_be_chosen_by_time_of_day() -> None:
    drawing = drawn(SANKEY)
    whole, morning = drawing["data"]
    assert whole["node"]["label"] == ["Lindenallee", "Ostbahnhof", "Isarpark"]
    assert whole["link"]["source"] == [0, 0] and whole["link"]["target"] == [1, 2]
    assert whole["visible"] is True and morning["visible"] is False and morning["link"]["value"] == [700]
    buttons = drawing["layout"]["updatemenus"][0]["buttons"]
    assert [b["label"] for b in buttons] == ["ganzer Tag", "morgens"]
    assert buttons[1]["args"][0] == {"visible": [False, True]}


def test_two_genders_stand_back_to_back_and_none_is_negative() -> None:
    left, right = drawn(MIRRORED)["data"]
    assert left["x"] == [-10, -20] and right["x"] == [None, 5] and left["text"] == ["10", "20"]


def test_weekends_are_shaded_and_half_is_marked() -> None:
    days = {**LINE, "x": [f"2026-06-{n:02}" for n in range(1, 11)], "weekends": "Wochenende"}
    shapes = drawn({**days, "series": [{"name": "", "y": list(range(10))}]})["layout"]["shapes"]
    assert [s["x0"][:10] for s in shapes] == ["2026-06-05", "2026-06-06"]
    marked = drawn({**BAR, "unit": "Anteil in %", "reference": 50})["layout"]["shapes"]
    assert marked[0]["x0"] == marked[0]["x1"] == 50


def test_a_gap_stays_a_gap() -> None:
    line = drawn(LINE)["data"][0]
    assert line["y"] == [1200, None, 900] and line["connectgaps"] is False
    assert wording("de")("value.none") in line["hovertext"][1]
    bar = drawn(BAR)["data"][0]
    assert bar["x"] == [1200, None, 900] and bar["text"][1] == ""
    assert drawn(GROUPED)["data"][1]["y"] == [None, 5]
    hidden, shown = drawn(HEAT)["data"]
    assert shown["z"] == [[None, 4], [5, 6]] and hidden["z"] == [[0, None], [None, None]]
    assert wording("de")("value.none") in hidden["hovertemplate"]
    assert [a["text"] for a in drawn(BAR)["layout"]["annotations"]] == [wording("de")("value.none")]
    assert all(has_gap(chart) for chart in DRAWN if chart is not SANKEY)


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
