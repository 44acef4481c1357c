"""Screens a question before it is read: questions about persons, sensitive places, hidden numbers, and tricks.

The rules (Q01, Q02, ...) are data: words and patterns lie in screening_words/, one file per language. Every question
is held against all of them, whichever language it is written in. The screening is the first and not the only lock: what
passes here can still reach nothing but protected cells.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from guardrails.disguise import is_encoded, only_letters, other_readings, plain, with_letters_for_digits
from guardrails.pattern import Pattern
from guardrails.personal_data import Kind, personal_data, with_names
from guardrails.shape import of_shapes, over_shapes, shape
from guardrails.verdict import Finding
from warehouse.catalog import Label, Language, read_yaml

_RULE_OF_KIND: dict[Kind, str] = {
    "name": "Q01",
    "phone": "Q02",
    "email": "Q02",
    "device": "Q02",
    "plate": "Q02",
    "address": "Q04",
}
LONGEST_QUESTION = 2000
"""Characters. No question of the trade comes near it; longer ones are judged by no other rule."""
_TOO_LONG = "Q13"
_HIDDEN_NUMBER, _ENCODED = "Q07", "Q11"


class _Words(BaseModel):
    """What people read about a rule in one language, and questions in it that must be refused or must pass."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    why: str
    message: str
    patterns: tuple[str, ...] = ()
    closer: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Patterns:
    """Patterns over a text, and patterns over its shape."""

    of_text: tuple[Pattern, ...]
    of_shape: tuple[Pattern, ...]

    @classmethod
    def of(cls, expressions: Iterable[str]) -> "_Patterns":
        listed = tuple(expressions)
        of_text = tuple(with_names(each) for each in listed if not of_shapes(each))
        return cls(of_text, tuple(Pattern(over_shapes(each)) for each in listed if of_shapes(each)))


@dataclass(frozen=True)
class QuestionRule:
    """A rule about questions. The examples are tests: each of `refused` must yield this rule, none of `allowed` any.

    `closer` are patterns for questions that nobody could read: they go by less, and would stop some honest questions.
    """

    id: str
    title: Label
    why: Label
    message: Label
    patterns: _Patterns
    closer: _Patterns
    refused: tuple[str, ...]
    allowed: tuple[str, ...]


def screen(question: str, known: frozenset[str] = frozenset(), *, closely: bool = False) -> tuple[Finding, ...]:
    """Every rule the question breaks, in the order of the rules; empty if it may be read.

    `known` are the case-folded names of the warehouse's places: they are never taken for names of persons. `closely`
    holds the question against the closer patterns alone: for one that passed and that the reader did not understand.
    """
    text = plain(question[: LONGEST_QUESTION + 1])
    if closely:
        broken = set(_broken_by_pattern(_without(text, _phrases("courtesy").of_text), closely=True))
    else:
        broken = {_TOO_LONG} if len(question) > LONGEST_QUESTION else _broken(text, known)
    return tuple(Finding(rule.id, rule.message) for rule in question_rules() if rule.id in broken)


def _broken(text: str, known: frozenset[str]) -> set[str]:
    written = with_letters_for_digits(text)
    return {
        *_broken_by_personal_data(text, known),
        *_broken_by_pattern(text),
        *(_broken_by_pattern(written) if written != text else ()),
        *_broken_by_disguise(text),
    }


@cache
def question_rules() -> tuple[QuestionRule, ...]:
    """The rules about questions, by id."""
    de, en = _rule_words("de"), _rule_words("en")
    return tuple(_rule(rule_id, de[rule_id], en[rule_id]) for rule_id in sorted(de))


def _rule(rule_id: str, de: _Words, en: _Words) -> QuestionRule:
    both: dict[str, list[str]] = _content("both")["rules"].get(rule_id, {})
    return QuestionRule(
        id=rule_id,
        title=Label(de=de.title, en=en.title),
        why=Label(de=de.why, en=en.why),
        message=Label(de=de.message, en=en.message),
        patterns=_Patterns.of(
            (*de.patterns, *en.patterns, *both.get("patterns", ()), *_content("other").get(rule_id, ()))
        ),
        closer=_Patterns.of((*de.closer, *en.closer, *both.get("closer", ()))),
        refused=(*de.refused, *en.refused),
        allowed=(*de.allowed, *en.allowed),
    )


def _broken_by_personal_data(text: str, known: frozenset[str]) -> Iterator[str]:
    asked = _without(text, _phrases("courtesy").of_text)
    return (_RULE_OF_KIND[span.kind] for span in personal_data(asked, known))


def _broken_by_pattern(text: str, *, closely: bool = False) -> Iterator[str]:
    harmless = _phrases("harmless")
    text = _without(text, harmless.of_text)
    shaped = _without(shape(text), harmless.of_shape)
    for rule in question_rules():
        patterns = rule.closer if closely else rule.patterns
        if any(p.found_in(text) for p in patterns.of_text) or any(p.found_in(shaped) for p in patterns.of_shape):
            yield rule.id


def _without(text: str, patterns: tuple[Pattern, ...]) -> str:
    for pattern in patterns:
        text = pattern.blanked(text)
    return text


def _broken_by_disguise(text: str) -> Iterator[str]:
    """Encoded text, and the protected column spelt so that a plain search would miss it."""
    if is_encoded(text) or any(_reads(turned) for turned in other_readings(text)):
        yield _ENCODED
    if not re.search(r"group[ -]?size", text, re.IGNORECASE):
        letters = only_letters(text)
        if "groupsize" in letters:
            yield _HIDDEN_NUMBER
        if any("groupsize" in turned for turned in other_readings(letters)):
            yield _ENCODED


def _reads(text: str) -> bool:
    """Whether a text that was turned round or given other letters holds two usual words."""
    return len(set(re.findall(r"\w{3,}", text.casefold())) & frozenset(_content("other")["words_hidden"])) > 1


def _rule_words(language: Language) -> dict[str, _Words]:
    return {rule_id: _Words.model_validate(entry) for rule_id, entry in _content(language)["rules"].items()}


@cache
def _phrases(section: str) -> _Patterns:
    return _Patterns.of(p for file in ("de", "both", "en") for p in _content(file).get(section, ()))


@cache
def _content(language: str) -> dict[str, Any]:
    """What lies in rules_de.yaml and rules_en.yaml; of both at once, and of other languages, only patterns by rule."""
    content: Any = read_yaml(Path(__file__).parent / "screening_words" / f"rules_{language}.yaml")
    return dict[str, Any](content)
