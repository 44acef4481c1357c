"""Words that people are spoken of with are known by their classes, in every form and in compounds."""

import pytest

from guardrails.shape import _listed, of_shapes, shape


@pytest.mark.parametrize(("word", "marked"), [
    ("wife", "<kin>"),
    ("nurses", "<roles>"),
    ("Nachtpflegerin", "<role>"),
    ("Vorstandschef", "<role>"),
    ("Mitarbeitern", "<role>"),
    ("IT-Leiter", "<role>"),
    ("Besucher", "<one>"),
    ("Fahrzeuge", "Fahrzeuge"),
    ("Sekunde", "Sekunde"),
    ("Angebote", "Angebote"),
    ("footfall", "footfall"),
])  # fmt: skip
def test_a_word_is_marked_with_its_class(word: str, marked: str) -> None:
    assert shape(f"3 {word}?") == f"3 {marked}?"


def test_a_word_of_two_classes_bears_both() -> None:
    assert shape("Mann") == "<kin.one>"


def test_a_pattern_that_names_no_class_is_one_over_texts() -> None:
    assert of_shapes(r"\bmy {adj}<kin>")
    assert not of_shapes(r"(?<=a)(?P<who>x)\b")


@pytest.mark.parametrize("language", ["de", "en"])
def test_lists_hold_words(language: str) -> None:
    """YAML reads an unquoted `on` or `off` as no word."""
    assert all(isinstance(word, str) for words in _listed(language).values() for word in words)
