"""What is measured and what one row stands for."""

from itertools import pairwise

from assistant.plan import Area, Dimension, Period
from assistant.reading.compose_change import grows, held_to_normal
from assistant.reading.draft import Draft
from assistant.reading.phrase import Span
from assistant.reading.problem import Problem
from assistant.reading.rows import HOMES
from assistant.reading.text import fold

_SIDES = ("gender", "weekday", "daypart", "frequency_band", "age_band", "home_city")
_AVERAGED = {"daily_average": "date", "daily_median": "date", "weekly_average": "week", "monthly_average": "month"}
RATIOS = {"dwell_time", "travel_time", "visits_per_visitor"}
COARSER: dict[str, Dimension] = {"hour": "daypart", "weekday": "day_type", "is_weekend": "day_type"}
"""As fine as flows are stored."""
_PAIR = 2
AREA_ROWS = ("place", "city", "country", "region", "district")


def what(draft: Draft) -> Problem | None:
    """Measures: said, or told by what is asked about them."""
    said = [s for s in draft.facts.said("measures") if s.key not in ("busy", "travelling")]
    names = list(dict.fromkeys(s.key for s in said))
    if draft.has("rank", "top_visitors", "bottom_visitors"):
        names = ["visitors"]
    if draft.has("change", "difference_visitors") or (draft.has("roles", "people_of") and not names):
        names = ["visitors"]
    bands = {"dwell_band"} & {*draft.conditions.kept, *draft.rows.by} or draft.has("threshold")
    names = [n for n in (names if bands else ["dwell_time" if n == "staying" else n for n in names]) if n != "staying"]
    if "duration" in names:
        names = ["travel_time" if draft.cast.flow else "dwell_time", *(n for n in names if n != "duration")]
    slow = draft.cast.flow and draft.has("rank", "slowest", "fastest")
    if slow or draft.has("rank", "longest", "shortest"):
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
    if "frequency_band" in draft.rows.by:
        names = [n for n in names if n != "visits_per_visitor"]
    names = _audience(draft, names)
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


def _audience(draft: Draft, names: list[str]) -> list[str]:
    """`audience` is a word for people only where nothing else is measured, and not in a profile of them."""
    others = [n for n in names if n != "audience"]
    profile = {"age_band", "gender"} & {*draft.rows.by, *draft.conditions.kept}
    return others if others or profile or others == names else ["visitors"]


def _asks_people(draft: Draft) -> bool:
    fields = {*draft.conditions.kept, *draft.conditions.left_out, *draft.rows.by}
    fields |= {draft.pair[0].field} if draft.pair else set()
    return draft.has("asks", "home") or bool(fields & {"frequency_band", "home_city", "home_district", "home_region"})


def _leading(draft: Draft, names: list[str]) -> list[str]:
    """Both words in one question, not as a list: `visits by visitors over 55` asks for visits."""
    if _asks_people(draft):
        return ["visitors"]
    return names[:1]


def _listed(draft: Draft) -> bool:
    """Whether measures are said as a list: joined by a conjunction or a comma."""
    spans = [s for s in draft.facts.said("measures") if s.key != "busy"]
    gaps = [(a.last, b.first) for a, b in pairwise(spans) if a.key != b.key]
    return any(last - first <= 3 and _joined(draft, first, last) for first, last in gaps)


def _joined(draft: Draft, first: int, last: int) -> bool:
    tokens = draft.facts.phrase.tokens
    joins = {fold(word) for word in draft.facts.lex.vocabulary.conjunctions}
    between = draft.facts.question[tokens[first - 1].end : tokens[last].start]
    return "," in between or bool(joins & {t.norm for t in tokens[first:last]})


def split(draft: Draft) -> Problem | None:
    """Breakdowns: said ones, homes for catchments, sides of a comparison."""
    by: list[str] = list(draft.rows.by)
    if draft.has("asks", "home") and not draft.cast.flow:
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
        by = _sides(draft, _of_homes(draft, by))
    draft.parts["by"] = tuple(dict.fromkeys(by)) or _each_day(draft)
    return None


def _each_day(draft: Draft) -> tuple[str, ...]:
    """`each Saturday in May` is a row for each of them, unless they are averaged, shared or ranked."""
    plain = not (draft.has("average") or draft.has("share", "share") or draft.rows.ranking or draft.cast.flow)
    return ("date",) if plain and draft.has("days", "each") and not draft.has("total", "total") else ()


def _of_homes(draft: Draft, by: list[str]) -> list[str]:
    """One place lies in one city: `which cities send the most visitors to it` asks for homes."""
    areas = draft.parts["areas"]
    if len(areas) != 1 or "place" not in dict(areas[0].conditions):
        return by
    return [HOMES[d] if d in ("city", "region", "district") else d for d in by]


def _flow_rows(draft: Draft, by: list[str], of_places: bool) -> list[str]:
    ends = {"home_city": "origin"} if draft.parts["destinations"] else {}  # `nach Herkunftsort`, of ways
    by = [COARSER.get(d, ends.get(d, d)) for d in by]
    given = draft.parts["origins"], draft.parts["destinations"]
    if (draft.has("asks", "each_way") or draft.cast.each_way) and all(given):
        return [*by, "origin", "destination"]
    asked = draft.has("asks", "destinations", "origins") or of_places
    if asked and not given[1] and "destination" not in by:
        return [*by, "destination"]
    if asked and not given[0] and "origin" not in by:
        return [*by, "origin"]
    if not all(given) and not {"origin", "destination"} & set(by) and not draft.has("total", "total"):
        return [*by, "destination" if given[0] else "origin"]
    if draft.has("roles", "among") and not {"origin", "destination"} & set(by):
        return ["origin", "destination", *by]
    dayparts = draft.conditions.kept.get("daypart", [])
    return [*by, "daypart"] if len(dayparts) > 1 and "daypart" not in by else by


def _sides(draft: Draft, by: list[str]) -> list[str]:
    """Several values of one field held against each other become rows."""
    areas = draft.parts["areas"]
    sides = [*_area_sides(draft, by), *_week_sides(draft, by)]
    sides += [name for name in _SIDES if name not in by and _held_apart(draft, name)]
    ranked = [d for d in by if d == draft.rows.ranked]
    if len(areas) == 1 and not by and dict(areas[0].conditions).get("place") is None and _each_of_type(draft):
        sides.append("place")
    return [*sides, *[d for d in by if d not in ranked], *ranked]


def _area_sides(draft: Draft, by: list[str]) -> list[str]:
    areas = draft.parts["areas"]
    parts_of_one = draft.has("share", "share") and not draft.has("compare")
    if len(areas) < 2 or draft.has("total", "total") or parts_of_one or set(by) & set(AREA_ROWS):
        return []
    return [_field_of(areas)]


def _week_sides(draft: Draft, by: list[str]) -> list[str]:
    told = {s.key for s in draft.facts.said("filters")}
    if "is_weekend" in by or not {"weekday=6,7", "weekday=1,2,3,4,5"} <= told:
        return []
    draft.conditions.kept.pop("weekday", None)
    return ["is_weekend"]


def _held_apart(draft: Draft, name: str) -> bool:
    """Whether several values of a field were said one by one, not as one range or a sum."""
    values = next((v for field, v in draft.conditions.kept.items() if field == name), [])
    if len(values) < 2 or draft.has("total", "total"):
        return False
    told = draft.facts.said("frequencies") if name == "frequency_band" else []
    listed = len({(span.key, span.groups) for span in told or draft.facts.spans if _says(span, name)})
    if name != "gender" and draft.has("share", "share"):
        return listed > _PAIR and name == "daypart"  # two named together are one part
    return name == "home_city" or listed > 1


def _says(span: Span, name: str) -> bool:
    if span.section in ("days", "compare"):
        return name == "weekday" and span.key in ("weekday", "normal", "than_normal") and bool(span.slots("weekday"))
    sections = {"age_band": "ages", "frequency_band": "frequencies"}
    return span.key.startswith(name + "=") or span.section == sections.get(name)


def _each_of_type(draft: Draft) -> bool:
    """`both stadiums`, `all London places except ...`: places counted one by one."""
    held = bool(draft.parts["excluded_areas"]) or draft.has("compare", "versus")
    return held and draft.has("total", "all_places", "all") and not draft.has("total", "total")


def _field_of(areas: tuple[Area, ...]) -> str:
    told = [dict(area.conditions) for area in areas]
    apart = {field for one in told for field in one if any(other.get(field) != one[field] for other in told)}
    if len(apart) == 1 and not apart & {"place", "district"}:
        return apart.pop()  # `German and British malls`: two countries, not their places
    fields = {area.conditions[0][0] if len(area.conditions) == 1 else "place" for area in areas}
    if len(fields) == 1:
        return fields.pop()
    return "place" if fields <= {"place", "place_type"} else "area"


def statistic(draft: Draft) -> Problem | None:
    """Total or average; a curve where only a development was asked; distinct people month by month."""
    name = _statistic(draft)
    if name == "daily_median" and set(draft.parts["measures"]) & RATIOS:
        return Problem("declined", "median")
    if name == "total" and _rated_by_day(draft):
        name = "daily_average"
    if name in ("weekly_average", "monthly_average") and "date" in draft.parts["by"]:
        step = _AVERAGED[name]  # `the monthly average of daily visits`: days are averaged, month by month
        name, draft.parts["by"] = "daily_average", tuple(step if d == "date" else d for d in draft.parts["by"])
    taken = _AVERAGED.get(name)
    by = tuple(d for d in draft.parts["by"] if d != taken)
    if draft.has("change", "change", "changed") and not by and len(draft.parts["periods"]) == 1 and not grows(draft):
        by = (*by, _curve(draft.parts["periods"][0]))
    draft.parts["by"] = _people_by_month(draft, by)
    draft.parts["statistic"] = name
    return None


def _statistic(draft: Draft) -> str:
    measures, by = set(draft.parts["measures"]), draft.parts["by"]
    if draft.has("average", "per_week") or _said_per(draft, "week"):
        return "weekly_average"
    if (draft.has("average", "per_month") or _said_per(draft, "month")) and "visits_per_visitor" not in measures:
        return "monthly_average"
    averaged = (draft.has("average") or usual(draft)) and not measures & RATIOS
    if draft.has("average", "median"):
        return "daily_median"
    averaged = averaged or (draft.rows.ranked == "weekday" and not measures & RATIOS)
    return "daily_average" if averaged or ("date" in by and {"is_weekend", "weekday"} & set(by)) else "total"


def _rated_by_day(draft: Draft) -> bool:
    """`best place by visitors per day`: the days are averaged over, the places are ranked."""
    ranked = draft.rows.ranked in AREA_ROWS and "date" in draft.parts["by"]
    ends = {s.last for s in draft.facts.said("measures")}
    return ranked and any(s.first in ends for s in draft.facts.said("by") if "date" in draft.facts.dimensions(s))


def _said_per(draft: Draft, unit: str) -> bool:
    """`per month on average`: the unit is averaged over, not listed."""
    return (
        draft.has("average", "average")
        and draft.parts["by"] == (unit,) == tuple(draft.rows.by)
        and not draft.rows.ranking
    )


def usual(draft: Draft) -> bool:
    """`a normal Saturday` is an average, unless something is held against it."""
    return draft.has("compare", "normal") and not held_to_normal(draft)


def _curve(period: Period) -> str:
    days = (period.last - period.first).days
    return "hour" if days == 0 else "date" if days <= 31 else "month"


def _people_by_month(draft: Draft, by: tuple[str, ...]) -> tuple[str, ...]:
    """People of a month cannot be added up: several months without a breakdown are shown month by month."""
    monthly = {"frequency_band"} & {*draft.conditions.kept} and "visitors" in draft.parts["measures"]
    long = any((p.last - p.first).days > 31 for p in draft.parts["periods"])
    return ("month",) if monthly and long and not by and not draft.has("share", "share") else by
