"""What the page says before the first question: what the data covers, and questions that it can answer."""

from collections import Counter
from datetime import date, timedelta
from html import escape

from assistant.ui.wording import Wording
from guardrails.reference import Reference

KINDS = {"street": "shopping_street", "centre": "shopping_centre", "station": "station", "park": "park"}


def opening(reference: Reference, wording: Wording, threshold: int) -> str:
    """The opening screen as HTML: the invitation, the span of the data, and the promise."""
    return (
        f'<div class="opening"><h1>{escape(wording("page.opening"))}</h1>'
        f'<p class="covers">{escape(covers(reference, wording))}</p>'
        f'<p class="promise">{escape(wording("page.promise", threshold=threshold))}</p></div>'
    )


def covers(reference: Reference, wording: Wording) -> str:
    """Places, cities, countries, first and last day, in one line."""
    countries = sorted({wording.value("country", place.country) for place in reference.places})
    return wording(
        "page.covers",
        places=wording.number(len(reference.places)),
        cities=wording.number(len({place.city for place in reference.places})),
        countries=", ".join(countries),
        first=wording.day(reference.first_day),
        last=wording.day(reference.last_day),
    )


def examples(reference: Reference, wording: Wording) -> tuple[str, ...]:
    """Example questions about the warehouse's own places and its last whole month."""
    if not reference.places:
        return ()
    values = _fields(reference, wording)
    return tuple(template.format(**values) for template in wording.example_questions)


def _fields(reference: Reference, wording: Wording) -> dict[str, str]:
    places = reference.places
    names = [place.place for place in places]
    fields = {
        field: next((place.place for place in places if place.place_type == kind), names[index % len(names)])
        for index, (field, kind) in enumerate(KINDS.items())
    }
    return fields | {
        "city": Counter(place.city for place in places).most_common(1)[0][0],
        "month": wording.month(last_whole_month(reference.last_day)),
    }


def last_whole_month(last_day: date) -> date:
    """The first day of the last month that the data holds to its end."""
    month_is_whole = (last_day + timedelta(days=1)).day == 1
    return (last_day if month_is_whole else last_day.replace(day=1) - timedelta(days=1)).replace(day=1)
