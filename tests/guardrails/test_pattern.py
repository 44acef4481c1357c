"""What a pattern needs is in everything it matches: nothing that must be refused is passed over."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guardrails.pattern import Pattern, needed
from guardrails.personal_data import LANGUAGES, with_names, words
from guardrails.screening import question_rules


def patterns() -> Iterator[Pattern]:
    for rule in question_rules():
        for held in (rule.patterns, rule.closer):
            yield from (*held.of_text, *held.of_shape)
    for language in LANGUAGES:
        yield from (
            with_names(p)
            for section in ("addresses", "names_in_context", "first_names_in_context")
            for p in words(language)[section]
        )


PATTERNS = list(patterns())


@pytest.mark.parametrize(("expression", "parts"), [
    (r"\bwife\b", {"wife"}),
    (r"\b(?:my|our) (?:\w+ )?(?:wife|husband)s?\b", {"wife", "husband"}),
    (r"\bwhere\s+(?:is|was)\s*\w", {"where is", "where was"}),
    (r"(?:m[ae]n|girls?)\s+\s[^x]+", {"man ", "men ", "girl ", "girls "}),
    (r"(?:a.b|foo) bar", {" bar"}),
    ("[\xa0_]one.?two[^x]", {" one", "_one"}),
    (r"flat (?:no\.?)? ?\d+", {"flat "}),
    (r"(?:a|b|c|d|e|f) (?:a|b|c|d|e|f|g)", {"a ", "b ", "c ", "d ", "e ", "f "}),
    (r"visitors?", {"visitor"}),
    (r"(?:visitors?|people)+ here", {"people", "visitor"}),
    (r"who(?! is)(?:ever)*", {"who"}),
    (r"a{0,3}bc{2}", {"b"}),
    (r"one|two|th[re]{2}ee?", {"one", "two", "th"}),
    (r"(?P<who>Anna|Bob) \d+", {"anna ", "bob "}),
    (r"one|\d+", set()),
    (r"(?:one)?", set()),
])  # fmt: skip
def test_what_a_pattern_needs(expression: str, parts: set[str]) -> None:
    assert needed(expression) == parts


def test_unknown_syntax_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown syntax"):
        needed("(?x)a b")


@given(st.data())
@settings(max_examples=300, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_no_text_is_passed_over_that_a_pattern_matches(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS))
    text = data.draw(st.from_regex(pattern.regex))
    assert pattern.found_in(text) == bool(pattern.regex.search(text))


@pytest.mark.parametrize("text", ["my wİfe", "my wıfe", "my huſband", "where does my Kid live"])
def test_letters_that_only_look_different_are_found(text: str) -> None:
    pattern = Pattern(r"\bmy (?:wife|husband)\b|\bmy kid\b|\bdoes my kid\b")
    assert pattern.found_in(text) == bool(re.search(pattern.expression, text, re.IGNORECASE)) is True


@pytest.mark.parametrize("text", ["KIZIM", "kizim", "kızım", "\xb5 m", "ISTANBUL"])
def test_a_pattern_of_other_letters_is_held_against_every_text_it_matches(text: str) -> None:
    pattern = Pattern("kızım|(?:μ|xyz) m|İstanbul")
    assert pattern.found_in(text) == bool(re.search(pattern.expression, text, re.IGNORECASE)) is True


def test_nearly_every_pattern_of_the_word_files_can_be_passed_over() -> None:
    assert sum(bool(pattern.needed) for pattern in PATTERNS) > 0.9 * len(PATTERNS)
