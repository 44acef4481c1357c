"""The times of a question: found, and made of other times (`since March`, `from Easter to 1 May`)."""

from assistant.reading.beside_times import POINTS
from assistant.reading.composed_times import compose
from assistant.reading.lexicon import Lexicon, Pattern
from assistant.reading.phrase import Phrase, Span
from assistant.reading.said_times import read_time
from assistant.reading.when import Slots, When

MARK = "¶"
_QUIET = {"same", "confirmed", "weekday_in", "weekend_in", "week_with", "carried"}  # else the words may mean more
_DEEP = 4  # `from the Friday before Easter until the end of April` takes three rounds


def find_periods(phrase: Phrase, lex: Lexicon, slots: Slots, question: str) -> tuple[Phrase, list[When], list[Span]]:
    """The phrase with every time as one token, the times in order, and spans whose numbers make no date."""
    ranks = {i + 1 for i, t in enumerate(phrase.tokens) if t.norm in lex.vocabulary.tops}  # `top 3 May` is no day
    counts = _counts(phrase, lex)

    def is_time(span: Span) -> bool:
        if span.key in ("day", "day_range", "days") and (
            phrase.broken(span, question) or _apart(span, phrase, question)
        ):
            return False
        return not (span.key == "day" and span.first in ranks) and not (span.key == "year" and span.first in counts)

    spans = phrase.find(lex.when, is_time)
    whens = [(span, read_time(slots, span)) for span in spans]
    wrong = [span for span, when in whens if when is None]
    good = [(span, when) for span, when in whens if when is not None]
    phrase = phrase.replaced([span for span, _ in good], MARK, list(range(len(good))))
    phrase, times, senseless = _composed(phrase, lex, [when for _, when in good], slots)
    return phrase, times, [*wrong, *senseless]


def _apart(span: Span, phrase: Phrase, question: str) -> bool:
    """`in May, 5 busiest days`: a number behind a month and a comma is no day of it."""
    month, day = span.slot("month"), span.slot("day")
    ends = zip(phrase.tokens[span.first : span.last], phrase.tokens[span.first + 1 : span.last], strict=False)
    return any("," in question[a.end : b.start] and (a.norm, b.norm) == (month, day) for a, b in ends)


def _counts(phrase: Phrase, lex: Lexicon) -> set[int]:
    """Where a number as large as a year is a count: `more than 2,000 visits`."""
    if not any(len(token.norm) == 4 and token.norm.isdigit() for token in phrase.tokens):
        return set()
    limits = phrase.find(pattern for pattern in lex.concepts if pattern.section == "threshold")
    return {i for span in limits for i in range(span.first + 1, span.last)}


def _composed(phrase: Phrase, lex: Lexicon, whens: list[When], slots: Slots) -> tuple[Phrase, list[When], list[Span]]:
    """Times made of times, round by round: first those beside or in one, then the spans that begin or end with them."""
    points = [pattern for pattern in lex.composed if pattern.key in (*POINTS, "same")]
    senseless: list[Span] = []
    for patterns in (points, lex.composed):
        for _ in range(_DEEP):
            phrase, made, senseless = _round(phrase, patterns, whens, slots)
            if len(made) == len(whens):
                break
            whens = made
    return phrase, whens, senseless


def _round(
    phrase: Phrase, patterns: list[Pattern], whens: list[When], slots: Slots
) -> tuple[Phrase, list[When], list[Span]]:
    made: dict[Span, When | None] = {}

    def makes_sense(span: Span) -> bool:
        if not _open(span, phrase, patterns[0].lexicon):
            return False
        told = [whens[int(text[1:])] for text in span.slots("period")]
        made[span] = compose(span, told, slots, _beside(span, phrase, whens))
        return made[span] is not None or not (span.key in _QUIET or span.slot("unit"))

    spans = phrase.find(patterns, makes_sense)
    kept = [(span, when) for span in spans if (when := made[span])]
    numbers = list(range(len(whens), len(whens) + len(kept)))
    senseless = [span for span in spans if made[span] is None]
    return phrase.replaced([span for span, _ in kept], MARK, numbers), [*whens, *(when for _, when in kept)], senseless


def _beside(span: Span, phrase: Phrase, whens: list[When]) -> When | None:
    """The time named before a span, else after it."""
    marks = [(i, t.norm) for i, t in enumerate(phrase.tokens) if t.norm[0] == MARK and not span.first <= i < span.last]
    near = [mark for i, mark in marks if i < span.first][-1:] or [mark for _, mark in marks][:1]
    return whens[int(near[0][1:])] if near else None


def _open(span: Span, phrase: Phrase, lex: Lexicon) -> bool:
    """`visits before Easter` is open at one side, `the Friday before Easter` and `the evening before it` are not."""
    before = phrase.tokens[span.first - 1].norm if span.first else ""
    after = phrase.tokens[span.last].norm if span.last < len(phrase.tokens) else ""
    if span.key == "same":
        return after not in lex.vocabulary.onward  # `the Easter weekend, Good Friday to Easter Monday`
    if span.key == "after":
        return not before or bool(span.slot("unit")) or lex.value("weekday", before) == before
    if span.key != "up_to" or not before or before[0] in "§¤¶":
        return True
    measured = phrase.find(pattern for pattern in lex.concepts if pattern.section == "measures")
    return any(found.last == span.first for found in measured)
