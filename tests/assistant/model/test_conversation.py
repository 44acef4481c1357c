"""What goes into a prompt when there is too much of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from assistant.conversation import Earlier
from assistant.model.request import Request
from assistant.model.vocabulary import nearest
from assistant.reading.outcome import Clarification, Declined, Help, Understood
from guardrails.reference import KnownPlace, Reference
from tests.assistant.model.data import PLACES, reference, visits_in_may

pytest.importorskip("langchain_core.messages")
pytest.importorskip("tiktoken")

from assistant.model.conversation import messages, partial
from assistant.model.tokens import counter, estimated

TODAY = date(2026, 6, 30)
MANY = tuple(
    KnownPlace(f"m{n}", f"Filiale {n:04}", "shopping_centre", f"Viertel {n}", f"Stadt {n % 50}", "Land", "DE")
    for n in range(3000)
)


def texts(budget: int, question: str, data: Reference, conversation: Sequence[Earlier] = ()) -> list[str]:
    prompted = messages(Request(question, Help("terms", "de"), data, TODAY, conversation), budget, counter("gpt-4o"))
    return [message.text for message in prompted or []]


def size(prompted: list[str]) -> int:
    count = counter("gpt-4o")
    return sum(count(text) + 4 for text in prompted)


def test_a_small_warehouse_is_listed_whole() -> None:
    system, asked = texts(8000, "Besuche?", reference())
    assert all(place.place in system for place in PLACES)
    assert "Grombühl | Würzburg | Bayern" in system
    assert "2026-05-25 | DE | Pfingstmontag" in system
    assert "Besuche?" in asked


def test_a_large_warehouse_shows_the_places_the_question_is_about() -> None:
    prompted = texts(8000, "Wie viel war im Mai in der Mainpassage los?", reference((*MANY, *PLACES)))
    assert "Mainpassage" in prompted[0]
    assert "more, further from the question" in prompted[0]
    assert size(prompted) <= 8000


def test_a_nickname_brings_its_place() -> None:
    data = reference((*MANY, replace(PLACES[2], aliases=("Shopping-Meile",))))
    assert "Briggate" in texts(6000, "Wie voll war die Shopping-Meile?", data)[0]


@pytest.mark.parametrize("budget", [4500, 6000, 20_000])
@pytest.mark.parametrize("turns", [0, 3, 200])
def test_the_budget_holds(budget: int, turns: int) -> None:
    earlier = tuple(Earlier(f"Und am Tag {n}?", visits_in_may()) for n in range(turns))
    prompted = texts(budget, "Und heute?", reference(MANY), earlier)
    assert size(prompted) <= budget
    assert "Und heute?" in prompted[-1]
    assert turns == 0 or f"Tag {turns - 1}?" in prompted[-3]


def test_a_question_beyond_the_budget_is_not_sent() -> None:
    assert texts(4500, "warum " * 4000, reference()) == []


def test_lines_keep_their_order_when_cut() -> None:
    kept = nearest(["alpha street", "beta square", "gamma street"], "beta square and alpha street", 9, estimated)
    assert kept == ["alpha street", "... and 2 more, further from the question"] or kept[0] == "alpha street"
    assert nearest([], "x", 0, estimated) == []


def test_the_reading_is_told_in_a_line() -> None:
    assert '"Mainpassage"' in partial(Understood(visits_in_may(), "de", ("flurbig",)))
    assert "without the words: flurbig" in partial(Understood(visits_in_may(), "de", ("flurbig",)))
    assert partial(Clarification("place", ("A?", "B?"), "en", ("centre",))) == "unsure: place (centre)"
    assert partial(Declined("weather", "Visits in May?", "en")) == "not answerable: weather ()"
    assert partial(Help("terms", "en")) == "nothing"
