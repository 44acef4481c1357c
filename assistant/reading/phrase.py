"""A question on its way: tokens, their text, and spans found in it; found places and times become single markers."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate

from assistant.reading.lexicon import Lexicon, Pattern
from assistant.reading.text import Token, fold

Groups = dict[str, list[str]]


@dataclass(frozen=True)
class Span:
    """A pattern found over tokens `first`..`last` (exclusive); `groups` are the texts its slots matched, in order."""

    section: str
    key: str
    first: int
    last: int
    groups: tuple[tuple[str, str], ...] = ()

    def slot(self, name: str, nth: int = 1) -> str | None:
        """What the n-th use of a slot matched."""
        return dict(self.groups).get(f"{name}_{nth}")

    def slots(self, name: str) -> list[str]:
        """All a slot matched, in order."""
        return [text for group, text in self.groups if group.rsplit("_", 1)[0] == name]


class Phrase:
    """Tokens as one text, each followed by a space, with the way back from characters to tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.text = "".join(token.norm + " " for token in tokens)
        self._starts = [0, *accumulate(len(token.norm) + 1 for token in tokens)]
        self._present = {token.norm for token in tokens}
        self._slots: dict[str, bool] = {}

    def find(self, patterns: Iterable[Pattern], accept: Callable[[Span], bool] = lambda _: True) -> list[Span]:
        """Where patterns occur, the longest first, none over another.

        A pattern that lost words to a longer one is looked for again in what is left: `after 10pm on` + `on Saturdays`.
        """
        left, kept = [p for p in patterns if self._may_hold(p)], list[Span]()
        while left:
            text = self._without(kept)
            found = [(p, span) for p in left for m in p.regex.finditer(text) if accept(span := self._span(p, m))]
            new = longest([span for _, span in found if span.last > span.first])
            kept += new
            left = list(dict.fromkeys(p for p, span in found if span not in new)) if new else []
        return sorted(kept, key=lambda s: s.first)

    def replaced(self, spans: list[Span], mark: str, numbers: list[int]) -> "Phrase":
        """This phrase with each span as one token `mark` + number."""
        tokens = list(self.tokens)
        for span, number in sorted(zip(spans, numbers, strict=True), key=lambda s: -s[0].first):
            part = tokens[span.first : span.last]
            tokens[span.first : span.last] = [Token(f"{mark}{number}", part[0].start, part[-1].end)]
        return Phrase(tokens)

    def broken(self, span: Span, question: str) -> bool:
        """Whether a sentence ends within a span of the question: `aged 18-24? May`."""
        ends = zip(self.tokens[span.first : span.last], self.tokens[span.first + 1 : span.last], strict=False)
        return any(set(question[left.end : right.start]) & set("?!;") for left, right in ends)

    def _without(self, spans: list[Span]) -> str:
        """The text with nothing to match where spans lie."""
        text = self.text
        for span in spans:
            first, last = self._starts[span.first], self._starts[span.last]
            text = text[:first] + "\0" * (last - first - 1) + " " + text[last:]
        return text

    def _may_hold(self, pattern: Pattern) -> bool:
        """A cheap look before a pattern is compiled and searched: no when it answers no."""
        for words, stems, slots in pattern.needs:
            if not words.isdisjoint(self._present) or any(self._has(slot, pattern.lexicon) for slot in slots):
                continue
            if not (stems and any(word.startswith(stems) for word in self._present)):
                return False
        return True

    def _has(self, slot: str, lex: Lexicon) -> bool:
        if slot not in self._slots:
            self._slots[slot] = lex.holds(slot, self.text)
        return self._slots[slot]

    def _span(self, pattern: Pattern, match: re.Match[str]) -> Span:
        first, last = (bisect_right(self._starts, at) - 1 for at in (match.start(), match.end()))
        named = sorted((match.start(n), n) for n, text in match.groupdict().items() if text is not None)
        groups = tuple((name, match[name].strip()) for _, name in named)
        return Span(pattern.section, pattern.key, first, last, groups)


def plainly(phrase: Phrase, lex: Lexicon) -> Phrase:
    """The phrase with sayings in plain words: `half an hour` is 30 minutes."""
    spans = phrase.find(lex.sayings)
    tokens = list(phrase.tokens)
    for span in reversed(spans):
        first, last = tokens[span.first].start, tokens[span.last - 1].end
        said = span.key.format(*(text for _, text in span.groups)).split()
        tokens[span.first : span.last] = [Token(fold(word), first, last) for word in said]
    return Phrase(tokens) if spans else phrase


def longest(spans: list[Span]) -> list[Span]:
    """Spans without overlap: longer before shorter, earlier before later; in order of the text."""
    taken: set[int] = set()
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.first - s.last, s.section == "bare", s.first)):
        covered = range(span.first, span.last)
        if taken.isdisjoint(covered):
            kept.append(span)
            taken.update(covered)
    return sorted(kept, key=lambda s: s.first)


def ranges(phrase: Phrase, lex: Lexicon) -> Phrase:
    """The phrase without hyphens that join words: a hyphen stays between numbers, dates, months and weekdays."""
    tokens = phrase.tokens
    kept = [
        token
        for i, token in enumerate(tokens)
        if token.norm != "-" or (0 < i < len(tokens) - 1 and all(_spans(tokens[j].norm, lex) for j in (i - 1, i + 1)))
    ]
    return Phrase(kept)


def _spans(word: str, lex: Lexicon) -> bool:
    told = any(lex.value(slot, word) != word for slot in ("month", "weekday", "noon", "half", "minutes"))
    return word[0].isdigit() or word[0] in "@~" or told or word in ("h", "kw", "q", "uhr")
