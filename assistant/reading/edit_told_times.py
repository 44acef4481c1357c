"""Times told by the period a conversation is about: the one before or after, its second half, the weekend before."""

from assistant.plan import Period
from assistant.reading import calendar_days as cal
from assistant.reading.calendar_days import DAY
from assistant.reading.edit import Edit
from assistant.reading.phrase import Span
from assistant.reading.times import earlier, last_full_month, unit_of
from assistant.reading.times import later as like_after


def anchor(edit: Edit) -> Period:
    """The period the conversation is about."""
    found: tuple[Period, ...] = edit.parts["periods"]
    return found[-1] if found else last_full_month(edit.today)


def unit_said(edit: Edit, span: Span) -> str | None:
    """The unit a word such as `Vormonat` is about."""
    return unit_of(edit.said.facts, span.key, span.slot("unit"))


def day_of_month(edit: Edit) -> list[Period]:
    """`on the 26th`, in the month the conversation is about; `the second` of quarters."""
    month = cal.unit_at("month", anchor(edit).first)
    number = edit.said.day
    if edit.said.quarter:
        return [cal.quarter(month.first.year, edit.said.quarter)]
    if not number or number > month.last.day:
        return []
    day, before = month.first + (number - 1) * DAY, _words_before_day(edit)
    if before & edit.said.words.until and not before & edit.said.words.since:
        return [Period(first=month.first, last=day)]
    return [Period(first=day, last=month.last)] if before & edit.said.words.since else [cal.day(day)]


def _words_before_day(edit: Edit) -> set[str]:
    """The three words before the bare number of a day."""
    told = [t.norm for t in edit.said.facts.phrase.tokens]
    at = told.index(str(edit.said.day)) if str(edit.said.day) in told else 0
    return set(told[max(at - 3, 0) : at])


def earlier_than(edit: Edit, last: Period) -> Period:
    """`the month before`, seen from the period before."""
    span = next(iter(edit.said.said("previous")), None)
    if span is None:
        return cal.before(last)
    facts = edit.said.facts
    unit = unit_said(edit, span)
    return earlier(facts, span.key, last, unit, facts.number(span) or 1, span.slot("weekday"))


def later(edit: Edit) -> list[Period]:
    """`the week after`, `the Saturday after that`."""
    if not edit.marked("following", "follows"):
        return []
    last = anchor(edit)
    weekday, unit = edit.said.slot("following", "weekday"), edit.said.slot("following", "unit")
    if weekday:
        first = last.last + DAY
        return [cal.day(first + DAY * ((int(weekday) - first.isoweekday()) % 7))]
    return [like_after(last, unit or last.grain)]


def before_last(edit: Edit) -> list[Period]:
    """`vorletzte`, of the weeks or months the conversation is about."""
    grain = anchor(edit).grain
    told = edit.marked("before_last") and grain != "span" and not edit.said.facts.whens
    return [cal.unit_at(grain, edit.today, 2)] if told else []


def weekend(edit: Edit) -> Period | None:
    """`the whole weekend`, `the weekend before`: told by the days the conversation is about."""
    if not edit.marked("whole_weekend", "weekend_before", "weekend_after"):
        return None
    last = anchor(edit)
    weeks = -1 if edit.marked("weekend_before") else 0
    if edit.marked("weekend_after") and last.last.isoweekday() > 5:
        weeks = 1
    return cal.weekend(last.first + 7 * weeks * DAY)


def half(edit: Edit, whole: Period) -> Period | None:
    """`the second half`: of a month from the 16th on, of any other span from its middle; None of a week or less."""
    month = cal.unit_at("month", whole.first)
    halves = _halves(month) if whole in _halves(month) else _halves(whole)
    return None if whole.days <= 7 else halves[0] if edit.marked("first_half") else halves[1]


def _halves(whole: Period) -> tuple[Period, Period]:
    middle = whole.first + (15 if whole.grain == "month" else whole.days // 2) * DAY
    return Period(first=whole.first, last=middle - DAY), Period(first=middle, last=whole.last)
