"""Complete questions the reader offers: the nearest one that works, and one for each reading of an ambiguous one."""

import re
from datetime import date

from assistant.plan import Area, Period
from assistant.reading.facts import Facts
from assistant.reading.lexicon import Lexicon
from assistant.reading.problem import Problem
from assistant.reading.times import last_full_month

_MANY, _FEW = 8, 3
_SPELT = 4  # shorter names of countries are abbreviations


def nearest(facts: Facts, today: date) -> str:
    """Visits of the first place named that is known, in the first period that is covered; else a ranking."""
    place = next((_name(m.areas[0], facts.lex) for m in facts.mentions if len(m.areas) == 1 and m.rank != "type"), None)
    if place:
        return visits(place, facts, today)
    return facts.lex.vocabulary.wording["ranking"].format(period=said(_period(facts, today), facts.lex))


def visits(place: str, facts: Facts, today: date) -> str:
    """How many visits a place had in the first period named that is covered, else in the last full month."""
    return facts.lex.vocabulary.wording["visits"].format(place=place, period=said(_period(facts, today), facts.lex))


def said(period: Period, lex: Lexicon) -> str:
    """A period in words: `im Mai 2026`, `from 1 May 2026 to 7 May 2026`."""
    wording = lex.vocabulary.wording
    if period.grain == "month":
        return wording["month"].format(month=_month(period.first, lex), year=period.first.year)
    kind = "day" if period.first == period.last else "span"
    return wording[kind].format(first=_date(period.first, lex), last=_date(period.last, lex))


def choices(problem: Problem, facts: Facts) -> tuple[str, ...]:
    """One question for each area the ambiguous words can mean; without such words, for the first places known."""
    if problem.mention:
        start, end = problem.mention.start, problem.mention.end
        before, after = _without_article(facts.question[:start], facts.lex), facts.question[end:]
        return tuple(before + _spoken_name(area, facts) + after for area in problem.choices[:_MANY])
    with_place = facts.lex.vocabulary.wording["with_place"]
    question = facts.question.strip()
    return tuple(with_place.format(place=p.place, question=question) for p in facts.names.places[:_FEW])


def _without_article(text: str, lex: Lexicon) -> str:
    """`How busy was the`, before a name, which takes no article in English."""
    dropped = "|".join(lex.vocabulary.dropped_before_names)
    return re.sub(rf"\b(?:{dropped})\s+$", "", text, flags=re.IGNORECASE) if dropped else text


def without_preposition(text: str, lex: Lexicon) -> str:
    """`visits in the`, before a period, which is worded with its own preposition."""
    dropped = "|".join((*lex.vocabulary.place_prepositions, *lex.vocabulary.articles))
    return re.sub(rf"(?:\b(?:{dropped})\s+)+$", "", text, flags=re.IGNORECASE)


def instead(problem: Problem, facts: Facts, today: date) -> tuple[str, ...]:
    """Plain questions about the same places, where putting the names in does not make a complete question."""
    named = problem.choices[:_MANY] or [Area(conditions=(("place", p.place),)) for p in facts.names.places[:_FEW]]
    return tuple(visits(_unique_name(area, facts), facts, today) for area in named)


def _name(area: Area, lex: Lexicon) -> str:
    """What an area is called; a country is stored as a code."""
    field, value = area.conditions[0]
    if field != "country":
        return value
    spoken = lex.vocabulary.countries.get(value, [value])[0]
    return spoken.upper() if len(spoken) < _SPELT else spoken.capitalize()


def _unique_name(area: Area, facts: Facts) -> str:
    """The place's name; a district shared by several cities with its city."""
    return " ".join(value for _, value in area.conditions)


def _spoken_name(area: Area, facts: Facts) -> str:
    """The name as it stands in a sentence: `Hauptbahnhof in Berlin` after an article, not `Berlin Hauptbahnhof`."""
    name = _unique_name(area, facts)
    city = next((p.city for p in facts.names.within(area)), "")
    noun = name.removeprefix(f"{city} ")
    nouns = {form for forms in facts.lex.vocabulary.place_types.values() for form in forms.one}
    return f"{noun} in {city}" if city and noun != name and noun.lower() in nouns else name


def _period(facts: Facts, today: date) -> Period:
    first, last = facts.reference.first_day, facts.reference.last_day
    covered = [w.period for w in facts.whens if first <= w.period.first and w.period.last <= last]
    return covered[0] if covered else last_full_month(today)


def _month(at: date, lex: Lexicon) -> str:
    return lex.vocabulary.months[at.month][0].capitalize()


def _date(at: date, lex: Lexicon) -> str:
    return lex.vocabulary.wording["date"].format(day=at.day, month=_month(at, lex), year=at.year)
