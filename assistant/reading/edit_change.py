"""Edits that calculate: as a percentage, absolute again, the change between the two, against the usual day."""

from assistant.plan import Filter, Period
from assistant.reading import calendar_days as cal
from assistant.reading.draft import GROUPS
from assistant.reading.edit import DAYS, PLACES, TIMES, Edit
from assistant.reading.edit_times import MORE, asks_change, held_against
from assistant.reading.edit_told_times import earlier_than
from assistant.reading.problem import Problem
from assistant.reading.times import covered


def absolute(edit: Edit) -> Problem | None:
    """Figures instead of percent: said so, or asked `how many`; runs before filters are bound."""
    asked = edit.marked("how_many") and (edit.said.has("measures") or edit.marked("is_that")) and not _in_percent(edit)
    if not (edit.marked("absolute") or (asked and edit.plan.share)):
        return None
    edit.parts["filters"] = (*edit.parts["filters"], *edit.parts["part_filters"])
    edit.parts |= {"share": None, "part_filters": (), "part_areas": (), "change": None, "change_over": None}
    edit.parts["normal"] = None
    if edit.plan.change_over == "periods":
        edit.parts["by"] = (*edit.parts["by"], _row(edit))
    edit.used |= {"share", "change"}
    return None


def _row(edit: Edit) -> str:
    grains = {p.grain for p in edit.parts["periods"]}
    names = {"day": "date", "week": "week", "month": "month", "quarter": "quarter"}
    return names.get(grains.pop(), "period") if len(grains) == 1 else "period"


def _in_percent(edit: Edit) -> bool:
    return edit.marked("in_percent", "changed") or edit.said.has("share", "share")


def change(edit: Edit) -> Problem | None:
    """The change between two periods, two places, or from step to step."""
    if not asks_change(edit):
        return None
    edit.used |= {"change", "share", "compare"}
    edit.has("asks", "steps")
    difference = edit.said.has("change", "difference", "difference_between") and not _in_percent(edit)
    edit.parts["change"] = "difference" if difference else "percent"
    edit.parts["filters"] = (*edit.parts["filters"], *edit.parts["part_filters"])
    edit.parts |= {"share": None, "part_filters": (), "part_areas": (), "normal": None, "threshold": None}
    if len(edit.parts["measures"]) > 1:
        return Problem("clarify", "comparison")
    if not edit.said.rows.ranking:
        edit.parts["ranking"] = None  # `how have these grown?`: the best by their growth would be others
    return _over(edit)


def _over(edit: Edit) -> Problem | None:
    found, areas = edit.parts["periods"], edit.parts["areas"]
    steps = [d for d in edit.parts["by"] if d in TIMES[:4]]
    if len(found) == 2:
        edit.parts["change_over"] = "periods"
        edit.drop_sides(TIMES)
        if not (held_against(edit) or edit.said.facts.whens):
            edit.parts["periods"] = tuple(sorted(found, key=lambda p: p.first))
        return None
    if len(areas) == 2 and not edit.said.has("previous"):
        edit.parts |= {"change_over": "areas", "areas": tuple(reversed(areas))}
        edit.drop_sides(PLACES)
        return None
    if steps and len(found) > 2:
        found = edit.parts["periods"] = (Period(first=min(p.first for p in found), last=max(p.last for p in found)),)
    if steps and len(found) == 1 and not edit.said.rows.ranked:
        edit.parts["change_over"] = "steps"
        return None
    return _with_last(edit) if edit.marked("two") else _with_before(edit)


def _with_last(edit: Edit) -> Problem | None:
    """`between the two`: the periods or places of the last two plans."""
    plans = edit.context.plans[-2:]
    pairs = list(dict.fromkeys(p for plan in plans for p in plan.periods))
    areas = list(dict.fromkeys(a for plan in plans for a in plan.areas))
    if len(pairs) == 2:
        edit.parts |= {"periods": tuple(sorted(pairs, key=lambda p: p.first)), "change_over": "periods"}
        edit.drop_sides(TIMES)
        return None
    if len(areas) == 2:
        edit.parts |= {"areas": tuple(areas), "change_over": "areas"}
        edit.drop_sides(PLACES)
        return None
    return Problem("clarify", "comparison")


def _just_seen(edit: Edit, now: Period) -> tuple[Period, ...]:
    """This period and the one asked about just before, if the last two answers differed in nothing else."""
    if len(edit.context.plans) < 2 or edit.said.has("previous"):
        return ()
    last = edit.context.plans[-2]
    if last.periods == (now,) or last.model_copy(update={"periods": (now,)}) != edit.plan or len(last.periods) != 1:
        return ()
    pair = tuple(sorted((last.periods[0], now), key=lambda p: p.first))
    return pair if pair[0].grain == pair[1].grain and pair[0].last < pair[1].first else ()


def _beside_last(edit: Edit) -> bool:
    """`how much more is that?`, where the last two answers differed in their place, or in one group, alone."""
    if (
        len(edit.context.plans) < 2
        or edit.parts["areas"] != edit.plan.areas
        or edit.parts["filters"] != edit.plan.filters
    ):
        return False
    last, now = edit.context.plans[-2:]
    pair = (*last.areas, *now.areas)
    if len(pair) == 2 and last.areas != now.areas and last.model_copy(update={"areas": now.areas}) == now:
        edit.parts |= {"areas": pair, "change_over": "areas"}
        return True
    apart = [f for plan, other in ((last, now), (now, last)) for f in plan.filters if f not in other.filters]
    alike = last.model_copy(update={"filters": now.filters}) == now
    if alike and len(apart) == 2 and apart[0].field == apart[1].field and len(last.filters) == len(now.filters):
        rest = tuple(f for f in now.filters if f not in apart)
        edit.parts |= {"groups": tuple(apart), "change_over": "groups", "filters": rest}
        return True
    return False


def _with_before(edit: Edit) -> Problem | None:
    """The like period before is the baseline where none was said."""
    if len(edit.parts["periods"]) != 1:
        return Problem("clarify", "comparison")
    if (
        edit.said.has("change", "difference", *MORE)
        and not edit.said.has("change", "percent", "fell")
        and _beside_last(edit)
    ):
        return None
    now = edit.parts["periods"][0]
    seen = _just_seen(edit, now)
    if seen:
        edit.parts |= {"periods": seen, "change_over": "periods"}
        edit.drop_sides(TIMES)
        return None
    before = earlier_than(edit, now) if edit.said.has("previous") else cal.before(now)
    clipped, why = covered(before, False, edit.said.facts)
    if clipped is None:
        return Problem("declined", why)
    edit.parts |= {"periods": (clipped, now), "change_over": "periods"}
    edit.assumptions.append("previous_period")
    edit.drop_sides(TIMES)
    return None


def share(edit: Edit) -> Problem | None:
    """As a percentage: of the rows, or of what has no such filter."""
    if not (edit.has("share", "share") or edit.marked("in_percent")) or edit.marked("absolute"):
        return None
    if edit.parts["change"]:
        edit.parts["change"] = "percent"
        return None
    if _of_area(edit):
        return None
    if edit.parts["other_areas"]:
        edit.parts |= {"share": "of_place", "by": ()}
        return None
    by = edit.parts["by"]
    group = tuple(f for f in edit.parts["filters"] if f.field in GROUPS and not f.exclude)
    edit.parts["statistic"] = "total"
    if edit.parts["share"] and (edit.parts["share"] != "of_rows" or by):
        return None
    if set(by) & set(GROUPS) or (by and not group):
        edit.parts["share"] = "of_rows"
        return None
    return _of_filter(edit, group or tuple(f for f in edit.parts["filters"] if not f.exclude))


def _of_area(edit: Edit) -> bool:
    """`in percent of Berlin`, of one of its places: that place's share of the city."""
    part, whole = edit.plan.areas, edit.parts["areas"]
    inside = [edit.said.facts.names.within(area) for area in part]
    around = {place.place for area in whole for place in edit.said.facts.names.within(area)}
    if part == whole or not inside or not all({p.place for p in places} < around for places in inside):
        return False
    edit.parts |= {"share": "of_area", "part_areas": part, "by": (), "ranking": None, "statistic": "total"}
    return True


def _of_filter(edit: Edit, group: tuple[Filter, ...]) -> Problem | None:
    if not group:
        return Problem("clarify", "share")
    rest = tuple(f for f in edit.parts["filters"] if f not in group)
    edit.parts |= {"share": "of_filter", "part_filters": group, "filters": rest}
    return None


def normal(edit: Edit) -> Problem | None:
    """A day against the mean of the same weekday in its month."""
    if not edit.has("compare", "normal", "than_normal"):
        return None
    found = edit.parts["periods"]
    if len(found) != 1 or found[0].first != found[0].last:
        return Problem("clarify", "comparison")
    edit.parts["filters"] = tuple(f for f in edit.parts["filters"] if f.field not in DAYS)
    edit.parts |= {"normal": cal.unit_at("month", found[0].first), "statistic": "total", "by": (), "ranking": None}
    edit.has("change")
    return None
