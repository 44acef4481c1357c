"""Screens a question before it is read: questions about persons, sensitive places, hidden numbers, and tricks.

The rules (Q01, Q02, ...) are data: words and patterns lie in screening_words/, one file per language. Every question
is held against all of them, whichever language it is written in. The screening is the first and not the only lock: what
passes here can still reach nothing but protected cells.
"""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from guardrails.pattern import Pattern
from guardrails.personal_data import LANGUAGES, Kind, personal_data, with_names
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
_LOOK_ALIKES = str.maketrans(
    "аеорсхуіѕԁһјкмтАЕОРСХУІЅТМНКВ’‘`´αεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧɡıⅼ",
    "aeopcxyisdhjkmtAEOPCXYISTMHKB''''aeiknoptuxABEZHIKMNOPTYXgil",
)
_DIGITS_AS_LETTERS = str.maketrans("0134578$@", "oieastbsa")
_MIXED = re.compile(r"[^\W\d_][01345789$@]+(?=[^\W\d_])")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .*_|-]{1,3}){5,}[^\W\d_](?!\w)")
_BASE64 = re.compile(
    r"(?<![\w/+])(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])(?=[\w/+]*[\d=])(?:[A-Za-z0-9+/]{16,}|[A-Za-z0-9+/]{10,}=)={0,2}"
)
_ESCAPES = re.compile(
    r"(?:\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|&#x?[0-9a-f]+;){2,}|(?:%[0-9a-f]{2}){3,}|\b(?:[0-9a-f]{2}\s?){12,}\b", re.I
)


class _Words(BaseModel):
    """What people read about a rule in one language, and questions in it that must be refused or must pass."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    why: str
    message: str
    patterns: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionRule:
    """A rule about questions. The examples are tests: each of `refused` must yield this rule, none of `allowed` any."""

    id: str
    title: Label
    why: Label
    message: Label
    patterns: tuple[Pattern, ...]
    refused: tuple[str, ...]
    allowed: tuple[str, ...]


def screen(question: str, known: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Every rule the question breaks, in the order of the rules; empty if it may be read.

    `known` are the case-folded names of the warehouse's places: they are never taken for names of persons.
    """
    text = plain(question[: LONGEST_QUESTION + 1])
    broken = {_TOO_LONG} if len(question) > LONGEST_QUESTION else _broken(text, known)
    return tuple(Finding(rule.id, rule.message) for rule in question_rules() if rule.id in broken)


def _broken(text: str, known: frozenset[str]) -> set[str]:
    written = text.translate(_DIGITS_AS_LETTERS) if len(_MIXED.findall(text)) > 1 else text
    return {
        *_broken_by_personal_data(text, known),
        *_broken_by_pattern(text),
        *(_broken_by_pattern(written) if written != text else ()),
        *_broken_by_disguise(text),
    }


def plain(question: str) -> str:
    """The question without invisible characters, look-alike letters, odd spaces and quotes."""
    composed = unicodedata.normalize("NFKC", question)
    visible = "".join(c for c in composed if unicodedata.category(c) not in ("Cf", "Mn"))
    return re.sub(r"\s+", " ", visible.translate(_LOOK_ALIKES)).strip()


@cache
def question_rules() -> tuple[QuestionRule, ...]:
    """The rules about questions, by id."""
    de, en = _rule_words("de"), _rule_words("en")
    return tuple(_rule(rule_id, de[rule_id], en[rule_id]) for rule_id in sorted(de))


def _rule(rule_id: str, de: _Words, en: _Words) -> QuestionRule:
    return QuestionRule(
        id=rule_id,
        title=Label(de=de.title, en=en.title),
        why=Label(de=de.why, en=en.why),
        message=Label(de=de.message, en=en.message),
        patterns=tuple(with_names(p) for p in (*de.patterns, *en.patterns, *_content("other").get(rule_id, ()))),
        refused=(*de.refused, *en.refused),
        allowed=(*de.allowed, *en.allowed),
    )


def _broken_by_personal_data(text: str, known: frozenset[str]) -> Iterator[str]:
    return (_RULE_OF_KIND[span.kind] for span in personal_data(text, known))


def _broken_by_pattern(text: str) -> Iterator[str]:
    for harmless in _harmless():
        text = harmless.blanked(text)
    return (rule.id for rule in question_rules() if any(p.found_in(text) for p in rule.patterns))


def _broken_by_disguise(text: str) -> Iterator[str]:
    """Encoded text, and the protected column spelt so that a plain search would miss it."""
    if _ESCAPES.search(text) or any(_is_base64(m.group()) for m in _BASE64.finditer(text)):
        yield _ENCODED
    if _SPACED.search(text) or _reads(codecs.encode(text, "rot13")) or _reads(text[::-1]):
        yield _ENCODED
    if not re.search(r"group[ -]?size", text, re.IGNORECASE):
        letters = re.sub(r"[\W_]", "", text.casefold().translate(_DIGITS_AS_LETTERS))
        if "groupsize" in letters:
            yield _HIDDEN_NUMBER
        if "groupsize" in letters[::-1] or "groupsize" in codecs.encode(letters, "rot13"):
            yield _ENCODED


def _reads(text: str) -> bool:
    """Whether a text that was turned round or given other letters holds two usual words."""
    return len(set(re.findall(r"\w{3,}", text.casefold())) & frozenset(_content("other")["words_hidden"])) > 1


def _is_base64(text: str) -> bool:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode().isprintable()
    except (binascii.Error, ValueError):
        return False


def _rule_words(language: Language) -> dict[str, _Words]:
    return {rule_id: _Words.model_validate(entry) for rule_id, entry in _content(language)["rules"].items()}


@cache
def _harmless() -> tuple[Pattern, ...]:
    return tuple(with_names(p) for language in LANGUAGES for p in _content(language)["harmless"])


@cache
def _content(language: str) -> dict[str, Any]:
    """What lies in rules_de.yaml and rules_en.yaml; of other languages only patterns by rule."""
    content: Any = read_yaml(Path(__file__).parent / "screening_words" / f"rules_{language}.yaml")
    return dict[str, Any](content)
