"""Shares, rankings, thresholds; and the check that words of comparison found something to work on."""

from assistant.plan import Area, Filter, Ranking
from assistant.reading.compose_rows import AREA_ROWS, RATIOS, usual
from assistant.reading.conditions import Conditions
from assistant.reading.draft import GROUPS, TIMES, Draft
from assistant.reading.problem import Problem
from assistant.reading.scope import contains
from assistant.reading.text import fold
from assistant.reading.whole import fields_of_part, fields_of_whole

_OF_DAYS = ("hour", "daypart", "weekday", "is_public_holiday")


_COARSE = (("country",), ("city",), ("region",), ("place_type",))


def part(draft: Draft) -> Problem | None:
    """Shares: what is the part, and of what."""
    parts, kept = draft.parts, draft.conditions
    if draft.cast.flow:
        day_types(kept)
    filters = kept.filters()
    if draft.has("share", "share") and not parts.get("change") and not draft.rows.threshold:
        filters = _share(draft, filters)
        if parts.get("share") is None or (parts["statistic"] != "total" and parts["share"] != "of_filter"):
            return Problem("clarify", "share")
    parts["filters"] = filters
    return None


def _share(draft: Draft, filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
    parts = draft.parts
    whole = fields_of_whole(draft.facts)
    group = tuple(f for f in filters if f.field in GROUPS and f.field not in whole)
    nested = _nested(draft)
    of_days = nested and not nested[0] and any(f.field in _OF_DAYS for f in filters)
    if of_days and _stands(draft, "¤§") > _stands(draft, "all"):
        nested = None  # `the weekend's share of all visits to the Zeil`
    elif of_days and _stands(draft, "days") < _stands(draft, "all"):
        return filters  # `the Zeil in the evening, share of all visits`: of its own, or of those everywhere
    told = fields_of_part(draft.facts)
    part = tuple(f for f in filters if f.field in told)
    if part and part != filters and not parts["other_areas"] and not set(parts["by"]) & set(GROUPS):
        parts |= {"share": "of_filter", "part_filters": part}
        return tuple(f for f in filters if f not in part)
    if parts["other_areas"]:
        parts["share"] = "of_place"
    elif set(parts["by"]) & set(GROUPS) and not (group and set(parts["by"]) & {"month"}):
        parts["share"] = "of_rows"
    elif group:
        parts |= {"share": "of_filter", "part_filters": group}
        filters = tuple(f for f in filters if f not in group)
    elif nested:
        parts |= {"share": "of_area", "areas": nested[0], "part_areas": nested[1]}
        parts["by"] = tuple(d for d in parts["by"] if d not in ("place", "city", "area", "country"))
    elif filters and set(parts["by"]) <= {"date", "week", "month", *AREA_ROWS, "place_type"}:
        part = tuple(f for f in filters if f.field in ("hour", "daypart")) or filters
        parts |= {"share": "of_filter", "part_filters": part}
        filters = tuple(f for f in filters if f not in part)
    elif parts["by"] or _each_place(draft):
        parts["share"] = "of_rows"
    return filters


def _stands(draft: Draft, what: str) -> int:
    """Where the place, the days or hours, or `of all` stand in the question; far behind, where they do not."""
    tokens = draft.facts.phrase.tokens
    if what == "¤§":
        return next(i for i, token in enumerate(tokens) if token.norm[0] in what)
    days = [s for s in draft.facts.spans if s.section in ("filters", "days", "hours")]
    spans = draft.facts.said("share", "of_all") if what == "all" else days
    return min((span.first for span in spans), default=len(tokens))


def _each_place(draft: Draft) -> bool:
    """`the shares of Berlin's places`: a share each."""
    nouns = [text for s in draft.facts.said("bare") for text in s.slots("thing")]
    plural = [text for text in nouns if text.rsplit(" ")[-1] in draft.facts.lex.plurals]
    several = any(draft.facts.thing(text)[0] == "place" for text in plural)
    if several:
        draft.parts["by"] = ("place",)
    return several


def _nested(draft: Draft) -> tuple[tuple[Area, ...], tuple[Area, ...]] | None:
    """The whole and the part, if one area holds another, or one area is set against everything."""
    areas = draft.parts["areas"]
    if len(areas) == 2:
        for outer, inner in (areas, areas[::-1]):
            if contains(draft.facts, outer, inner):
                return (outer,), (inner,)
    if len(areas) == 1 and draft.has("share", "part_is") and len(areas[0].conditions) > 1:
        return _told_apart(draft, areas[0])
    if len(areas) == 1 and (draft.has("share", "of_all") or draft.has("total")) and not draft.parts["by"]:
        return (), areas
    return None


def _told_apart(draft: Draft, area: Area) -> tuple[tuple[Area, ...], tuple[Area, ...]] | None:
    """`what share of British visits fell on malls`: the kind of place, or the area, behind the verb is the part."""
    mark, tokens = draft.facts.said("share", "part_is")[0], draft.facts.phrase.tokens
    behind = [t.norm for t in tokens[mark.last :] if t.norm[0] in "§¤"]
    if len(behind) != 1:
        return None
    is_kind = behind[0].startswith("¤")
    return (Area(conditions=tuple(c for c in area.conditions if (c[0] == "place_type") != is_kind)),), (area,)


def day_types(kept: Conditions) -> None:
    """Weekdays as the kinds of day that flows know; a single Friday is none of them and stays, to be declined."""
    days = set(kept.kept.get("weekday", []))
    kinds = {"weekday": set("12345"), "saturday": {"6"}, "sunday": {"7"}}
    whole = [kind for kind, part in kinds.items() if part <= days]
    if days and set().union(*(kinds[kind] for kind in whole)) == days:
        del kept.kept["weekday"]
        kept.keep("day_type", whole)


def order(draft: Draft) -> Problem | None:
    """Ranking, threshold; and the places, unless a question is about all of them."""
    parts = draft.parts
    ranking = draft.rows.ranking
    if ranking and not parts.get("threshold") and not draft.rows.threshold:
        problem = _ranked(draft, ranking)
        if problem:
            return problem
    if draft.rows.threshold and draft.rows.threshold.value is None and _of_all_others(draft):
        return Problem("clarify", "comparison")
    if draft.rows.threshold:
        parts["threshold"] = draft.rows.threshold
        in_percent = draft.rows.threshold.value is not None and not draft.facts.said("threshold")[0].slot("big")
        if in_percent and parts.get("change") != "percent" and not parts.get("share"):
            return Problem("clarify", "not_understood")
    if not any(parts[k] for k in ("areas", "origins", "destinations")) and not parts.get("part_areas"):
        return _all_places(draft)
    return None


def _of_all_others(draft: Draft) -> bool:
    """`German places above the average of all places`: the mean of more than the rows shown."""
    spans = draft.facts.said("threshold")
    inside = {t.norm for s in spans for t in draft.facts.phrase.tokens[s.first : s.last]}
    every = {fold(word) for word in draft.facts.lex.vocabulary.total["all"]}
    return bool(draft.parts["areas"] and inside & every) and not any(word[0] in "§¤" for word in inside)


def _ranked(draft: Draft, ranking: Ranking) -> Problem | None:
    parts = draft.parts
    if draft.rows.position:
        inner = [a for a in parts["areas"] if dict(a.conditions).get("place")]
        outer = tuple(a for a in parts["areas"] if a not in inner)
        parts |= {"areas": outer, "by": ("place",)}
        parts["ranking"] = ranking.model_copy(update={"position_of": tuple(inner), "limit": None})
        return None
    by = parts["by"]
    if not by:
        areas = parts["areas"]
        everywhere = draft.has("total", "all_places") or parts["excluded_areas"]
        if not areas and not everywhere and not draft.rows.asked_where:
            return Problem("clarify", "no_context")
        whole_area = not areas or all("place" not in dict(a.conditions) for a in areas)
        parts["by"] = by = ("place",) if whole_area else ("date",) if draft.has("rank", "highest", "lowest") else ()
    if not by:
        return None if draft.has("compare") else Problem("clarify", "not_understood")
    if ranking.limit and by in _COARSE and _each_of(draft):
        parts["by"] = by = (*by, "place")
        draft.rows.ranked = "place"
    each = [d for s in draft.facts.said("by") for d in (*draft.facts.dimensions(s), s.key)]
    apart = by[0] in AREA_ROWS and len(parts["areas"]) > 1 and by[-1] not in AREA_ROWS and not draft.has("total")
    if len(by) == 2 and ranking.limit and draft.rows.ranked == by[1] and (by[0] in each or apart):
        ranking = ranking.model_copy(update={"per": by[0]})
    parts["ranking"] = ranking
    return None


def _each_of(draft: Draft) -> bool:
    """`top 3 per country`, with no noun for what is ranked: places within each."""
    named = any(s.slots("thing") for s in draft.facts.said("rank"))
    return not named and any(s.key == "by" for s in draft.facts.said("by"))


def unused(draft: Draft) -> Problem | None:
    """Words of comparison or counting that found nothing to work on change the meaning: ask instead."""
    parts = draft.parts
    kept = draft.conditions.kept.get("weekday", [])
    if kept and all(p.first == p.last and str(p.first.isoweekday()) not in kept for p in parts["periods"]):
        return Problem("clarify", "weekday_date")
    if draft.has("asks", "locals") and draft.has("asks", "out_of_town") and not parts.get("groups"):
        return Problem("clarify", "comparison")
    if len(kept) == 1 and "weekday" in parts["by"] and parts.get("ranking"):
        return Problem("clarify", "comparison")  # `Saturday is the best day, is it? By day of the week`
    sides = draft.has("compare") and len(parts["areas"]) > 1
    if draft.has("rank", "where") and not parts.get("ranking") and not draft.has("asks") and not sides:
        return Problem("clarify", "not_understood")
    asked = {d for s in draft.facts.said("rank", "which") for d in draft.facts.dimensions(s)}
    ordered = parts.get("ranking") or parts.get("threshold") or parts.get("change")
    if asked & set(TIMES) and len(parts["areas"]) > 1 and not ordered:
        return Problem("clarify", "comparison")  # days on which one place was ahead of another
    one_place = len(parts["areas"]) == 1 and "place" in dict(parts["areas"][0].conditions)
    if one_place and parts.get("ranking") and parts["by"] == ("place",) and not draft.rows.position:
        return Problem("clarify", "not_understood")
    ends = {d for s in draft.facts.said("rank", "top", "bottom") for d in draft.facts.dimensions(s)}
    if len(ends) > 1 or (draft.has("rank", "top", "highest") and draft.has("rank", "bottom", "lowest")):
        return Problem("clarify", "other")  # `the busiest day and the busiest hour` are two questions
    if parts.get("ranking") and draft.has("change", "changed") and not parts.get("change"):
        return Problem("clarify", "comparison")
    one = len(parts["areas"]) == len(parts["periods"]) == 1 and not draft.has("share", "part_is")
    if one and draft.has("compare", "versus") and _two_days(draft):
        return Problem("clarify", "comparison")  # `Saturday against Tuesday in percent`
    if parts.get("ranking") and _added_up(draft):
        return Problem("clarify", "other")
    if parts.get("share") and set(parts["measures"]) & RATIOS:
        return Problem("clarify", "share")
    if draft.has("count") and not parts.get("threshold"):
        return Problem("clarify", "count")
    two = len(parts["areas"]) > 1 or len(parts["periods"]) > 1 or parts["by"] or parts.get("change")
    held = two or parts.get("normal") or parts["other_areas"] or parts.get("ranking") or parts.get("share")
    if draft.has("change", "against") and not held:
        return Problem("clarify", "comparison")
    if draft.has("average", "average") and _mixed(parts["areas"]):
        return Problem("clarify", "comparison")
    if parts.get("share") == "of_rows" and draft.has("compare", "which_better"):
        return Problem("clarify", "comparison")
    if draft.has("compare") and not held and not usual(draft):
        return Problem("clarify", "comparison")
    return None


def _two_days(draft: Draft) -> bool:
    """Whether two days of the week were told one by one and made one share."""
    told = {s.groups for s in draft.facts.said("days", "weekday")}
    return len(told) > 1 and any(f.field == "weekday" for f in draft.parts.get("part_filters", ()))


def _added_up(draft: Draft) -> bool:
    """`the five busiest places combined`, `the sum of the top 3`: a sum over ranks, not a ranking by a sum."""
    limit = draft.rows.ranking.limit if draft.rows.ranking else None
    sums, first = draft.facts.said("total", "total"), [s.first for s in draft.facts.said("rank")]
    measured = {s.first for s in draft.facts.said("measures")}
    return bool(limit and limit > 1) and any(s.first < min(first) or s.last not in measured for s in sums)


def _mixed(areas: tuple[Area, ...]) -> bool:
    """A place beside a group of places."""
    return len({"place" in dict(area.conditions) for area in areas}) > 1


def _all_places(draft: Draft) -> Problem | None:
    spread = {"place", "city", "country", "region", "district", "place_type"} & set(draft.parts["by"])
    if spread or draft.has("total", "all_places") or draft.cast.flow or draft.parts["excluded_areas"]:
        return None
    if draft.has("total", "total") and draft.has("measures", "visits", "visitors", "dwell_time"):
        draft.assumptions.append("all_places")
        return None
    return Problem("clarify", "no_place" if draft.facts.whens and draft.has("measures") else "no_context")
