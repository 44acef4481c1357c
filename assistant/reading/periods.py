"""The times of a question: found, and made of other times (`since March`, `from Easter to 1 May`)."""

from assistant.plan import Period
from assistant.reading.calendar_days import DAY
from assistant.reading.lexicon import Lexicon
from assistant.reading.phrase import Phrase, Span, longest
from assistant.reading.said_times import Reader, When

MARK = "¶"
_DAYS = {"day": 1, "week": 7}
_RANGES = ("date_range", "day_range", "days_across", "month_range", "iso_weeks")


def find_periods(phrase: Phrase, lex: Lexicon, reader: Reader, question: str) -> tuple[Phrase, list[When], list[Span]]:
    """The phrase with every time as one token, the times in order, and spans whose numbers make no date."""
    ranks = {i + 1 for i, t in enumerate(phrase.tokens) if t.norm in lex.vocabulary.tops}  # `top 3 May` is no day
    counts = _counts(phrase, lex)

    def is_time(span: Span) -> bool:
        if span.key in ("day", "day_range") and phrase.broken(span, question):
            return False
        return not (span.key == "day" and span.first in ranks) and not (span.key == "year" and span.first in counts)

    spans = phrase.find(lex.when, is_time)
    whens = [(span, reader.read(span)) for span in spans]
    wrong = [span for span, when in whens if when is None]
    good = [(span, when) for span, when in whens if when is not None]
    phrase = _marked(phrase, [span for span, _ in good], range(len(good)))
    phrase, times, senseless = _composed(phrase, lex, [when for _, when in good], reader)
    return phrase, times, [*wrong, *senseless]


def _counts(phrase: Phrase, lex: Lexicon) -> set[int]:
    """Where a number as large as a year is a count: `more than 2,000 visits`."""
    if not any(len(token.norm) == 4 and token.norm.isdigit() for token in phrase.tokens):
        return set()
    limits = phrase.find(pattern for pattern in lex.concepts if pattern.section == "threshold")
    return {i for span in limits for i in range(span.first + 1, span.last)}


def _marked(phrase: Phrase, spans: list[Span], numbers: range | list[int]) -> Phrase:
    return phrase.replaced(spans, MARK, list(numbers))


def _composed(phrase: Phrase, lex: Lexicon, whens: list[When], reader: Reader) -> tuple[Phrase, list[When], list[Span]]:
    """Times made of times: `since March`, `from Easter to 1 May`."""
    spans = longest(phrase.find(lex.composed, lambda span: _open(span, phrase, lex)))
    numbers = []
    kept = []
    for span in spans:
        parts = [int(text[1:]) for text in span.slots("period")]
        told = [whens[i] for i in parts]
        made = _counted(span, told[0], reader) if span.slot("unit") else _confirmed(span, told[0])
        made = made or _compose(span.key, told, reader)
        if made:
            kept.append(span)
            numbers.append(len(whens))
            whens = [*whens, made]
    senseless = [span for span in spans if span not in kept and span.key != "same" and not span.slot("unit")]
    return _marked(phrase, kept, numbers), whens, senseless


def _open(span: Span, phrase: Phrase, lex: Lexicon) -> bool:
    """`visits before Easter` is open at one side, `the Friday before Easter` and `the evening before it` are not."""
    before = phrase.tokens[span.first - 1].norm if span.first else ""
    if span.key == "after":
        return not before or bool(span.slot("unit")) or lex.value("weekday", before) == before
    if span.key != "up_to" or not before or before[0] in "§¤¶":
        return True
    measured = phrase.find(pattern for pattern in lex.concepts if pattern.section == "measures")
    return any(found.last == span.first for found in measured)


def _confirmed(span: Span, when: When) -> When | None:
    """`bank holiday Monday, the 4th`: the number repeats the day."""
    day = span.slot("day")
    return when if day and when.period.first == when.period.last and when.period.first.day == int(day) else None


def _counted(span: Span, when: When, reader: Reader) -> When | None:
    """Days or weeks before, after or from a time on: `the two weeks before Easter`, `10 days from 3 May`.

    With both `before` and `after` the two stand against each other. What begins with a day includes it.
    """
    unit, count = reader.unit(span), reader.number(span, "n") or 1
    if unit not in _DAYS:
        return None
    length, at = count * _DAYS[unit] * DAY, when.period
    before = Period(first=at.first - length, last=at.first - DAY)
    start = at.first if span.key in ("from", "around_start") else at.last + DAY
    after = Period(first=start, last=start + length - DAY)
    if span.key in ("around", "around_start"):
        return When(Period(first=before.first, last=after.last), key=span.key, parts=(before, after))
    return When(before if span.key == "before" else after, key=span.key)


def _compose(key: str, parts: list[When], reader: Reader) -> When | None:
    first, last = parts[0].period, parts[-1].period
    if key == "since" and parts[0].key in _RANGES:
        return parts[0]  # `ab 15. Mai bis 20. Juni`: both ends are told
    if key == "since" and first.first <= reader.today:
        return When(Period(first=first.first, last=reader.today), key="since")
    if key == "after" and first.last < reader.today:
        return When(Period(first=first.last + DAY, last=reader.today), key="since")
    if key == "up_to" and first.first > reader.first_day():
        return When(Period(first=reader.first_day(), last=first.first - DAY), key="until")
    if key in ("since_until", "after_until"):
        start = first.first if key == "since_until" else first.last + DAY
        ends = (first, last) if key == "since_until" else ()
        return When(Period(first=start, last=last.last), key="range", parts=ends) if start <= last.last else None
    if key == "until":
        return When(Period(first=reader.first_day(), last=first.last), key="until")
    if key == "range" and first.first <= last.first and first != last:
        return When(Period(first=first.first, last=last.last), key="range", parts=(first, last))
    if key == "same" and (last.first <= first.first and first.last <= last.last):
        return When(first, parts[0].weekday, parts[0].running, parts[0].key)
    if key == "same" and (first.first <= last.first and last.last <= first.last):
        return When(last, parts[1].weekday, parts[1].running, parts[1].key)
    return None
