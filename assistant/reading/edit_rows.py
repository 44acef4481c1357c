"""Edits of what is measured and what a row stands for: another measure or breakdown, the top three, one figure."""

from collections.abc import Sequence

from assistant.plan import Dimension, Ranking
from assistant.reading.compose_rows import AREA_ROWS, COARSER
from assistant.reading.draft import GROUPS
from assistant.reading.edit import PLACES, TIMES, Edit, slot_of
from assistant.reading.problem import Problem

RATIOS = {"dwell_time", "travel_time", "visits_per_visitor"}
_OF_WAYS = {"visits": "trips", "visitors": "travellers", "dwell_time": "travel_time"}
_MEANS = {"per_week": "weekly_average", "per_month": "monthly_average"}
_AREAS = ("region", "district")
_ALWAYS_TIMES = ("hour", "weekday", "is_weekend", "daypart", "day_type")


def measures(edit: Edit) -> Problem | None:
    """The measures said; a noun for people under a filter (`only people over 55`) is none."""
    spans = [s for s in edit.said.said("measures") if s.key not in ("busy", "travelling")]
    edit.has("measures")
    names = list(dict.fromkeys(s.key for s in spans))
    if edit.marked("travel_time") and edit.flow:
        names = ["travel_time"]
    if edit.marked("dwell_time") or (edit.marked("travel_time") and not edit.flow):
        names = ["dwell_time"]
    if edit.marked("per_head") and set(edit.plan.measures) <= {"visits", "visitors"}:
        names = ["visits_per_visitor"]
    if names == ["visitors"] and not edit.marked("how_many") and _only_noun(edit):
        return None
    if not names and _counts_people(edit):
        names = ["visitors"]
    if not names and _busy_alone(edit):
        names = ["visits"]
    if edit.flow:
        names = [_OF_WAYS.get(name, name) for name in names]
    elif {"trips", "travellers", "travel_time"} & set(names):
        return Problem("clarify", "no_place")
    if names and not edit.parts["other_areas"]:
        edit.parts["measures"] = tuple(names)
    if set(edit.parts["measures"]) & RATIOS:
        edit.parts["statistic"] = "total"
    if "dwell_time" in names and {"hour", "daypart"} & set(edit.parts["by"]):
        edit.drop("hour", "daypart")
        edit.assumptions.append("no_hours")
    return None


def _only_noun(edit: Edit) -> bool:
    filtered = edit.said.conditions.kept or edit.said.cast.homes
    return bool(filtered) and not edit.said.facts.said_times()


def _counts_people(edit: Edit) -> bool:
    """`how many men were there`: people are counted; `how many of these are men` stays with what was counted."""
    of_people = set(edit.said.conditions.kept) & {"gender", "age_band", "frequency_band"}
    return edit.marked("how_many") and bool(of_people) and not edit.marked("is_that", "of_these")


def _busy_alone(edit: Edit) -> bool:
    return edit.said.has("measures", "busy") and set(edit.plan.measures) <= RATIOS and not edit.said.facts.whens


def rows(edit: Edit) -> Problem | None:
    """The breakdown said instead of the one before; rows of several places or periods stay."""
    by = [_fitting(edit, d) for d in edit.said.rows.by if not _side_by_side(edit, d)]
    edit.used |= {s for s in ("by", "bare", "rank") if edit.said.has(s)}
    dropped = edit.said.slot("drop_rows", "thing")
    if dropped and dropped in edit.parts["by"]:
        edit.drop(dropped)
    of_all = edit.has("share", "of_all") and not edit.said.has("share", "share") and not edit.marked("in_percent")
    if edit.marked("one_figure") or edit.has("total", "total") or of_all:
        _one_figure(edit)
    edit.has("total")
    if edit.marked("unranked"):
        edit.parts["ranking"] = edit.parts["threshold"] = None
    by += [name for name in _bare_homes(edit) if name not in by]
    by += ["dwell_band"] if edit.marked("by_dwell") else []
    if by:
        _broken_down(edit, by)
    return None


def _bare_homes(edit: Edit) -> list[Dimension]:
    """`just the regions`, where rows are homes already."""
    nouns = [d for s in edit.said.said("bare") for d in edit.said.facts.dimensions(s)]
    homes = [_of_homes(edit, "region") if n == "region" else _of_homes(edit, "district") for n in nouns if n in _AREAS]
    homes += ["home_city"] if edit.marked("all_homes") else []
    return [h for h in homes if h.startswith("home_")]


def asked(edit: Edit) -> Problem | None:
    """`where do they come from`, `where do they go next`: the same places and period, other rows."""
    if edit.flow:
        return _other_end(edit)
    if edit.has("asks", "home") or edit.marked("comes_from"):
        edit.parts |= {"measures": ("visitors",), "by": ("home_city",), "statistic": "total", "share": None}
        edit.parts |= {"part_filters": (), "ranking": None, "threshold": None, "change": None, "change_over": None}
    ends = {"destinations": ("origins", "destination"), "origins": ("destinations", "origin")}
    for key, (part, row) in ends.items():
        if edit.has("asks", key) or (key == "destinations" and edit.marked("goes_next")):
            return _ways(edit, part, row)
    return None


def _other_end(edit: Edit) -> Problem | None:
    """`and where do they come from?`, of ways from a place: the ways to it."""
    ends = {"origin": ("origins", "destinations"), "destination": ("destinations", "origins")}
    came = edit.marked("comes_from") or edit.has("asks", "origins", "home")
    row = "origin" if came else "destination" if edit.marked("goes_next") or edit.has("asks", "destinations") else ""
    if not row or row in edit.parts["by"]:
        return None
    asked, given = ends[row]
    if edit.parts[given] or not edit.parts[asked]:
        return Problem("clarify", "direction")
    by = tuple(row if d in ends else d for d in edit.parts["by"])
    edit.parts |= {given: edit.parts[asked], asked: (), "by": by if row in by else (*by, row)}
    return None


def _ways(edit: Edit, part: str, row: str) -> Problem | None:
    if len(edit.parts["areas"]) != 1 or edit.parts["share"] or edit.parts["change"]:
        return Problem("clarify", "no_place")
    edit.parts |= {part: edit.parts["areas"], "areas": (), "measures": ("trips",), "by": (row,), "ranking": None}
    return None


def _fitting(edit: Edit, name: Dimension) -> Dimension:
    """The row as the conversation means it: ways are stored by time of day, homes have districts of their own."""
    return COARSER.get(name, name) if edit.flow else _of_homes(edit, name)


def _of_homes(edit: Edit, name: Dimension) -> Dimension:
    """`by region` of where visitors live is their home region."""
    homes: dict[Dimension, Dimension] = {"district": "home_district", "city": "home_city", "region": "home_region"}
    return homes.get(name, name) if any(d.startswith("home_") for d in edit.plan.by) else name


def _side_by_side(edit: Edit, name: str) -> bool:
    """`side by side` and nouns such as `both days` are about what is there already."""
    told = [s for s in edit.said.said("by") if s.key == "place" and not s.slots("thing")]
    areas = edit.parts["areas"]
    one_place = not areas or (len(areas) == 1 and "place" in dict(areas[0].conditions))
    return name == "place" and bool(told) and (one_place or bool(set(edit.parts["by"]) & set(PLACES)))


def _one_figure(edit: Edit) -> None:
    edit.drop(*edit.parts["by"])
    edit.parts["statistic"] = "total"


def _broken_down(edit: Edit, by: Sequence[str]) -> None:
    old = edit.parts["by"]
    sides = [d for d in old if d in PLACES and len(edit.parts["areas"]) > 1]
    sides += [d for d in old if d in TIMES and len(edit.parts["periods"]) > 1]
    kept = list(old) if edit.marked("add") else [d for d in sides if not _same_kind(d, by)]
    edit.parts["by"] = tuple(dict.fromkeys([*kept, *by]))
    edit.parts["ranking"] = edit.parts["threshold"] = None
    if edit.parts["change_over"] == "steps" or (edit.parts["change"] and set(by) & set(TIMES)):
        edit.parts |= {"change": None, "change_over": None}
    for name in by:
        _all_groups(edit, name)
    if "date" in edit.parts["by"] and edit.parts["statistic"] == "daily_average":
        edit.parts["statistic"] = "total"


def _same_kind(name: str, by: Sequence[str]) -> bool:
    return any({name, other} <= set(AREA_ROWS) or {name, other} <= set(TIMES) for other in by)


def _all_groups(edit: Edit, name: str) -> None:
    """Rows of all ages need no filter on one; a share of one becomes the share of each."""
    if name not in (*GROUPS, *_ALWAYS_TIMES):
        return
    slot = slot_of("weekday" if name == "is_weekend" else name)
    if edit.parts["share"] == "of_filter" and any(f.field in slot for f in edit.parts["part_filters"]):
        edit.parts |= {"share": "of_rows", "part_filters": ()}
    said = edit.said.conditions.kept
    edit.parts["filters"] = tuple(
        f for f in edit.parts["filters"] if f.field not in slot or f.exclude or f.field in said or name == "hour"
    )


def ranking(edit: Edit) -> Problem | None:
    """`the top 3 only`, `which one is the busiest`, `rank them`; a ranking said keeps its number."""
    said = edit.said.rows.ranking or _first_ones(edit) or _nth(edit)
    threshold = edit.said.rows.threshold
    before = edit.plan.threshold
    if before and (edit.marked("count_rows") or (edit.marked("how_many") and edit.said.empty)):
        edit.parts["threshold"] = before.model_copy(update={"count": True})
    if edit.marked("which_ones") and before:
        edit.parts["threshold"] = before.model_copy(update={"count": False})
    if threshold:
        edit.used |= {"threshold", "count"}
        threshold = threshold.model_copy(update={"count": threshold.count or bool(before and before.count)})
        edit.parts |= {"threshold": threshold, "ranking": None}
    if said is None or threshold:
        return None
    if not edit.parts["by"]:
        areas = edit.parts["areas"]
        if areas and len(areas) == 1 and "place" in dict(areas[0].conditions):
            return Problem("clarify", "comparison")
        edit.parts["by"] = ("place",)
    ranked = edit.said.rows.ranked
    if ranked in edit.parts["by"]:
        edit.parts["by"] = (*(d for d in edit.parts["by"] if d != ranked), ranked)
    edit.parts["ranking"] = _numbered(edit, said)
    if edit.has("rank", "top_visitors", "bottom_visitors"):
        edit.parts["measures"] = ("visitors",)
    if edit.said.has("rank", "longest", "shortest"):
        edit.parts["measures"] = ("travel_time" if edit.flow else "dwell_time",)
    return None


def _first_ones(edit: Edit) -> Ranking | None:
    """`the first two`, of rows that have no order of their own."""
    limit = edit.said.slot("first_ones", "n")
    if limit is None or not edit.plan.by or set(edit.plan.by) & {*TIMES, *_ALWAYS_TIMES}:
        return None
    return (edit.plan.ranking or Ranking()).model_copy(update={"limit": int(limit)})


def _nth(edit: Edit) -> Ranking | None:
    """`and the second?`, of a ranking that named the first."""
    before = edit.plan.ranking
    return before.model_copy(update={"skip": edit.said.nth - 1}) if before and edit.said.nth else None


def _numbered(edit: Edit, said: Ranking) -> Ranking:
    before = edit.plan.ranking
    if edit.said.has("rank", "position") and not edit.said.facts.mentions:
        return said.model_copy(update={"limit": said.limit or 1})
    spans = edit.said.said("rank")
    numbered = any(edit.said.facts.number(s) or (s.slots("thing") and said.limit) for s in spans)
    numbered = numbered or edit.marked("first_ones")
    if before is None or numbered or edit.said.has("rank", "which") or not edit.plan.by:
        return said
    return said.model_copy(update={"limit": before.limit})


def statistic(edit: Edit) -> Problem | None:
    """Averages; a mean of minutes is one already."""
    key = next((s.key for s in edit.said.said("average")), None)
    edit.has("average")
    if key and not set(edit.parts["measures"]) & RATIOS and "hour" not in edit.parts["by"]:
        unit = {"week": "weekly_average", "month": "monthly_average"}.get("".join(edit.said.rows.by))
        edit.parts["statistic"] = _MEANS.get(key) or unit or "daily_average"
        taken = {"daily_average": "date", "weekly_average": "week", "monthly_average": "month"}
        edit.drop(taken[edit.parts["statistic"]])
    return None
