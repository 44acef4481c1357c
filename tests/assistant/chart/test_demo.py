"""The questions of a demonstration are each shown as they should be, with figures behind them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.service import Assistant
from tests.assistant.small_warehouse import demo_places, write_small_warehouse
from warehouse.catalog import read_yaml

CASES: Any = read_yaml(Path(__file__).parents[2] / "cases" / "charts" / "demo.yaml")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("demo")
    file = write_small_warehouse(folder / "demo.duckdb", demo_places(), first_day="2026-01-01")
    opened = Assistant.open(file, role="analyst", interface="chat")
    yield opened
    opened.close()


@pytest.mark.parametrize("case", CASES, ids=lambda c: str(c["question"]))
def test_a_demo_question_has_its_chart(case: dict[str, Any], assistant: Assistant) -> None:
    session = assistant.session()
    answer = session.ask(case["question"])
    if "then" in case:
        assert answer.status == "clarify" and len(answer.choices) == 2
        answer = session.ask(case["then"])
    chart = answer.chart
    assert answer.status == "answered" and chart is not None and chart["kind"] == case["chart"], answer.message
    assert {key: chart[key] for key in case.get("more", {})} == case.get("more", {})
    assert not case.get("rows") or len(answer.rows) > 1
    assert not case.get("compared") or answer.comparison or chart.get("against")
    assert not case.get("part") or chart["part"]
    assert not case.get("steps") or len(chart["steps"]) > 1
