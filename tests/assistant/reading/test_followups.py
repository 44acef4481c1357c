"""Conversations: every turn changes what it says and nothing else; what cannot be bound is asked back."""

import string
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Answer
from assistant.conversation import MOST_PLANS, Conversation
from assistant.plan import Plan
from assistant.reading import Clarification, Declined, Understood
from assistant.reading.outcome import Reading
from guardrails.reference import Reference
from tests.assistant.reading.conftest import TODAY, cases, invented
from tests.assistant.reading.test_questions import shown

REFERENCE = invented()
TALKS = cases("conversations")
STARTS = {
    "en": "How many visits did Buchanan Street get in May?",
    "de": "Wie viele Besuche hatte die Petersstraße im Mai?",
}
EDITS = {
    "en": [
        "and Cabot Circus?",
        "and in June?",
        "visitors instead",
        "by age group",
        "women only",
        "per day",
        "vs April",
    ],
    "de": ["und am Cabot Circus?", "und im Juni?", "Besucher statt Besuche", "nach Alter", "nur Frauen", "pro Tag"],
}
NONSENSE = st.text(string.ascii_lowercase, min_size=7, max_size=9).map(lambda word: "x" + word + "qz")
LANGUAGES = st.sampled_from(("en", "de"))


def say(talk: Conversation, text: str, reference: Reference = REFERENCE, today: date = TODAY) -> Reading:
    """A turn as the service takes it, with an answer without rows."""
    reading = talk.read(text, reference, today, None)
    talk.learn(reading, Answer(status="answered"), text)
    return reading


def plan_of(reading: Reading) -> Plan:
    assert isinstance(reading, Understood), reading
    return reading.plan


@pytest.mark.parametrize("turns", TALKS, ids=lambda turns: turns[0]["say"])
def test_a_conversation_goes_as_written(turns: list[dict[str, Any]]) -> None:
    talk, expected = Conversation(), dict[str, Any]()
    for turn in turns:
        reading = say(talk, turn["say"])
        if "outcome" in turn:
            assert type(reading).__name__ == turn["outcome"], (turn, reading)
            assert isinstance(reading, Clarification | Declined)
            assert reading.reason == turn["reason"]
            continue
        merged = turn.get("plan") or {**expected, **turn["change"]}
        expected = {part: value for part, value in merged.items() if value is not None}
        assert shown(plan_of(reading).model_dump(mode="json", exclude_defaults=True)) == expected, turn["say"]
        if "kept" in turn:
            assert isinstance(reading, Understood)
            assert list(reading.kept) == turn["kept"]


@settings(deadline=None)
@given(st.data(), LANGUAGES)
def test_back_after_any_edit_is_the_plan_before(data: st.DataObject, language: str) -> None:
    talk = Conversation()
    plans = [plan_of(say(talk, STARTS[language]))]
    for edit in data.draw(st.lists(st.sampled_from(EDITS[language]), min_size=1, max_size=5)):
        reading = say(talk, edit)
        if isinstance(reading, Understood) and reading.plan != plans[-1]:
            plans.append(reading.plan)
    for before in reversed(plans[:-1]):
        assert plan_of(say(talk, "zurück" if language == "de" else "back")) == before


@settings(max_examples=150, deadline=None)
@given(st.data(), LANGUAGES, NONSENSE, st.integers(0, 8))
def test_a_nonsense_word_in_a_followup_never_passes_in_silence(
    data: st.DataObject, language: str, word: str, position: int
) -> None:
    talk = Conversation()
    before = plan_of(say(talk, STARTS[language]))
    words = data.draw(st.sampled_from(EDITS[language])).split()
    at = position % (len(words) + 1)
    assert not isinstance(say(talk, " ".join([*words[:at], word, *words[at:]])), Understood)
    assert talk.plans == (before,)


@settings(deadline=None)
@given(LANGUAGES, st.data())
def test_case_of_a_followup_changes_nothing(language: str, data: st.DataObject) -> None:
    edit = data.draw(st.sampled_from(EDITS[language]))
    plans = []
    for text in (edit, edit.lower(), edit.upper()):
        talk = Conversation()
        say(talk, STARTS[language])
        plans.append(plan_of(say(talk, text)))
    assert all(one == other for one, other in pairwise(plans))


@settings(deadline=None)
@given(LANGUAGES, st.data())
def test_a_complete_question_keeps_nothing(language: str, data: st.DataObject) -> None:
    talk = Conversation()
    alone = plan_of(say(Conversation(), STARTS[language]))
    say(talk, "visits by gender at Celtic Park in June, women only")
    say(talk, data.draw(st.sampled_from(EDITS[language])))
    reading = say(talk, STARTS[language])
    assert plan_of(reading) == alone
    assert isinstance(reading, Understood)
    assert not reading.kept


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_within_a_conversation(text: str) -> None:
    talk = Conversation()
    say(talk, STARTS["en"])
    say(talk, text)


def test_the_memory_of_a_conversation_is_bounded() -> None:
    talk = Conversation()
    say(talk, STARTS["en"])
    for number in range(3 * MOST_PLANS):
        say(talk, f"and on {1 + number % 28} June?")
    assert len(talk.plans) == MOST_PLANS


def test_a_top_answer_is_what_there_and_that_day_mean() -> None:
    talk = Conversation()
    say(talk, "busiest day at Celtic Park in May?")
    talk.focus = {"date": date(2026, 5, 9)}
    asked = plan_of(say(talk, "how many visitors were there that day?"))
    assert shown(asked.model_dump(mode="json", exclude_defaults=True)) == {
        "measures": ["visitors"], "areas": [{"place": "Celtic Park"}], "periods": ["2026-05-09 2026-05-09 day"],
    }  # fmt: skip
