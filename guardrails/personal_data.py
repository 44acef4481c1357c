"""Finds personal data in free text: names, phone numbers, e-mail, device numbers, number plates, addresses.

The screening refuses a question that holds any, the audit log masks them. Languages are data: screening_words/*.yaml.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from guardrails.pattern import Pattern
from warehouse.catalog import read_yaml

Kind = Literal["email", "device", "phone", "plate", "address", "name"]
LANGUAGES = ("de", "en")
PIECE, LONGEST_FIND = 1000, 200
_FOLDER = Path(__file__).parent / "screening_words"

_NAME_PART = r"(?-i:[A-ZÀ-ÖØ-Þ][\wÀ-ÿ]*(?:[-'’][\wÀ-ÿ]+)*)"
_PARTICLE = r"(?:(?:von|van|de|del|di|der|den|zu|al|el|bin)\s+){0,2}"
_FULL_NAME = rf"{_NAME_PART}(?:\s+{_PARTICLE}{_NAME_PART}){{1,3}}"
_FIRST = r"(?P<first>[^\W\d_]+(?:-[^\W\d_]+)?)\b"
_FIRST_AND_LAST = re.compile(rf"(?<![\w'’-])(?=(?P<who>(?-i:(?=[A-ZÄÖÜ])){_FIRST}\s+{_PARTICLE}{_NAME_PART}))")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"\s+([^\W\d_][\w-]*)")

_NOT_A_NUMBER = re.compile(
    r"\b\d{4}-\d{1,2}(-\d{1,2})?(?!\d)|\b\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:19|20)\d\d\b"
    r"|\b\d{1,3}(?:[.,]\d{3})+\b|\b\d{1,2}:\d\d\b|\b0\d00\s*(?:-|to|bis)\s*[012]\d00\b"
)
# kind; what is quickly looked for first, because every match holds it; the shape itself
_SHAPES: tuple[tuple[Kind, str, str], ...] = (
    (
        "email",
        r"[@\[(](?:(?<=@)|\s?(?:at|ät)\s?[\])])",
        r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[\[(]\s?(?:at|ät)\s?[\])])\s?[\w-]+(?:\s?(?:\.|[\[(](?:dot|punkt)[\])])\s?[\w-]+)+",
    ),
    (
        "device",
        r"[:-](?:[0-9a-f]{2}[:-][0-9a-f]{2}[:-]|[0-9a-f]{4}-)",
        r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
    ),
    (
        "device",
        r"\.\d{1,3}\.\d{1,3}\.\d",
        r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])",
    ),
    (
        "device",
        r"",
        r"\b(?:imsi|imei|iccid|msisdn|tmsi)\W{0,3}(?:\w+\W{1,2}){0,2}?[\d][\d /-]{4,}\d",
    ),
    (
        "plate",
        r"[- ][A-Z]{1,2}[ -]?\d",
        r"(?-i:\b(?!KW|CW|WK|GB|UK|EU|DE)[A-ZÄÖÜ]{1,3}[- ](?!KW|CW|WK|Q|H|JAN|MAI)[A-Z]{1,2}[ -]?\d{1,4}[EH]?\b)",
    ),
    ("plate", r"\d\d ?[A-Z]{3}", r"\b(?!KW|CW|WK)[A-Z]{2}\d{2} ?[A-Z]{3}\b"),
    ("address", r" \d[A-Z]{2}", r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
)
# digits in groups; a phone number or id has nine or more of them, or a country code before it
_DIGITS = re.compile(r"(?<![\w.,])(?:\+|\(\+?)?\d(?:[ /()-]{0,2}\d){5,}(?![\w])")
_MANY_DIGITS = re.compile(r"[+\d](?:(?<=\+)\d|(?<=0)0|(?:[ /()-]{0,2}\d){8})")
"""In every text with a phone or device number: a country code, or nine digits."""


@dataclass(frozen=True)
class Span:
    """Personal data at text[start:end]."""

    kind: Kind
    start: int
    end: int


def personal_data(text: str, known: frozenset[str] = frozenset()) -> tuple[Span, ...]:
    """All personal data in `text`, in order; `known` (case-folded) are names of places, which are never personal."""
    return _merged(s for s in _in_text(text) if not _is_known(text[s.start : s.end], known))


@lru_cache(maxsize=32)
def _in_text(text: str) -> tuple[Span, ...]:
    """All that looks personal; a question is screened and then recorded, a statement recorded as asked and as run."""
    return tuple(span for start in range(0, len(text), PIECE) for span in _in_piece(text, start))


def _in_piece(text: str, start: int) -> Iterator[Span]:
    """What begins in one piece of the text, seen with what surrounds it, so that a long text costs no more a letter."""
    first = max(0, start - LONGEST_FIND)
    seen = text[first : start + PIECE + LONGEST_FIND]
    for span in (*_shapes(seen), *_numbers(seen), *_addresses(seen), *_names(seen)):
        yield Span(span.kind, span.start + first, span.end + first)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, overlapping ones joined under the kind of the first."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if merged and span.start < merged[-1].end:
            merged[-1] = replace(merged[-1], end=max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _is_known(found: str, known: frozenset[str]) -> bool:
    """Whether it is a known name, or several words of one; a house number does not count."""
    plain = re.sub(r"\s*\d+\s*\w?$|^\d+\w?\s+", "", found.casefold())
    return plain in known or (" " in plain and any(f" {plain} " in f" {name} " for name in known))


def _shapes(text: str) -> Iterator[Span]:
    for kind, held, shape in _compiled_shapes():
        if held.search(text):
            yield from (Span(kind, m.start(), m.end()) for m in shape.finditer(text))


def _numbers(text: str) -> Iterator[Span]:
    """Digit runs that can be a phone or device number; dates, years, times and amounts are blanked out first."""
    if not _MANY_DIGITS.search(text):
        return
    plain = _NOT_A_NUMBER.sub(lambda m: "_" * len(m.group()), text)
    for match in _DIGITS.finditer(plain):
        groups = re.findall(r"\d+", match.group())
        count = sum(map(len, groups))
        marked = match.group().lstrip("(").startswith(("+", "00"))
        if (count >= 9 or (marked and count >= 7)) and max(map(len, groups)) >= 3:
            yield Span("device" if count >= 14 else "phone", match.start(), match.end())


def _addresses(text: str) -> Iterator[Span]:
    for pattern in _patterns("addresses"):
        yield from (Span("address", m.start(), m.end()) for m in pattern.finditer(text))


def _names(text: str) -> Iterator[Span]:
    """Names by how people are spoken about ("Where does ... live"), by title, and by a usual first name."""
    by_first: tuple[Pattern | re.Pattern[str], ...] = (*_patterns("first_names_in_context"), _FIRST_AND_LAST)
    for pattern in (*_patterns("names_in_context"), *(by_first if _may_hold_a_first_name(text) else ())):
        for match in pattern.finditer(text):
            following = _WORD.match(text, match.end("who"))
            next_word = following[1] if following else ""
            alone = match["who"] == match.groupdict().get("first")
            if _is_person(match) and not _names_a_thing(next_word.casefold(), alone):
                surname = following if following and alone and not _is_other(next_word) else None
                yield Span("name", match.start("who"), surname.end() if surname else match.end("who"))


def _may_hold_a_first_name(text: str) -> bool:
    """Whether any word is the first part of a listed first name: most texts hold none."""
    return not _first_parts().isdisjoint(map(str.casefold, _LETTERS.findall(text)))


def _is_person(match: re.Match[str]) -> bool:
    first = match.groupdict().get("first")
    return (first is None or first.casefold() in _first_names()) and not _is_other(match["who"])


def _names_a_thing(following: str, first_name_alone: bool) -> bool:
    """Whether the word after a name makes it that of a place or an event: "Mozart Platz", "the Mozart concert".

    After a full name a word that holds more than an ending is a place of its own: "Anna Mozart Marienplatz".
    """
    if following in _place_endings() or following in _listed("named_after"):
        return True
    return first_name_alone and following.endswith(_place_endings())


def _is_other(name: str) -> bool:
    """Whether it holds a word of places, brands, time or trade: then it is no person."""
    lowered = name.casefold()
    found = re.findall(r"[\w'’]+", lowered)
    return any(b in lowered for b in _listed("brands")) or any(
        w in _listed("not_names") or w.endswith(_place_endings()) for w in found
    )


@cache
def _first_parts() -> frozenset[str]:
    return frozenset(name.split("-")[0] for name in _first_names())


@cache
def _first_names() -> frozenset[str]:
    lines = (_FOLDER / "first_names.txt").read_text("utf-8").splitlines()
    return frozenset(name.casefold() for line in lines if not line.startswith("#") for name in line.split())


@cache
def _place_endings() -> tuple[str, ...]:
    return tuple(_listed("place_endings"))


@cache
def words(language: str) -> dict[str, list[str]]:
    """The word lists and patterns of one language, as in screening_words/<language>.yaml."""
    content: Any = read_yaml(_FOLDER / f"{language}.yaml")
    return dict[str, list[str]](content)


@cache
def _listed(section: str) -> frozenset[str]:
    return frozenset(str(w).casefold() for language in LANGUAGES for w in words(language)[section])


@cache
def _compiled_shapes() -> tuple[tuple[Kind, re.Pattern[str], Pattern | re.Pattern[str]], ...]:
    """Number plates and postcodes are told from ordinary words by their capitals."""
    exact = ("plate", "address")
    return tuple(
        (kind, re.compile(held), re.compile(shape))
        if kind in exact
        else (kind, re.compile(held, re.IGNORECASE), Pattern(shape))
        for kind, held, shape in _SHAPES
    )


@cache
def _patterns(section: str) -> tuple[Pattern, ...]:
    return tuple(with_names(p) for language in LANGUAGES for p in words(language)[section])


def with_names(pattern: str) -> Pattern:
    """A pattern of the word files: {first} a word to be looked up among the first names, {name} a
    capitalised full name, {word} one capitalised word.
    """
    for key, value in (("{first}", _FIRST), ("{name}", _FULL_NAME), ("{word}", _NAME_PART)):
        pattern = pattern.replace(key, value)
    return Pattern(pattern)
