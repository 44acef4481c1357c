"""Puts the facts of a question together to a plan, or says what is missing."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.plan import Area, Filter, Period, Plan
from assistant.reading import calendar_days as cal
from assistant.reading.conditions import Conditions, conditions
from assistant.reading.facts import Facts
from assistant.reading.places import Mention
from assistant.reading.problem import Problem
from assistant.reading.roles import Cast, cast, homes
from assistant.reading.rows import HOMES, Rows, rows
from assistant.reading.scope import Scope, contains, members, scope
from assistant.reading.text import fold
from assistant.reading.times import last_full_month, times, whole

_DISTINCT = {"visitors", "cross_visitors", "travellers"}
_TIMES = ("date", "week", "month", "quarter")
_PART_ORDER = ("age_band", "gender", "dwell_band", "frequency_band", "home_district", "home_city", "home_region")
_BACKGROUND = ("hour", "daypart", "weekday", "is_public_holiday")


@dataclass
class Draft:
    """A plan in the making."""

    facts: Facts
    today: date
    cast: Cast
    rows: Rows
    conditions: Conditions
    parts: dict[str, Any] = field(default_factory=dict)
    assumptions: list[str] = field(default_factory=list)

    def has(self, section: str, *keys: str) -> bool:
        """Whether a concept was said."""
        return self.facts.has(section, *keys)


Made = tuple[Plan, tuple[str, ...]] | Problem


def compose(facts: Facts, today: date) -> Made:
    """The plan of a question with its assumptions, or the problem."""
    draft = Draft(facts, today, cast(facts), rows(facts), conditions(facts))
    for step in (_who, _where, _what, _how_split, _when, _how_much, _against, _normal, _part, _order, _unused):
        problem = step(draft)
        if problem:
            return problem
    return Plan.model_validate(draft.parts), tuple(dict.fromkeys(draft.assumptions))


def _who(draft: Draft) -> Problem | None:
    """Filters, homes among them."""
    if draft.conditions.declined:
        return Problem("declined", draft.conditions.declined)
    for numbers, leave_out in ((draft.cast.homes, False), (draft.cast.not_homes, True)):
        found = homes(draft.facts, numbers)
        unclear = next((n for n in numbers if _home_unclear(draft, n)), None)
        if unclear is not None:
            mention = draft.facts.mentions[unclear]
            return Problem("clarify", "place", mention=mention, choices=_homes_of(draft, mention))
        for home in found:
            target = draft.conditions.left_out if leave_out else draft.conditions.kept
            target.setdefault(home.field, []).extend(home.values)
    return None


def _homes_of(draft: Draft, mention: Mention) -> tuple[Area, ...]:
    """The home areas a mention can mean: a district belongs to a city."""
    districts = {f.values[0] for f in mention.homes if f.field == "home_district"}
    known = {(h.district, h.city) for h in draft.facts.reference.home_areas if h.district in districts}
    return tuple(Area(conditions=(("district", d), ("city", c))) for d, c in sorted(known))


def _home_unclear(draft: Draft, number: int) -> bool:
    mention = draft.facts.mentions[number]
    return not mention.within and len(_homes_of(draft, mention)) > 1


def _where(draft: Draft) -> Problem | None:
    """Areas by part."""
    share = draft.has("share", "share")
    jobs = (("areas", "plain"), ("origins", "origins"), ("destinations", "destinations"), ("other_areas", "others"),
            ("excluded_areas", "excluded"), ("within", "within"))  # fmt: skip
    for name, part in jobs:
        nouns = draft.rows.types if name in ("areas", "excluded_areas") else set()
        frames = [n for n in draft.cast.plain if part != "plain"] if name == "excluded_areas" else []
        found = _resolved(draft, getattr(draft.cast, part), nouns, keep_frames=share and name == "areas", frames=frames)
        if isinstance(found, Problem):
            return found
        draft.parts[name] = found
    inside = draft.parts.pop("within")
    if inside and draft.cast.flow:
        draft.parts |= {"origins": inside, "destinations": inside}
    elif inside:
        draft.parts["areas"] = (*draft.parts["areas"], *inside)
    if draft.has("asks", "out_of_town"):
        return _from_elsewhere(draft)
    return _flow_places(draft) if draft.cast.flow else _cross_places(draft) if draft.cast.cross else None


def _resolved(
    draft: Draft, numbers: list[int], nouns: set[int], *, keep_frames: bool, frames: list[int]
) -> tuple[Area, ...] | Problem:
    if not numbers:
        return ()
    found: Scope = scope(draft.facts, [*numbers, *frames], nouns, keep_frames=keep_frames)
    if found.unclear:
        return Problem(
            "clarify", "place", (_text(draft, found.unclear.start, found.unclear.end),), found.unclear, found.choices
        )
    if found.unknown:
        return Problem("declined", "unknown_place", (_text(draft, found.unknown.start, found.unknown.end),))
    framing = {a for n in frames for a in draft.facts.mentions[n].areas}
    return tuple(a for a in found.areas if a not in framing)


def _text(draft: Draft, start: int, end: int) -> str:
    return draft.facts.question[start:end]


def _from_elsewhere(draft: Draft) -> Problem | None:
    """Visitors who do not live in the place's own city."""
    cities = {p.city for area in draft.parts["areas"] for p in draft.facts.names.within(area)}
    if len(cities) != 1:
        return Problem("clarify", "no_place")
    draft.conditions.left_out["home_city"] = sorted(cities)
    return None


def _flow_places(draft: Draft) -> Problem | None:
    parts = draft.parts
    loose = parts["areas"]
    if loose and parts["origins"] and parts["destinations"]:
        inner = [a for a in (*parts["origins"], *parts["destinations"])]
        if not all(any(members(draft.facts, i) <= members(draft.facts, a) for i in inner) for a in loose):
            return Problem("clarify", "not_understood", ())
    elif loose:
        return Problem("clarify", "direction", tuple(v for a in loose for _, v in a.conditions))
    parts["areas"] = ()
    parts["both_directions"] = draft.cast.both_directions
    if not parts["origins"] and not parts["destinations"] and not {"origin", "destination"} & set(draft.rows.by):
        return Problem("clarify", "no_place")
    return None


def _cross_places(draft: Draft) -> Problem | None:
    parts = draft.parts
    if not parts["other_areas"] and len(parts["areas"]) == 2:
        parts["areas"], parts["other_areas"] = parts["areas"][:1], parts["areas"][1:]
    return None if len(parts["areas"]) == 1 else Problem("clarify", "no_place")


def _what(draft: Draft) -> Problem | None:
    """Measures: said, or told by what is asked about them."""
    said = [s for s in draft.facts.said("measures") if s.key not in ("busy", "travelling")]
    names = list(dict.fromkeys(s.key for s in said))
    if draft.has("rank", "top_visitors", "bottom_visitors"):
        names = ["visitors"]
    if draft.has("rank", "longest", "shortest"):
        names = [*names, "travel_time" if draft.cast.flow else "dwell_time"]
    if draft.cast.flow:
        time = "travel_time" in names
        people = {"travellers", "visitors"} & set(names) and not {"trips"} & set(names) and _people_lead(draft)
        draft.parts["measures"] = ("travel_time",) if time else ("travellers",) if people else ("trips",)
    elif draft.cast.cross:
        draft.parts["measures"] = ("cross_visitors",)
    else:
        draft.parts["measures"] = _visits_or_visitors(draft, names)
    return None


def _people_lead(draft: Draft) -> bool:
    return not draft.has("asks", "destinations", "origins") and not draft.has("rank")


def _visits_or_visitors(draft: Draft, names: list[str]) -> tuple[str, ...]:
    names = [n for n in names if n not in ("trips", "travellers", "cross_visitors", "travel_time")]
    special = [n for n in names if n in ("dwell_time", "visits_per_visitor")]
    plain = [n for n in names if n not in special]
    if special and not _listed(draft):
        return (special[0],)
    if len(plain) == 2 and not _listed(draft):
        plain = _leading(draft, plain)
    names = [n for n in names if n in plain or n in special]
    if names:
        return tuple(names)
    if _asks_people(draft):
        return ("visitors",)
    if not draft.has("measures", "busy"):
        draft.assumptions.append("measure_visits")
    return ("visits",)


def _asks_people(draft: Draft) -> bool:
    fields = {*draft.conditions.kept, *draft.conditions.left_out, *draft.rows.by}
    return draft.has("asks", "home") or bool(fields & {"frequency_band", "home_city", "home_district", "home_region"})


def _leading(draft: Draft, names: list[str]) -> list[str]:
    """Both words in one question, not as a list: `visits by visitors over 55` asks for visits."""
    if _asks_people(draft):
        return ["visitors"]
    return names[:1]


def _listed(draft: Draft) -> bool:
    """Whether measures are said as a list: joined by a conjunction or a comma."""
    spans = [s for s in draft.facts.said("measures") if s.key != "busy"]
    gaps = [(a.last, b.first) for a, b in zip(spans, spans[1:], strict=False) if a.key != b.key]
    return any(last - first <= 3 and _joined(draft, first, last) for first, last in gaps)


def _joined(draft: Draft, first: int, last: int) -> bool:
    tokens = draft.facts.phrase.tokens
    joins = {fold(word) for word in draft.facts.lex.vocabulary.conjunctions}
    between = draft.facts.question[tokens[first - 1].end : tokens[last].start]
    return "," in between or bool(joins & {t.norm for t in tokens[first:last]})


def _how_split(draft: Draft) -> Problem | None:
    """Breakdowns: said ones, homes for catchments, sides of a comparison."""
    by = list(draft.rows.by)
    if draft.has("asks", "home"):
        asked = [
            d for s in (*draft.facts.said("asks", "home"), *draft.facts.said("bare")) for d in draft.facts.dimensions(s)
        ]
        by = [HOMES.get(d, d) for d in [*by, *asked]] if not draft.has("roles", "home") else by
        by = by if any(d.startswith("home_") for d in by) else [*by, "home_city"]
    if draft.cast.flow:
        by = _flow_rows(draft, [d for d in by if d != "place"], "place" in by)
    elif draft.cast.cross:
        by = [d for d in by if d != "place"] + ([] if draft.parts["other_areas"] else ["other_place"])
    else:
        by = _sides(draft, by)
    draft.parts["by"] = tuple(dict.fromkeys(by))
    return None


def _flow_rows(draft: Draft, by: list[str], of_places: bool) -> list[str]:
    given = draft.parts["origins"], draft.parts["destinations"]
    asked = draft.has("asks", "destinations", "origins") or of_places
    if asked and not given[1] and "destination" not in by:
        return [*by, "destination"]
    if asked and not given[0] and "origin" not in by:
        return [*by, "origin"]
    if not all(given) and not {"origin", "destination"} & set(by):
        return [*by, "destination" if given[0] else "origin"]
    dayparts = draft.conditions.kept.get("daypart", [])
    return [*by, "daypart"] if len(dayparts) > 1 and "daypart" not in by else by


def _sides(draft: Draft, by: list[str]) -> list[str]:
    """Several values of one field held against each other become rows."""
    areas = draft.parts["areas"]
    sides: list[str] = []
    told = {s.key for s in draft.facts.said("filters")}
    if {"weekday=6,7", "weekday=1,2,3,4,5"} <= told and "is_weekend" not in by:
        draft.conditions.kept.pop("weekday", None)
        sides.append("is_weekend")
    if (
        len(areas) > 1
        and not draft.has("total", "total")
        and not (draft.has("share", "share") and not draft.has("compare"))
    ):
        sides = [] if set(by) & {"place", "city", "country", "region", "district"} else [_field_of(areas)]
    for name in ("gender", "weekday", "daypart"):
        values = draft.conditions.kept.get(name, [])
        several = len([s for s in draft.facts.spans if s.section in ("filters", "days") and _says(draft, s, name)]) > 1
        if name != "gender" and draft.has("share", "share"):
            continue
        if len(values) > 1 and several and name not in by and not draft.has("total", "total"):
            sides.append(name)
    ranked = [d for d in by if d == draft.rows.ranked]
    if len(areas) == 1 and not by and dict(areas[0].conditions).get("place") is None and _each_of_type(draft):
        sides.append("place")
    return [*sides, *[d for d in by if d not in ranked], *ranked]


def _says(draft: Draft, span: Any, name: str) -> bool:
    return span.key.startswith(name + "=") or (name == "weekday" and span.section == "days" and span.key == "weekday")


def _each_of_type(draft: Draft) -> bool:
    """`both stadiums`, `all London places except ...`: places counted one by one."""
    return bool(draft.parts["excluded_areas"]) and draft.has("total", "all_places", "all")


def _field_of(areas: tuple[Area, ...]) -> str:
    fields = {area.conditions[0][0] if len(area.conditions) == 1 else "place" for area in areas}
    if len(fields) == 1:
        return fields.pop()
    return "place" if fields <= {"place", "place_type"} else "area"


def _when(draft: Draft) -> Problem | None:
    """Periods, their defaults, and rows by period where several are compared."""
    growing = _grows(draft)
    comparing = growing or draft.has("compare", "versus")
    found = times(draft.facts, draft.today, comparing=comparing, pairwise=growing)
    if found.declined:
        return Problem("declined", found.declined)
    draft.assumptions += found.assumptions
    draft.parts["periods"] = tuple(found.periods) or _default_period(draft)
    by = draft.parts["by"]
    if len(found.periods) > 1 and not growing and not set(by) & {*_TIMES, "period"} and not draft.has("total", "total"):
        grains = {p.grain for p in found.periods}
        names = {"day": "date", "week": "week", "month": "month", "quarter": "quarter"}
        draft.parts["by"] = (*by, names.get(grains.pop(), "period") if len(grains) == 1 else "period")
    return None


def _grows(draft: Draft) -> bool:
    if draft.has("change", "percent", "difference"):
        return True
    marked = [int(t.norm[1:]) for t in draft.facts.phrase.tokens if t.norm.startswith("¶")]
    several = len(marked) > 1 or draft.has("previous")
    if draft.has("change", "change", "against") and several:
        return True
    if draft.has("change", "changed") or (
        draft.has("change", "against") and draft.facts.whens[marked[0]].key == "last_unit"
    ):
        return several or any(draft.facts.whens[n].parts for n in marked) or draft.has("change", "against")
    return draft.has("share", "share") and several and draft.has("compare", "versus") and not _filtered(draft)


def _filtered(draft: Draft) -> bool:
    return bool(set(draft.conditions.kept) & set(_PART_ORDER))


def _default_period(draft: Draft) -> tuple[Period, ...]:
    distinct = set(draft.parts["measures"]) & _DISTINCT or draft.cast.flow
    if distinct and not set(draft.parts["by"]) & set(_TIMES) and not draft.has("rank"):
        draft.assumptions.append("last_full_month")
        return (last_full_month(draft.today),)
    draft.assumptions.append("whole_period")
    return (whole(draft.facts),)


def _how_much(draft: Draft) -> Problem | None:
    """Total or average; a curve where only a development was asked; distinct people month by month."""
    by = draft.parts["by"]
    statistic = "total"
    if draft.has("average", "per_week") or (draft.has("average", "average") and "week" in by and _alone(draft, "week")):
        statistic = "weekly_average"
    elif draft.has("average", "per_month") and "visits_per_visitor" not in draft.parts["measures"]:
        statistic = "monthly_average"
    elif (draft.has("average") or _usual(draft)) and not set(draft.parts["measures"]) & {
        "dwell_time",
        "travel_time",
        "visits_per_visitor",
    }:
        statistic = "daily_average"
    if "date" in by and {"is_weekend", "weekday"} & set(by):
        statistic = "daily_average"
    taken = {"daily_average": "date", "weekly_average": "week", "monthly_average": "month"}.get(statistic)
    by = tuple(d for d in by if d != taken)
    if (
        draft.has("change", "change", "changed")
        and not set(by)
        and len(draft.parts["periods"]) == 1
        and not _grows(draft)
    ):
        by = (*by, _curve(draft.parts["periods"][0]))
    draft.parts["by"] = _people_by_month(draft, by)
    draft.parts["statistic"] = statistic
    return None


def _usual(draft: Draft) -> bool:
    """`a normal Saturday` is an average, unless something is held against it."""
    return draft.has("compare", "normal") and not draft.has("compare", "versus")


def _alone(draft: Draft, name: str) -> bool:
    return draft.rows.ranking is None and name in draft.rows.by


def _curve(period: Period) -> str:
    days = (period.last - period.first).days
    return "hour" if days == 0 else "date" if days <= 31 else "month"


def _people_by_month(draft: Draft, by: tuple[str, ...]) -> tuple[str, ...]:
    """People of a month cannot be added up: several months without a breakdown are shown month by month."""
    monthly = {"frequency_band"} & {*draft.conditions.kept} and "visitors" in draft.parts["measures"]
    long = any((p.last - p.first).days > 31 for p in draft.parts["periods"])
    return ("month",) if monthly and long and not by and not draft.has("share", "share") else by


def _against(draft: Draft) -> Problem | None:
    """Growth and differences."""
    if not _grows(draft):
        return None
    parts = draft.parts
    parts["change"] = (
        "difference" if draft.has("change", "difference") and not draft.has("share", "share") else "percent"
    )
    kind = _change_over(draft)
    parts["change_over"] = kind
    if kind == "areas":
        parts["areas"] = tuple(reversed(parts["areas"]))
        parts["by"] = tuple(d for d in parts["by"] if d not in ("place", "city", "country", "area", "region"))
    elif kind == "groups":
        parts["groups"] = tuple(_sides_of_week())
        parts["by"] = tuple(d for d in parts["by"] if d not in ("is_weekend", "weekday"))
        draft.conditions.kept.pop("weekday", None)
    elif kind == "steps":
        _one_step_back(draft)
    elif kind == "periods":
        parts["by"] = tuple(d for d in parts["by"] if d not in (*_TIMES, "period"))
        if len(parts["periods"]) == 1:
            return _add_baseline(draft)
    return None


def _one_step_back(draft: Draft) -> None:
    """A change for every month from February on needs January as well."""
    unit = next(d for d in draft.parts["by"] if d in _TIMES)
    first = draft.parts["periods"][0]
    start = cal.unit_at("day" if unit == "date" else unit, first.first, 1).first
    if start >= draft.facts.reference.first_day:
        draft.parts["periods"] = (Period(first=start, last=first.last), *draft.parts["periods"][1:])


def _sides_of_week() -> list[Filter]:
    return [Filter(field="weekday", values=tuple("12345")), Filter(field="weekday", values=("6", "7"))]


def _change_over(draft: Draft) -> str:
    parts = draft.parts
    if set(parts["by"]) & set(_TIMES) and draft.has("previous") and len(draft.facts.said("by")):
        return "steps"
    if len(parts["periods"]) > 1:
        return "periods"
    if draft.has("asks", "steps") or (set(parts["by"]) & set(_TIMES) and not draft.rows.ranked):
        return "steps" if set(parts["by"]) & set(_TIMES) else "periods"
    if set(draft.conditions.kept.get("weekday", [])) == set("1234567") or "is_weekend" in parts["by"]:
        return "groups"
    if len(parts["areas"]) == 2 and not draft.has("previous"):
        return "areas"
    return "periods"


def _add_baseline(draft: Draft) -> Problem | None:
    period = draft.parts["periods"][0]
    if draft.has("change", "against"):
        period, _ = cal.unit_at(period.grain, draft.today), period
    baseline = cal.before(period)
    if baseline.first < draft.facts.reference.first_day:
        return Problem("declined", "outside_period")
    draft.parts["periods"] = (baseline, period)
    draft.assumptions.append("previous_period")
    return None


def _part(draft: Draft) -> Problem | None:
    """Shares: what is the part, and of what."""
    parts, kept = draft.parts, draft.conditions
    if draft.cast.flow:
        _day_types(kept)
    filters = kept.filters()
    if draft.has("share", "share") and not parts.get("change") and not draft.rows.threshold:
        filters = _share(draft, filters)
        if parts.get("share") is None or parts["statistic"] != "total":
            return Problem("clarify", "share")
    parts["filters"] = filters
    return None


def _share(draft: Draft, filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
    parts = draft.parts
    group = tuple(f for f in filters if f.field in _PART_ORDER)
    nested = _nested(draft)
    if parts["other_areas"]:
        parts["share"] = "of_place"
    elif set(parts["by"]) & set(_PART_ORDER) and not (group and set(parts["by"]) & {"month"}):
        parts["share"] = "of_rows"
    elif group:
        parts |= {"share": "of_filter", "part_filters": group}
        filters = tuple(f for f in filters if f not in group)
    elif nested:
        parts |= {"share": "of_area", "areas": nested[0], "part_areas": nested[1]}
        parts["by"] = tuple(d for d in parts["by"] if d not in ("place", "city", "area", "country"))
    elif filters and not parts["by"]:
        told = tuple(f for f in filters if f.field in ("hour", "daypart")) or filters
        parts |= {"share": "of_filter", "part_filters": told}
        filters = tuple(f for f in filters if f not in told)
    elif parts["by"]:
        parts["share"] = "of_rows"
    return filters


def _nested(draft: Draft) -> tuple[tuple[Area, ...], tuple[Area, ...]] | None:
    """The whole and the part, if one area holds another, or one area is set against everything."""
    areas = draft.parts["areas"]
    if len(areas) == 2:
        for outer, inner in (areas, areas[::-1]):
            if contains(draft.facts, outer, inner):
                return (outer,), (inner,)
    if len(areas) == 1 and (draft.has("share", "of_all") or draft.has("total")) and not draft.parts["by"]:
        return (), areas
    return None


def _day_types(kept: Conditions) -> None:
    days = set(kept.kept.pop("weekday", []))
    kinds = {"weekday": set("12345"), "saturday": {"6"}, "sunday": {"7"}}
    if days:
        kept.keep("day_type", [kind for kind, part in kinds.items() if part & days])


def _order(draft: Draft) -> Problem | None:
    """Ranking, threshold; and the places, unless a question is about all of them."""
    parts = draft.parts
    ranking = draft.rows.ranking
    if ranking and not parts.get("threshold") and not draft.rows.threshold:
        problem = _ranked(draft)
        if problem:
            return problem
    if draft.rows.threshold:
        parts["threshold"] = draft.rows.threshold
    if not any(parts[k] for k in ("areas", "origins", "destinations")) and not parts.get("part_areas"):
        return _all_places(draft)
    return None


def _ranked(draft: Draft) -> Problem | None:
    parts, ranking = draft.parts, draft.rows.ranking
    assert ranking is not None
    if draft.rows.position:
        inner = [a for a in parts["areas"] if dict(a.conditions).get("place")]
        outer = tuple(a for a in parts["areas"] if a not in inner)
        parts |= {"areas": outer, "by": ("place",)}
        parts["ranking"] = ranking.model_copy(update={"position_of": tuple(inner), "limit": None})
        return None
    by = parts["by"]
    if not by:
        areas = parts["areas"]
        if not areas and not draft.has("total", "all_places") and not draft.rows.asked_where:
            return Problem("clarify", "no_context")
        whole_area = not areas or all("place" not in dict(a.conditions) for a in areas)
        parts["by"] = by = ("place",) if whole_area else ()
    if not by:
        return None if draft.has("compare") else Problem("clarify", "not_understood")
    kind = {"city": "place", "region": "place", "country": "place"}
    if len(by) == 2 and ranking.limit and kind.get(by[0]) == by[1] and draft.rows.ranked == by[1]:
        ranking = ranking.model_copy(update={"per": by[0]})
    parts["ranking"] = ranking
    return None


def _normal(draft: Draft) -> Problem | None:
    """A day held against the usual one: the mean of the same weekday over its month, or over the span said."""
    if not draft.has("compare", "normal") or not draft.has("compare", "versus"):
        return None
    days = [p for p in draft.parts["periods"] if p.grain == "day"]
    spans = [p for p in draft.parts["periods"] if p.grain != "day"]
    if len(days) != 1 or len(spans) > 1:
        return Problem("clarify", "comparison")
    draft.conditions.kept.pop("weekday", None)
    usual = spans[0] if spans else cal.unit_at("month", days[0].first)
    draft.parts |= {"periods": (days[0],), "normal": usual, "statistic": "total", "by": ()}
    return None


def _unused(draft: Draft) -> Problem | None:
    """Words of comparison or counting that found nothing to work on change the meaning: ask instead."""
    parts = draft.parts
    if draft.has("rank", "where") and not parts.get("ranking") and not draft.has("asks"):
        return Problem("clarify", "not_understood")
    if draft.has("count") and not parts.get("threshold"):
        return Problem("clarify", "count")
    two = len(parts["areas"]) > 1 or len(parts["periods"]) > 1 or parts["by"] or parts.get("change")
    held = two or parts.get("normal") or parts["other_areas"] or parts.get("ranking") or parts.get("share")
    if draft.has("compare") and not held and not _usual(draft):
        return Problem("clarify", "comparison")
    return None


def _all_places(draft: Draft) -> Problem | None:
    spread = {"place", "city", "country", "region", "district", "place_type"} & set(draft.parts["by"])
    if spread or draft.has("total", "all_places") or draft.cast.flow:
        return None
    if draft.has("total", "total") and draft.has("measures", "visits", "visitors", "dwell_time"):
        draft.assumptions.append("all_places")
        return None
    return Problem("clarify", "no_place" if draft.facts.whens and draft.has("measures") else "no_context")
