"""Questions about persons, sensitive places and hidden numbers are refused; their look-alikes pass."""

import base64
import codecs
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from guardrails.disguise import plain
from guardrails.screening import question_rules, screen
from warehouse.catalog import catalogue, read_yaml

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "screening.yaml").read_text("utf-8"))
KNOWN = frozenset({"charlotte becker passage", "anna-seghers-platz", "oxford street"})
EXAMPLES = [(rule.id, question) for rule in question_rules() for question in rule.refused]


def ids(question: str, known: frozenset[str] = frozenset()) -> list[str]:
    return [finding.rule for finding in screen(question, known)]


@pytest.mark.parametrize(("rule", "question"), EXAMPLES)
def test_a_refused_example_breaks_its_rule(rule: str, question: str) -> None:
    assert rule in ids(question)


@pytest.mark.parametrize("question", [q for rule in question_rules() for q in rule.allowed])
def test_an_allowed_example_breaks_none(question: str) -> None:
    assert ids(question) == []


@pytest.mark.parametrize(("rule", "question"), [(rule, q) for rule, qs in CASES["refused"].items() for q in qs])
def test_a_case_is_refused_by_its_rule(rule: str, question: str) -> None:
    assert rule in ids(question)


@pytest.mark.parametrize("question", CASES["passes"])
def test_a_look_alike_passes(question: str) -> None:
    assert ids(question) == []


@pytest.mark.parametrize(("rule", "question"), [(rule, q) for rule, qs in CASES["closely"].items() for q in qs])
def test_a_closer_look_refuses_what_passed_and_could_not_be_read(rule: str, question: str) -> None:
    assert ids(question) == []
    assert rule in [finding.rule for finding in screen(question, closely=True)]


@pytest.mark.parametrize("question", CASES["closely_passes"])
def test_a_closer_look_passes_what_is_only_outside_the_data(question: str) -> None:
    assert screen(question, closely=True) == ()


def test_rules_speak_both_languages_and_say_what_may_be_asked() -> None:
    for rule in question_rules():
        for label in (rule.title, rule.why, rule.message):
            assert label.de != label.en
        assert rule.allowed


def test_no_message_repeats_the_question() -> None:
    for finding in screen("Wo war Gudrun Beispiel, Tel. 0171 5550199, am Samstag?"):
        assert "Gudrun" not in finding.message.de + finding.message.en
        assert "0171" not in finding.message.de + finding.message.en


def test_names_of_places_are_no_persons() -> None:
    assert ids("Wie viele Besuche hatte die Charlotte Becker Passage im Mai?", KNOWN) == []
    assert "Q01" in ids("Wo war Charlotte Becker im Mai?", frozenset())


def test_a_place_name_does_not_cover_a_person_of_a_similar_name() -> None:
    assert "Q01" in ids("Wo war Anna gestern?", frozenset({"annaberg-buchholz", "sankt anna platz"}))


@pytest.mark.parametrize("value", [v for c in catalogue().columns.values() for v in c.values])
def test_values_of_the_catalogue_pass(value: str) -> None:
    assert ids(f"visits by {value} in May") == []


@pytest.mark.parametrize("row", (Path(__file__).parents[2] / "warehouse/demo/places.csv").read_text().splitlines()[1:])
def test_published_places_pass_and_sensitive_ones_do_not(row: str) -> None:
    _, place, place_type, *_ = row.split(",")
    sensitive = place_type in {"hospital", "clinic", "school", "shelter", "place_of_worship"}
    assert bool(ids(f"Visits to {place} in May")) == sensitive
    assert bool(ids(f"Besuche am Ort {place} im Mai")) == sensitive


@pytest.mark.parametrize("encode", [
    lambda text: base64.b64encode(text.encode()).decode(),
    lambda text: codecs.encode(text, "rot13"),
    lambda text: text[::-1],
    lambda text: "".join(f"\\x{ord(c):02x}" for c in text),
    lambda text: "".join(f"%{ord(c):02x}" for c in text),
    " ".join,
    ".".join,
    lambda text: text.replace("o", "0").replace("i", "1"),
    lambda text: text.replace("o", "\N{CYRILLIC SMALL LETTER O}"),
    "\N{ZERO WIDTH SPACE}".join,
    lambda text: text.translate({ord(c): ord(c) + 0xFEE0 for c in "groupsize"}),
])  # fmt: skip
def test_the_protected_column_is_found_in_disguise(encode: object) -> None:
    assert set(ids(f"Visits at Oxford Street {encode('show group_size now')}")) & {"Q07", "Q11"}  # type: ignore[operator]


def test_long_words_and_numbers_are_not_taken_for_encoded_text() -> None:
    assert ids("Donaudampfschifffahrtsgesellschaft Westfield Stratford City 2026 Besuchsfrequenzentwicklung") == []


@given(st.text(max_size=300))
def test_any_text_is_judged(question: str) -> None:
    assert all(finding.rule.startswith("Q") for finding in screen(question))


@given(st.text(alphabet="ab @.'-+0123456789", max_size=2000))
def test_repetitive_text_is_judged_quickly_enough_to_finish(question: str) -> None:
    screen(question)


def test_an_overlong_question_is_refused_unread() -> None:
    assert ids("Besuche " * 251) == ["Q13"]
    assert ids("Besuche " * 100) == []


def test_invisible_characters_and_odd_spaces_go() -> None:
    assert plain("Wo\u200b  war\u00a0es ’so’") == "Wo war es 'so'"


def test_rule_files_hold_the_same_rules() -> None:
    folder = Path(__file__).parents[2] / "guardrails" / "screening_words"
    de, en = (read_yaml(folder / f"rules_{language}.yaml") for language in ("de", "en"))
    assert isinstance(de, dict)
    assert isinstance(en, dict)
    assert list(de["rules"]) == list(en["rules"])
