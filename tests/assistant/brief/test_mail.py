"""A client's mail: what is asked is found, and nothing is dropped unseen."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brief.mail import MOST_CHARACTERS, MOST_QUESTIONS, split
from warehouse.catalog import read_yaml

CASES: Any = read_yaml(Path(__file__).parents[2] / "cases" / "brief" / "mails.yaml")
WORDS = st.lists(st.sampled_from(["visits", "am", "Markt", "in", "Mai", "Hallo", "Viele", "Grüße", "z.B.", "3."]))
SENTENCES = st.tuples(
    st.sampled_from(["\n", "\n\n", " ", "\n- ", "\n> ", "\n1. ", "\nHallo Frau Kern, ", "\r\n\t", "\n--\n"]),
    WORDS,
    st.sampled_from(["?", ".", "!", "", ":", ".)"]),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_mail_is_taken_apart(case: dict[str, Any]) -> None:
    found = split(case["mail"], lambda sentence: sentence in case.get("understood", ()))
    assert list(found.questions) == case["questions"]
    assert len(found.left_out) == len(case["left_out"])
    for sentence, part in zip(found.left_out, case["left_out"], strict=True):
        assert part in sentence


@given(st.lists(SENTENCES, max_size=2 * MOST_QUESTIONS), st.booleans())
def test_no_sentence_is_lost_or_told_twice(sentences: list[tuple[str, list[str], str]], understood: bool) -> None:
    mail = "".join(f"{gap}{' '.join([*words, f'Mark{n:04d}'])}{end}" for n, (gap, words, end) in enumerate(sentences))
    found = split(mail, lambda _: understood)
    told = " ".join((*found.questions, *found.left_out))
    assert [told.count(f"Mark{n:04d}") for n in range(len(sentences))] == [1] * len(sentences)
    assert len(found.questions) <= MOST_QUESTIONS


@given(st.text())
def test_any_text_is_taken_apart(text: str) -> None:
    found = split(text, lambda _: True)
    assert all(sentence.strip() for sentence in found.questions)


def test_what_is_beyond_the_limit_is_said() -> None:
    found = split("x" * MOST_CHARACTERS + " Wie viele Besuche?", lambda _: False)
    assert found.left_out[-1] == "Wie viele Besuche?"
