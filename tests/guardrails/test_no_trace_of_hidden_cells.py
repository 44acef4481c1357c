"""Non-interference: of two warehouses that differ only in what a role must not see, every answer is the same."""

from collections.abc import Iterator

import pytest

from assistant.answer import Answer
from assistant.service import Assistant
from guardrails.roles import data_roles
from tests.guardrails import small_warehouse
from tests.guardrails.statements import allowed, refused, unordered

QUESTIONS = (
    "How many visits did Hyde Park have on 3 February 2026?",
    "Besucher am Alexanderplatz je Stunde am 4.2.2026",
    "Visits at Marienplatz by age group and gender on 5 February 2026",
    "Top 3 Orte nach Besuchen in der Woche vom 2.2.2026",
    "Trips from Alexanderplatz to Marienplatz by time of day in the week of 2 February 2026",
    "Was ist der Anteil der Frauen am Marienplatz am 6.2.2026?",
    "How busy was it?",
)
Pair = tuple[Assistant, Assistant]


@pytest.fixture(scope="module", params=sorted(data_roles()))
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The same role before a warehouse and before its twin."""
    role, folder = str(request.param), tmp_path_factory.mktemp("pair")
    files = (
        small_warehouse.write(folder / "w.duckdb"),
        small_warehouse.twin(folder / "t.duckdb", data_roles()[role]),
    )
    one, other = (Assistant.open(file, role=role, audit=folder / f"{file.stem}.db") for file in files)
    yield one, other
    one.close()
    other.close()


def seen(answer: Answer) -> dict[str, object]:
    """All an asker sees of an answer, but for the number of its record and what it took."""
    return answer.model_dump(exclude={"audit_id", "timings_ms"})


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_alike(question: str, pair: Pair) -> None:
    one, other = (assistant.ask(question) for assistant in pair)
    assert seen(one) == seen(other)
    assert one.status == ("clarify" if question == QUESTIONS[-1] else "answered")


def test_a_statement_is_answered_alike(pair: Pair) -> None:
    for sql in [*allowed(), *unordered(), *(sql for _, sql in refused()[::5])]:
        one, other = (assistant.sql(sql) for assistant in pair)
        assert seen(one) == seen(other), sql
