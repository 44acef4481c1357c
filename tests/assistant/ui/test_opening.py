from datetime import date

import pytest

from assistant.answer import Language
from assistant.service import Assistant
from assistant.ui.opening import examples, last_whole_month, opening
from assistant.ui.wording import wording
from guardrails.gate import Gate
from guardrails.reference import Reference
from guardrails.verdict import Asker


def test_the_opening_says_what_the_data_covers(reference: Reference) -> None:
    german = opening(reference, wording("de"), 30)
    assert "6 Orte in 4 Städten" in german and "1. Mai 2026 bis 30. Juni 2026" in german and "ab 30" in german
    assert "6 places in 4 cities" in opening(reference, wording("en"), 30)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_example_is_answered(language: Language, reference: Reference, gate: Gate) -> None:
    asked = examples(reference, wording(language))
    assert len(set(asked)) == 6
    assistant = Assistant(gate, Asker(role="marketer", interface="chat"))
    answers = [assistant.ask(question) for question in asked]
    assert [(a.question, a.status, a.language) for a in answers] == [(q, "answered", language) for q in asked]


def test_no_places_no_examples(reference: Reference) -> None:
    assert (
        examples(Reference((), (), reference.first_day, reference.last_day, (), reference.build), wording("de")) == ()
    )


@pytest.mark.parametrize(
    ("last_day", "month"),
    [
        (date(2026, 6, 30), date(2026, 6, 1)),
        (date(2026, 6, 29), date(2026, 5, 1)),
        (date(2026, 1, 3), date(2025, 12, 1)),
    ],
)
def test_the_examples_speak_of_whole_months(last_day: date, month: date) -> None:
    assert last_whole_month(last_day) == month
