"""How answers write things: texts from the phrases, numbers, dates and the values of the data, in one language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from babel import Locale
from babel.numbers import format_decimal

from assistant.answer import Language
from assistant.compile.outcome import Column
from assistant.plan import Period
from warehouse.catalog import catalogue, read_yaml

LOCALES: dict[Language, str] = {"de": "de", "en": "en_GB"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DASH, ELLIPSIS = "–", "…"
Value = bool | int | float | str | date | None


@dataclass(frozen=True)
class Wording:
    """One language. Unknown keys are a KeyError: a bug, not an outcome."""

    language: Language
    phrases: dict[str, dict[str, Any]]

    def __call__(self, key: str, **values: object) -> str:
        """The text under `section.name` with its {fields} filled in."""
        section, name = key.split(".", 1)
        return str(self.phrases[section][name]).format(**values)

    def has(self, key: str) -> bool:
        """Whether there is a text under `section.name`."""
        section, name = key.split(".", 1)
        return name in self.phrases[section]

    def counted(self, key: str, n: float) -> str:
        """The text for one or for many, with the number in it."""
        section, name = key.split(".", 1)
        forms = self.phrases[section][name]
        return str(forms["one" if n == 1 else "many"]).format(n=self.number(n))

    def number(self, value: float) -> str:
        """Whole above 100, else with as many digits as say something."""
        size = abs(value)
        digits = "#,##0" if size >= 100 or float(value).is_integer() else "#,##0.0" if size >= 10 else "#,##0.0#"
        return str(format_decimal(value, format=digits, locale=LOCALES[self.language]))

    def percent(self, value: float, signed: bool = False) -> str:
        """A value in percent, one digit, with its sign for changes."""
        number = format_decimal(abs(value), format="#,##0.0", locale=LOCALES[self.language])
        sign = "−" if value < 0 else "+" if signed and value > 0 else ""
        return f"{sign}{number} %" if self.language == "de" else f"{sign}{number}%"

    def day(self, day: date, year: bool = True) -> str:
        """`27. Juni 2026`, `27 June 2026`."""
        return f"{day.day}{'.' if self._german else ''} {self.month(day) if year else self._month_name(day)}"

    def month(self, day: date) -> str:
        """`Juni 2026`."""
        return f"{self._month_name(day)} {day.year}"

    def weekday(self, day: date) -> str:
        """`Samstag`."""
        return str(self._locale.days["format"]["wide"][day.weekday()])

    def span(self, first: date, last: date) -> str:
        """`15.–21. Juni 2026`, or both ends in full where months differ."""
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}{'.' if self._german else ''}{DASH}{self.day(last)}"
        return f"{self.day(first, year=first.year != last.year)} {DASH} {self.day(last)}"

    def when(self, periods: tuple[Period, ...]) -> str:
        """The periods with their prepositions and real dates."""
        if not periods:
            return self("when.all")
        if len(periods) > 4:
            periods = (*periods[:2], *periods[-2:])
        return self.listed(self._when(p) for p in periods)

    def _when(self, period: Period) -> str:
        first, last = period.first, period.last
        match self._shape(period):
            case "day":
                return self("when.day", day=self.named_period(period))
            case "week":
                return self("when.week", week=first.isocalendar().week, span=self.span(first, last))
            case "month":
                return self("when.month", month=self.month(first))
            case "quarter":
                return self("when.quarter", quarter=(first.month + 2) // 3, year=first.year)
            case "year":
                return self("when.year", year=first.year)
        if (first.year, first.month) == (last.year, last.month):
            return self("when.within", first=first.day, last=self.day(last))
        return self("when.span", first=self.day(first, year=first.year != last.year), last=self.day(last))

    def period(self, period: Period) -> str:
        """The period as a name, without a preposition."""
        first, last = period.first, period.last
        match self._shape(period):
            case "day":
                return self.day(first)
            case "week":
                return self("period.week", week=first.isocalendar().week, span=self.span(first, last))
            case "month":
                return self.month(first)
            case "quarter":
                return self("period.quarter", quarter=(first.month + 2) // 3, year=first.year)
        return self.span(first, last)

    def named_period(self, period: Period) -> str:
        """The period as a name, a day with its weekday: `Samstag, 20. Juni 2026`."""
        return f"{self.weekday(period.first)}, {self.day(period.first)}" if period.days == 1 else self.period(period)

    @staticmethod
    def _shape(period: Period) -> str:
        first, last = period.first, period.last
        after = last + timedelta(days=1)
        if first == last:
            return "day"
        if first.day == 1 and after.day == 1:
            months = (after.year - first.year) * 12 + after.month - first.month
            starts = {1: "month", 3: "quarter", 12: "year"}
            return starts.get(months, "span") if (first.month - 1) % max(months, 1) == 0 else "span"
        return "week" if first.isoweekday() == 1 and (after - first).days == 7 else "span"

    def listed(self, things: Iterable[str]) -> str:
        """`a, b und c`."""
        items = list(dict.fromkeys(things))
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('where.and')} {items[-1]}"

    def figure(self, value: Value, column: Column) -> str:
        """A figure with its unit, as said in a sentence."""
        if value is None:
            return self("value.none")
        number = float(cast(float, value))
        if column.kind == "percent":
            return self.percent(number, signed=column.field == "growth")
        if column.kind == "points":
            return self.counted("figure.points", round(number, 1))
        if column.kind == "index":
            return self.number(round(number))
        rounded = round(number) if abs(number) >= 100 else round(number, 1) if column.kind == "minutes" else number
        return self.counted(f"figure.{self._noun(column)}", rounded)

    def _noun(self, column: Column) -> str:
        if column.kind == "minutes":
            return "minutes"
        if column.field in ("travellers", "cross_visitors", "visits_per_visitor"):
            return column.field
        return column.unit if column.unit in self.phrases["figure"] else "groups"

    def plain(self, value: Value, column: Column) -> str:
        """A figure without its unit; a value of a dimension by its label."""
        if value is None:
            return self("value.none")
        if column.kind == "dimension":
            return self.value(column.field, value)
        if column.kind in ("percent", "points"):
            return self.percent(float(cast(float, value)), signed=column.field in ("growth", "change"))
        return self.number(cast(float, value))

    def value(self, field: str, value: Value) -> str:
        """A value of a dimension as people say it: a day, a week, an hour, a label of the catalogue."""
        if value is None:
            return self("value.none")
        if isinstance(value, bool):
            yes, no = ("weekend", "weekdays") if field == "is_weekend" else ("is_so", "is_not_so")
            return self(f"value.{yes if value else no}")
        if isinstance(value, date):
            return self._time(field, value)
        if field == "hour":
            return self("value.hour", first=value, last=int(value) + 1)
        if field == "weekday":
            return self._weekday(str(value))
        if field == "country":
            return self._country(str(value))
        if field == "period":
            return self._period_label(str(value))
        known = catalogue().columns[field].values.get(str(value)) if field in catalogue().columns else None
        return known.label[self.language] if known else str(value)

    def _time(self, field: str, day: date) -> str:
        if field == "month":
            return self.month(day)
        if field == "week":
            return self("period.week", week=day.isocalendar().week, span=self.span(day, day + timedelta(days=6)))
        if field == "quarter":
            return self("period.quarter", quarter=(day.month + 2) // 3, year=day.year)
        return self.day(day)

    def _weekday(self, name: str) -> str:
        number = WEEKDAYS.index(name) if name in WEEKDAYS else int(name) - 1 if name.isdigit() else None
        return name if number is None else self.weekday(date(2024, 1, 1) + timedelta(days=number))

    def _country(self, code: str) -> str:
        return str(self._locale.territories.get(code, code))

    def _period_label(self, text: str) -> str:
        if len(text) == 7:
            return self.month(date.fromisoformat(f"{text}-01"))
        ends = [date.fromisoformat(end) for end in text.split("/")]
        return self.period(Period(first=ends[0], last=ends[-1]))

    def _month_name(self, day: date) -> str:
        return str(self._locale.months["format"]["wide"][day.month])

    @property
    def _locale(self) -> Locale:
        return Locale.parse(LOCALES[self.language])

    @property
    def _german(self) -> bool:
        return self.language == "de"


@cache
def wording(language: Language) -> Wording:
    """The wording of a language, read once."""
    read = read_yaml(Path(__file__).parent / "phrases" / f"{language}.yaml")
    return Wording(language, cast(dict[str, dict[str, Any]], read))
