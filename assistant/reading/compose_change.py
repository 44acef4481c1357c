"""Periods of a plan, and what is held against what."""

from itertools import pairwise

from assistant.plan import Area, Filter, Period
from assistant.reading import calendar_days as cal
from assistant.reading.compose_mean import against_mean, held_to_mean
from assistant.reading.draft import GROUPS, TIMES, Draft
from assistant.reading.problem import Problem
from assistant.reading.sides import contrasted, mixed, much_more
from assistant.reading.text import fold
from assistant.reading.times import last_full_month, times, whole

_DIFFERENCE = ("difference", "difference_visitors", "difference_between")
_MINUTES = {"dwell_time", "travel_time"}
_WEEK = 7
_SATURDAY = 6
_DISTINCT = {"visitors", "cross_visitors", "travellers"}


def when(draft: Draft) -> Problem | None:
    """Periods, their defaults, and rows by period where several are compared."""
    growing = grows(draft)
    growing = growing and not held_to_normal(draft)
    comparing = growing or draft.has("compare", "versus") or held_to_normal(draft)
    found = times(draft.facts, draft.today, comparing=comparing, pairwise=growing and not _step_by_step(draft))
    if found.declined:
        return Problem("declined", found.declined)
    draft.assumptions += found.assumptions
    draft.parts["periods"] = tuple(found.periods) or _default_period(draft)
    if len(found.periods) > 1 and any(_is_weekend(p) for p in found.periods) and _only_weekend(draft):
        draft.conditions.kept.pop("weekday")  # `Easter weekend or the weekend of 11 April`: a name for the days
    if draft.rows.ranking and not comparing and _contiguous(found.periods):
        found.periods = [Period(first=found.periods[0].first, last=found.periods[-1].last)]
        draft.parts["periods"] = tuple(found.periods)
    by = draft.parts["by"]
    if len(found.periods) > 1 and not growing and not set(by) & {*TIMES, "period"} and not draft.has("total", "total"):
        grains = {p.grain for p in found.periods}
        names = {"day": "date", "week": "week", "month": "month", "quarter": "quarter"}
        draft.parts["by"] = (*by, names.get(grains.pop(), "period") if len(grains) == 1 else "period")
    return None


def _contiguous(periods: list[Period]) -> bool:
    """Several periods, each beginning where the one before ends."""
    return len(periods) > 1 and all(b.first - a.last == cal.DAY for a, b in pairwise(periods))


def _step_by_step(draft: Draft) -> bool:
    """`monthly growth from January to June`: the span has steps, its ends are no pair."""
    return draft.has("asks", "steps") or bool(set(draft.parts["by"]) & set(TIMES))


def _is_weekend(period: Period) -> bool:
    return period.days == 2 and period.first.isoweekday() == _SATURDAY


def _only_weekend(draft: Draft) -> bool:
    return set(draft.conditions.kept.get("weekday", ())) == {"6", "7"}


def grows(draft: Draft) -> bool:
    """Whether a change is asked: by its word, or by two periods in percent."""
    if draft.has("change", "percent", "fell", "factor", "multiple", "more", *_DIFFERENCE) or draft.has("asks", "steps"):
        return True
    if much_more(draft) or contrasted(draft):
        return True
    marked = [int(t.norm[1:]) for t in draft.facts.phrase.tokens if t.norm.startswith("¶")]
    several = len(marked) > 1 or draft.has("previous")
    if draft.has("change", "change") and several:
        return True
    if draft.has("change", "changed") or (
        draft.has("change", "against") and draft.facts.whens[marked[0]].key == "last_unit"
    ):
        return several or any(draft.facts.whens[n].parts for n in marked) or draft.has("change", "against")
    held = draft.has("compare", "versus") or draft.has("previous") or draft.has("change", "against")
    return draft.has("share", "share") and several and held and not _filtered(draft)


def _kind(draft: Draft) -> str:
    if draft.has("change", "factor", "multiple"):
        return "factor"
    more = much_more(draft) and not draft.has("change", "percent", "fell", "more")
    asked = draft.has("change", *_DIFFERENCE) or more or contrasted(draft)
    minutes = bool(_MINUTES & set(draft.parts["measures"])) and draft.has("compare")
    return "difference" if (asked or minutes) and not draft.has("share", "share") else "percent"


def _filtered(draft: Draft) -> bool:
    return bool(set(draft.conditions.kept) & set(GROUPS))


def _default_period(draft: Draft) -> tuple[Period, ...]:
    distinct = set(draft.parts["measures"]) & (_DISTINCT | {"visits_per_visitor"}) or draft.cast.flow
    if distinct and not set(draft.parts["by"]) & set(TIMES) and not draft.has("rank"):
        draft.assumptions.append("last_full_month")
        return (last_full_month(draft.today),)
    draft.assumptions.append("whole_period")
    return (whole(draft.facts),)


def against(draft: Draft) -> Problem | None:
    """Growth and differences."""
    if held_to_mean(draft):
        return against_mean(draft)
    if not grows(draft) or held_to_normal(draft):
        return None
    parts = draft.parts
    parts["change"] = _kind(draft)
    if step := _step(draft):
        parts["by"] = (*parts["by"], step)
    kind = _change_over(draft)
    parts["change_over"] = kind
    if kind == "areas":
        parts["areas"] = _baseline_first(draft)
        parts["by"] = tuple(d for d in parts["by"] if d not in ("place", "city", "country", "area", "region"))
    elif kind == "groups":
        parts["groups"] = _sides_of_group(draft) or _sides_of_week(draft)
        names = {group.field for group in parts["groups"]}
        parts["by"] = tuple(d for d in parts["by"] if d not in {"is_weekend", "weekday", *names})
        for name in names:
            draft.conditions.kept.pop(name, None)
            draft.conditions.left_out.pop(name, None)
    elif kind == "steps":
        _one_step_back(draft)
    elif kind == "periods":
        parts["by"] = tuple(d for d in parts["by"] if d not in (*TIMES, "period"))
        if len(parts["periods"]) == 1 and "whole_period" in draft.assumptions and not draft.has("previous"):
            parts |= {"by": (*parts["by"], "month"), "change_over": "steps"}
        elif len(parts["periods"]) == 1:
            return _add_baseline(draft)
    return None


def _baseline_first(draft: Draft) -> tuple[Area, ...]:
    """`A is bigger than B`: B is what A is held against; without such a word, the one named last."""
    words = draft.facts.lex.vocabulary
    than = {fold(word) for word in (*words.than, *(words.alike if draft.has("change", "factor") else []))}
    articles = {fold(word) for word in draft.facts.lex.vocabulary.articles}
    norms = [t.norm for t in draft.facts.phrase.tokens if t.norm not in articles]
    after = [norms[i + 1] for i, norm in enumerate(norms[:-1]) if norm in than]
    multiples = [s.last for s in draft.facts.said("change", "multiple")]  # `das Doppelte von A`
    after += [t.norm for t in draft.facts.phrase.tokens[multiples[0] :] if t.norm[0] == "§"][:1] if multiples else []
    named = [a for n, m in enumerate(draft.facts.mentions) if f"{m.marker}{n}" in after for a in m.areas]
    areas: tuple[Area, ...] = draft.parts["areas"]
    return areas if named and areas[0] in named else tuple(reversed(areas))


def _step(draft: Draft) -> str | None:
    """The unit of `month on month`, where one longer span is told and no time series yet."""
    told = [s.slot("unit") for s in draft.facts.said("asks", "steps")]
    if not told or set(draft.parts["by"]) & set(TIMES) or len(draft.parts["periods"]) != 1:
        return None
    unit = draft.facts.lex.value("unit", told[0]) if told[0] else "month"
    period = draft.parts["periods"][0]
    whole = cal.unit_at(unit, period.first) if unit in TIMES else period
    return unit if period.last > whole.last else None


def _one_step_back(draft: Draft) -> None:
    """A change for every month from February on needs January as well."""
    unit = next(d for d in draft.parts["by"] if d in TIMES)
    first = draft.parts["periods"][0]
    start = cal.unit_at("day" if unit == "date" else unit, first.first, 1).first
    if start >= draft.facts.reference.first_day:
        draft.parts["periods"] = (Period(first=start, last=first.last), *draft.parts["periods"][1:])


def _sides_of_group(draft: Draft) -> tuple[Filter, Filter] | None:
    """Two groups that stand against each other, the second as the baseline: `how many more women than men`."""
    if draft.pair is None or (draft.pair[0].field == "weekday" and not mixed(draft.pair)):
        return None
    return draft.pair[1], draft.pair[0]


def _sides_of_week(draft: Draft) -> tuple[Filter, Filter]:
    """Two days that were named, else the weekend against the days before it."""
    named = draft.conditions.kept.get("weekday", [])
    first, second = named if len(named) == 2 else ("12345", "67")
    if len(named) == 2 and (_says_than(draft) or draft.has("compare", "versus")):
        first, second = second, first
    return Filter(field="weekday", values=tuple(first)), Filter(field="weekday", values=tuple(second))


def _change_over(draft: Draft) -> str:
    parts = draft.parts
    if set(parts["by"]) & set(TIMES) and draft.has("previous") and len(draft.facts.said("by")):
        return "steps"
    if len(parts["periods"]) > 1:
        return "periods"
    if draft.has("asks", "steps") or (set(parts["by"]) & set(TIMES) and not draft.rows.ranked):
        return "steps" if set(parts["by"]) & set(TIMES) else "periods"
    if set(draft.conditions.kept.get("weekday", [])) == set("1234567") or {"is_weekend", "weekday"} & set(parts["by"]):
        return "groups"
    if _sides_of_group(draft) and not draft.has("previous"):
        return "groups"
    if len(parts["areas"]) == 2 and not draft.has("previous"):
        return "areas"
    return "periods"


def _add_baseline(draft: Draft) -> Problem | None:
    period = draft.parts["periods"][0]
    if draft.has("change", "difference_between"):
        return Problem("clarify", "comparison")
    if draft.has("change", "against"):
        period, _ = cal.unit_at(period.grain, draft.today), period
    baseline = cal.before(period)
    if baseline.first < draft.facts.reference.first_day:
        return Problem("declined", "outside_period")
    draft.parts["periods"] = (baseline, period)
    draft.assumptions.append("previous_period")
    return None


def held_to_normal(draft: Draft) -> bool:
    """Whether something is held against what is usual, and not only the usual itself asked for."""
    usual = {text for s in draft.facts.said("compare", "normal", "than_normal") for text in s.slots("weekday")}
    if len(usual) > 1:
        return False  # `an average Saturday against an average Sunday`
    if draft.has("compare", "than_normal"):
        return True
    if not draft.has("compare", "normal"):
        return False
    days = [when.period for when in draft.facts.said_times()]
    one_day = len(days) == 1 and days[0].first == days[0].last  # `was the 28th a normal Sunday?`
    return one_day or draft.has("compare", "versus") or grows(draft) or _says_than(draft)


def _says_than(draft: Draft) -> bool:
    than = {fold(word) for word in draft.facts.lex.vocabulary.than}
    return any(token.norm in than for token in draft.facts.phrase.tokens)


def normal(draft: Draft) -> Problem | None:
    """A day, or a few, held against the usual ones: the mean of the same weekdays over their month or the span said."""
    if not held_to_normal(draft):
        return None
    days = [p for p in draft.parts["periods"] if (p.last - p.first).days < _WEEK]
    spans = [p for p in draft.parts["periods"] if p not in days]
    if len(days) != 1 or len(spans) > 1:
        return Problem("clarify", "comparison")
    draft.conditions.kept.pop("weekday", None)
    usual = spans[0] if spans else cal.unit_at("month", days[0].first)
    draft.parts |= {"periods": (days[0],), "normal": usual, "statistic": "total", "by": ()}
    return None
