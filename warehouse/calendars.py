"""The calendar of every country that has places: weekdays, ISO weeks, months and nationwide public holidays."""

from collections.abc import Iterable, Iterator
from datetime import date

import holidays

Row = tuple[date, str, int, date, bool, str, bool, str | None]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def calendar(first: date, last: date, countries: Iterable[str]) -> Iterator[Row]:
    """Rows of the table `calendar` from `first` to `last`, both included, for each country in turn."""
    for country in countries:
        names = nationwide_holidays(country, first.year, last.year)
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            yield _row(date.fromordinal(ordinal), country, names)


def _row(day: date, country: str, names: dict[date, str]) -> Row:
    weekday, holiday = day.weekday(), names.get(day)
    week = day.isocalendar().week
    return day, WEEKDAYS[weekday], week, day.replace(day=1), weekday >= 5, country, holiday is not None, holiday


def nationwide_holidays(country: str, first_year: int, last_year: int) -> dict[date, str]:
    """Date and local name of the public holidays of a whole country; empty for a country that is not known.

    Source: the package `holidays`, which knows countries by their ISO 3166 code. Names come in the country's own
    language, whatever the machine is set to.
    """
    try:
        language = getattr(holidays.country_holidays(country), "default_language", None)
        found = holidays.country_holidays(country, years=range(first_year, last_year + 1), language=language)
    except NotImplementedError:
        return {}
    return dict(found.items())
