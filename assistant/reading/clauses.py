"""Clauses of a message: what is said beside the question is set aside and named, never mixed into it.

`Wir planen eine Kampagne: wie viele Besuche ...`, `visits and revenue of ...`, two questions in one message.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.reading.facts import Facts
from assistant.reading.phrase import Span
from assistant.reading.text import Token, fold

_END = re.compile(r"[?!;:\n]+(?=\s|$)|(?<=[^\W\d_]{3})\.(?=\s|$)|\s[-–—]\s")
_COMMA = re.compile(_END.pattern + r"|,(?=\s)")
_ASKING = ("measures", "rank", "asks", "share", "by", "change", "average", "count", "threshold")
_IDLE = ("greeting", "bare")
_PREAMBLE = 4  # words from which on a part between commas can be a sentence of its own


@dataclass(frozen=True)
class Clause:
    """A part of the question: where it stands in the text, and whether it ends as a question."""

    start: int
    end: int
    asks: bool


def clauses(text: str, ends: re.Pattern[str] = _END) -> list[Clause]:
    """The parts of a message, cut at its punctuation."""
    marks = [m.span() for m in ends.finditer(text)]
    starts = [0, *(end for _, end in marks)]
    stops = [*(start for start, _ in marks), len(text)]
    whole = [*(end for _, end in marks), len(text)]
    return [
        Clause(a, b, "?" in text[b:c])
        for a, b, c in zip(starts, stops, whole, strict=True)
        if text[a:b].strip()
    ]  # fmt: skip


def beside(facts: Facts, unbound: Iterable[Token]) -> bool:
    """Whether words nobody knows, no numbers, stand in clauses that ask nothing, next to one that does."""
    unbound = list(unbound)
    leaving_out = facts.lex.negations
    if any(t.norm[0].isdigit() or t.norm in leaving_out for t in unbound):
        return False
    unbound = [t for t in unbound if not _purpose(facts, t)]
    if not unbound:
        return any(s.section in _ASKING for s in facts.spans)
    for ends in (_END, _COMMA):
        parts = clauses(facts.question, ends)
        idle = [c for c in parts if not _spans(facts, c) and _tells(facts, c, at_comma=ends is _COMMA)]
        asking = [c for c in parts if any(s.section in _ASKING for s in _spans(facts, c))]
        if asking and all(any(c.start <= t.start < c.end for c in idle) for t in unbound):
            return True
    return False


def _purpose(facts: Facts, token: Token) -> bool:
    """`für unsere Vorlage im Ausschuss`: what somebody needs a figure for, as far as it names nothing we know."""
    vocabulary, tokens = facts.lex.vocabulary, facts.phrase.tokens
    purpose, owners = ({fold(w) for w in words} for words in (vocabulary.purpose, vocabulary.owners))
    linking = {fold(w) for w in (*vocabulary.articles, *vocabulary.place_prepositions)}
    at = next(i for i, t in enumerate(tokens) if t is token) - 1
    while at >= 0 and (tokens[at].norm in linking or not _is_said(facts, at)):
        at -= 1
    at -= at > 1 and tokens[at - 1].norm in owners and facts.lex.idle(tokens[at].norm)  # `für unsere Vorlage im ...`
    return at > 0 and tokens[at].norm in owners and tokens[at - 1].norm in purpose


def _is_said(facts: Facts, at: int) -> bool:
    """Whether a token is known: it says something, is a mark, or is harmless."""
    norm = facts.phrase.tokens[at].norm
    return norm[0] in "§¤¶" or facts.lex.idle(norm) or any(s.first <= at < s.last for s in facts.spans)


def without_topics(facts: Facts, topics: list[Span]) -> str | None:
    """The question without what the data do not hold, if that only stands beside something they do."""
    text = facts.question
    for span in sorted(topics, key=lambda s: -s.first):
        cut = _listed(facts, span) or _own_clause(facts, span)
        if cut is None:
            return None
        text = text[: cut[0]] + text[cut[1] :]
    return text


def first_question(facts: Facts) -> tuple[str, str] | None:
    """The first of two questions in one message, and the rest of it."""
    asked = [c for c in clauses(facts.question) if c.asks and any(s.section in _ASKING for s in _spans(facts, c))]
    if len(asked) < 2:
        return None
    cut = asked[0].end + 1
    return facts.question[:cut], facts.question[cut:].strip(" ?!.")


def _tells(facts: Facts, clause: Clause, *, at_comma: bool) -> bool:
    """More than a word; between commas a phrase that names no place and no time, so no item of a list."""
    inside = [t for t in facts.phrase.tokens if clause.start <= t.start < clause.end]
    if not at_comma:
        return len(inside) > 1
    return len(inside) >= _PREAMBLE and not any(t.norm[0] in "§¤¶" for t in inside)


def _spans(facts: Facts, clause: Clause) -> list[Span]:
    tokens = facts.phrase.tokens
    return [s for s in facts.spans if s.section not in _IDLE and clause.start <= tokens[s.first].start < clause.end]


def _listed(facts: Facts, span: Span) -> tuple[int, int] | None:
    """`visits and revenue`: from the measure's end to the topic's, or from the topic to the measure."""
    tokens = facts.phrase.tokens
    joins = {fold(word) for word in facts.lex.vocabulary.conjunctions}
    for measure in facts.said("measures"):
        first, last = (measure, span) if measure.first < span.first else (span, measure)
        between = tokens[first.last : last.first]
        comma = "," in facts.question[tokens[first.last - 1].end : tokens[last.first].start]
        if len(between) <= 2 and (comma or any(t.norm in joins for t in between)):
            if first is measure:
                return tokens[measure.last - 1].end, tokens[span.last - 1].end
            return tokens[span.first].start, tokens[measure.first].start
    return None


def _own_clause(facts: Facts, span: Span) -> tuple[int, int] | None:
    """A clause of its own, unless it is the question and what remains is only told."""
    parts = clauses(facts.question)
    at = facts.phrase.tokens[span.first].start
    own = next((c for c in parts if c.start <= at < c.end), None)
    others = [c for c in parts if c is not own and any(s.section in _ASKING for s in _spans(facts, c))]
    told = [t for t in facts.phrase.tokens if own and own.start <= t.start < own.end]
    if len(told) < _PREAMBLE and not (own and own.asks):
        return None  # `Bei Regen: ...` is a condition
    if own is None or not others or (own.asks and not any(c.asks for c in others)):
        return None
    return own.start, own.end
