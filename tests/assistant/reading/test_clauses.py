"""What is said beside a question: set aside and named, never mixed into it."""

import pytest

from assistant.reading import Declined, Understood, read
from guardrails.reference import Reference
from tests.assistant.reading.conftest import TODAY

PLAIN = {
    "en": "How many visits did Buchanan Street have in May?",
    "de": "Wie viele Besuche hatte die Petersstraße im Mai?",
}


@pytest.mark.parametrize(
    ("question", "language", "unused"),
    [
        ("For the zibbel committee: How many visits did Buchanan Street have in May?", "en", ("zibbel", "committee")),
        ("Für den Zibbelausschuss: Wie viele Besuche hatte die Petersstraße im Mai?", "de", ("Zibbelausschuss",)),
    ],
)
def test_a_preamble_is_named_and_changes_nothing(
    question: str, language: str, unused: tuple[str, ...], reference: Reference
) -> None:
    reading, plain = read(question, reference, TODAY), read(PLAIN[language], reference, TODAY)
    assert isinstance(reading, Understood)
    assert isinstance(plain, Understood)
    assert (reading.plan, reading.not_understood) == (plain.plan, unused)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How many visits and what revenue did Buchanan Street have in May?", "en"),
        ("How many visits did Buchanan Street have in May? What did they spend?", "en"),
        ("Wie viele Besuche und welchen Umsatz hatte die Petersstraße im Mai?", "de"),
    ],
)
def test_what_the_data_lack_is_declined_beside_an_answer(question: str, language: str, reference: Reference) -> None:
    reading, plain = read(question, reference, TODAY), read(PLAIN[language], reference, TODAY)
    assert isinstance(reading, Understood)
    assert isinstance(plain, Understood)
    assert (reading.plan, reading.outside) == (plain.plan, ("sales",))


def test_a_topic_that_is_the_question_is_declined(reference: Reference) -> None:
    reading = read("What did visitors of Buchanan Street spend in May?", reference, TODAY)
    assert isinstance(reading, Declined)
    assert reading.reason == "sales"


def test_the_second_of_two_questions_is_named(reference: Reference) -> None:
    question = "How many visits did Buchanan Street have in May? And what was the average dwell time at Cabot Circus?"
    reading, plain = read(question, reference, TODAY), read(PLAIN["en"], reference, TODAY)
    assert isinstance(reading, Understood)
    assert isinstance(plain, Understood)
    assert reading.plan == plain.plan
    assert reading.separate == "And what was the average dwell time at Cabot Circus"
