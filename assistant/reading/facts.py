"""Everything found in one question, before it is put together."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.reading.gazetteer import Gazetteer
from assistant.reading.lexicon import Lexicon
from assistant.reading.phrase import Phrase, Span
from assistant.reading.places import Mention
from assistant.reading.text import fold
from assistant.reading.when import When
from guardrails.reference import Reference

_MANY_TIMES = 16  # a month: larger numbers are ages
_GROWN = 18  # the youngest age in the data


@dataclass(frozen=True)
class Facts:
    """The phrase with its markers, what the markers stand for, and the concepts said between them."""

    question: str
    phrase: Phrase
    mentions: tuple[Mention, ...]
    whens: tuple[When, ...]
    spans: tuple[Span, ...]
    lex: Lexicon
    names: Gazetteer
    reference: Reference

    def said(self, section: str, *keys: str) -> list[Span]:
        """The spans of a section (with one of these keys, if any are given), in order of the text."""
        return [span for span in self.spans if span.section == section and (not keys or span.key in keys)]

    def has(self, section: str, *keys: str) -> bool:
        """Whether a concept was said."""
        return bool(self.said(section, *keys))

    def fits(self, span: Span) -> bool:
        """Whether what a span captured can play the part: homes need a home, a noun for rows a word before it."""
        if span.section == "roles" and span.key in ("home", "not_home"):
            return all(self.mentions[n].homes or self.mentions[n].rank == "country" for n in self.places_in(span))
        if span.section == "roles" and span.key == "people_of":
            return all(self._are_people(n, span) for n in self.places_in(span))
        if span.section == "rank" and span.slots("n") and span.last < len(self.phrase.tokens):
            return self.phrase.tokens[span.last].norm != "-"
        if span.section == "frequencies":
            return all((self.number(span, "n", i + 1) or 0) < _MANY_TIMES for i in range(len(span.slots("n"))))
        if span.section == "ages" and span.key == "over":
            return (self.number(span) or 0) >= _MANY_TIMES
        if span.section == "ages" and span.key == "range":
            low, high = self.number(span) or 0, self.number(span, "n", 2) or 0
            return low < high and high >= _GROWN
        if span.section in ("by", "bare") and span.slots("thing"):
            first = self.phrase.tokens[span.first].norm
            return not (first.startswith("¤") or (first.startswith("§") and "¤" in span.slots("thing")[0]))
        return True

    def _are_people(self, number: int, span: Span) -> bool:
        """`Leeds shoppers`: one phrase, and no item of a list."""
        city, noun = self.mentions[number], self.phrase.tokens[span.last - 1]
        before = self.phrase.tokens[span.first - 1].norm if span.first else ""
        listed = before in {fold(word) for word in self.lex.vocabulary.conjunctions}
        return bool(city.homes) and city.rank == "city" and not listed and noun.start - city.end == 1

    def said_times(self) -> list[When]:
        """The times as they stand in the phrase, those made of others instead of their parts."""
        marks = [token.norm for token in self.phrase.tokens if token.norm.startswith("¶")]
        return [self.whens[int(mark[1:])] for mark in marks]

    def number(self, span: Span, slot: str = "n", nth: int = 1) -> int | None:
        """The n-th number a span captured."""
        texts = span.slots(slot)
        return int(self.lex.value(slot, texts[nth - 1])) if len(texts) >= nth else None

    def places_in(self, span: Span, slot: str = "place") -> list[int]:
        """The numbers of the mentions a span captured."""
        return [int(text[1:]) for text in span.slots(slot)]

    def thing(self, text: str) -> tuple[str, int | None]:
        """What a `{thing}` stands for: a dimension, and the mention if it was a noun for a type of place."""
        last = text.rsplit("¤", maxsplit=1)[-1]
        if "¤" in text:
            return "place", int(last)
        words = text.split(" ")
        plain = " ".join(words[1:] if words[0].startswith("§") else words)
        return self.lex.value("thing", plain), None

    def dimensions(self, span: Span) -> Iterator[str]:
        """The dimensions of all things a span captured."""
        for text in span.slots("thing"):
            yield self.thing(text)[0]
