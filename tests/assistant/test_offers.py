"""Whatever an answer offers instead of a figure, a choice or a suggestion, is answered when it is taken."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, Language
from assistant.service import Assistant
from warehouse.catalog import read_yaml

QUESTIONS: Any = read_yaml(Path(__file__).parents[1] / "cases" / "answers" / "offers.yaml")
ASKED = [(language, question) for language in ("de", "en") for question in QUESTIONS[language]]
WORDS = sorted({word for _, question in ASKED for word in question.split()})


@pytest.fixture(scope="module")
def assistant(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    opened = Assistant.open(small_warehouse, audit=tmp_path_factory.mktemp("offers") / "audit.sqlite")
    yield opened
    opened.close()


def not_answered(question: str, assistant: Assistant) -> list[tuple[str, Answer]]:
    """The offers of the answer that are not answered, each taken in a conversation that begins with the question."""
    asked, found = assistant.session().ask(question), []
    for offer in (*asked.choices, *asked.suggestions):
        session = assistant.session()
        session.ask(question)
        taken = session.ask(offer)
        if taken.status != "answered":
            found.append((offer, taken))
    return found


@pytest.mark.parametrize(("language", "question"), ASKED, ids=[question for _, question in ASKED])
def test_every_offer_is_answered(language: Language, question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert answer.language == language or len(question.split()) < 3
    if answer.status != "answered":
        assert answer.choices or answer.suggestions
    assert not_answered(question, assistant) == []


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_every_offer_to_any_words_is_answered(assistant: Assistant, question: str) -> None:
    assert not_answered(question, assistant) == []
