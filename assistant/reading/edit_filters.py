"""Edits of the filters: only women, weekends too, the whole day again, those from Bavaria instead."""

from assistant.plan import Filter, Period
from assistant.reading import calendar_days as cal
from assistant.reading.compose_order import day_types
from assistant.reading.conditions import Conditions
from assistant.reading.draft import GROUPS
from assistant.reading.edit import CLOCK, DAYS, HOMES, Edit, slot_of
from assistant.reading.problem import Problem
from assistant.reading.roles import homes
from assistant.reading.times import covered

_RUNS = [{str(n)} for n in range(1, 8)] + [{"6", "7"}, {"1", "2", "3", "4", "5"}]
SECTIONS = ("filters", "days", "ages", "dwell", "frequencies", "hours")


def filters(edit: Edit) -> Problem | None:
    """Filters said, dropped, and those of the home."""
    said = edit.said.conditions
    if said.declined:
        return Problem("declined", said.declined)
    edit.used |= {s for s in SECTIONS if edit.said.has(s)}
    edit.has("share", "among")
    if edit.flow:
        day_types(said)
    _homes(edit, said)
    _dropped(edit)
    if edit.marked("both_groups"):
        return _both_groups(edit)
    if edit.marked("leave_out"):
        _left_out(edit, said.filters())
        return None
    if _contrasted(edit, said):
        return None
    for one in said.filters():
        if not _moved(edit, one):
            _bound(edit, one)
    return None


def _moved(edit: Edit, one: Filter) -> bool:
    """`and on Sunday?` of a Saturday is the Sunday of the same week, `the weekend` both its days."""
    found = edit.parts["periods"]
    single = len(found) == 1 and found[0].first == found[0].last
    if not (single and one.field == "weekday" and set(one.values) in _RUNS and not one.exclude):
        return False
    if edit.parts["normal"] or edit.said.has("compare", "normal", "than_normal"):
        return True
    monday = cal.week(found[0].first).first
    first, last = (monday + (int(n) - 1) * cal.DAY for n in (min(one.values), max(one.values)))
    days = cal.day(first) if first == last else Period(first=first, last=last)
    clipped, _ = covered(days, False, edit.said.facts)
    if clipped is None:  # `on Sunday?` of the last Monday there is means the Sunday before
        earlier = Period(first=days.first - 7 * cal.DAY, last=days.last - 7 * cal.DAY, grain=days.grain)
        clipped, _ = covered(earlier, False, edit.said.facts)
    edit.parts["periods"] = (clipped or found[0],)
    return clipped is not None


def _homes(edit: Edit, said: Conditions) -> None:
    """Homes by a word such as `from`, or because the conversation is about homes; one left out of rows of homes."""
    cast, facts = edit.said.cast, edit.said.facts
    for home in homes(facts, cast.homes):
        said.keep(home.field, list(home.values))
    rows_of_homes = any(d.startswith("home_") for d in edit.parts["by"])
    out = homes(facts, [*cast.not_homes, *(cast.excluded if rows_of_homes else [])])
    for home in out:
        said.left_out.setdefault(home.field, []).extend(home.values)


def plain_homes(edit: Edit) -> Problem | None:
    """`and Leeds?` after visitors who live in York: a home again, not a place; runs before the places."""
    cast, facts = edit.said.cast, edit.said.facts
    before = [f for f in (*edit.plan.filters, *edit.plan.part_filters) if f.field in HOMES]
    for number in list(cast.plain):
        mention = facts.mentions[number]
        parallel = before and mention.homes and mention.rank in ("city", "home", "region")
        if mention.homes and (not mention.areas or parallel):
            cast.plain.remove(number)
            cast.homes.append(number)
    return None


def _both_groups(edit: Edit) -> Problem | None:
    """`both age groups`: those of the last two plans."""
    recent = [f for plan in edit.context.plans[-2:] for f in plan.filters if f.field in GROUPS and not f.exclude]
    fields = {f.field for f in recent}
    if len(recent) != 2 or len(fields) != 1 or recent[0] == recent[1]:
        return Problem("clarify", "comparison")
    one = recent[0].model_copy(update={"values": tuple(dict.fromkeys((*recent[0].values, *recent[1].values)))})
    edit.parts["filters"] = (*(f for f in edit.parts["filters"] if f.field not in fields), one)
    return None


def _dropped(edit: Edit) -> None:
    if edit.marked("everyone") and not (edit.said.has("share", "share") or edit.marked("in_percent")):
        _drop(edit, set(GROUPS))
    for mark, field in (("any_age", "age_band"), ("any_gender", "gender")):
        if edit.marked(mark):
            _drop(edit, {field})
    if edit.marked("all_day"):
        _drop(edit, CLOCK)
        edit.parts["ranking"] = None if "hour" in edit.parts["by"] else edit.parts["ranking"]
    if edit.marked("all_days"):
        _drop(edit, DAYS)
        edit.parts["ranking"] = None if "date" in edit.parts["by"] else edit.parts["ranking"]
    thing = edit.said.slot("drop_rows", "thing")
    if thing and thing not in edit.parts["by"]:
        _drop(edit, slot_of(thing))


def _drop(edit: Edit, fields: set[str]) -> None:
    for name in ("filters", "part_filters"):
        edit.parts[name] = tuple(f for f in edit.parts[name] if f.field not in fields)
    if edit.parts["share"] == "of_filter" and not edit.parts["part_filters"]:
        edit.parts["share"] = None


def _beside(kept: Filter, left_out: Filter) -> bool:
    """Whether a filter keeps something where values are left out; `only holidays` does not, `without holidays`."""
    return not kept.exclude and not (kept.field == left_out.field and set(kept.values) <= set(left_out.values))


def _left_out(edit: Edit, said: tuple[Filter, ...]) -> None:
    """`drop the women`: the filter on them if there is one, else they are left out."""
    for one in said:
        if _has((*edit.parts["filters"], *edit.parts["part_filters"]), slot_of(one.field)) and not one.exclude:
            _drop(edit, {one.field})
        else:
            edit.parts["filters"] = (*edit.parts["filters"], one.model_copy(update={"exclude": True}))


def _contrasted(edit: Edit, said: Conditions) -> bool:
    """`women against men`, `vs Saturdays` of Sundays: both groups side by side, one row each."""
    found = [one for one in said.filters() if one.field in (*GROUPS, "weekday") and not one.exclude]
    if len(found) != 1 or not edit.has("compare", "versus") or edit.parts["share"] or edit.parts["change"]:
        return False
    (one,) = found
    before = next((f.values for f in edit.parts["filters"] if f.field == one.field and not f.exclude), ())
    values = tuple(dict.fromkeys((*before, *one.values)))
    if len(values) != 2 or set(one.values) == set(before):
        return False
    rest = tuple(f for f in edit.parts["filters"] if f.field not in slot_of(one.field))
    edit.parts["filters"] = (*rest, one.model_copy(update={"values": values}))
    edit.parts["by"] = tuple(dict.fromkeys((*edit.parts["by"], one.field)))
    return True


def _has(filters: tuple[Filter, ...], slot: set[str]) -> bool:
    return any(f.field in slot for f in filters)


def _is_share_of(edit: Edit, one: Filter) -> bool:
    """`and 18-24?` asks for another share; `only 18-24` and `among those of 18-24` ask for the same one of them."""
    within = edit.marked("only", "everyone", "add") or edit.said.has("share", "among")
    others = edit.said.has("measures") or edit.said.rows.by or edit.said.facts.said_times()
    return one.field in GROUPS and not one.exclude and not within and not others


def _bound(edit: Edit, one: Filter) -> None:
    """The new filter in the place of the old one of its kind, beside it after `add`."""
    slot = slot_of(one.field)
    part = edit.parts["share"] == "of_filter" and (_is_share_of(edit, one) or _has(edit.parts["part_filters"], slot))
    name = "part_filters" if part else "filters"
    same = next((f for f in edit.parts[name] if f.field == one.field and f.exclude == one.exclude), None)
    if part and not _has(edit.parts["part_filters"], slot):
        edit.parts["part_filters"] = ()
    if same and edit.marked("add"):
        one = one.model_copy(update={"values": tuple(dict.fromkeys((*same.values, *one.values)))})
    rows_stay = one.exclude and one.field not in edit.plan.by
    for each in ("filters", "part_filters"):
        edit.parts[each] = tuple(f for f in edit.parts[each] if f.field not in slot or (rows_stay and _beside(f, one)))
    edit.parts[name] = (*edit.parts[name], one)
    if not one.exclude and one.field in edit.parts["by"] and len(one.values) == 1:
        if edit.parts["share"] == "of_rows" and edit.parts["by"] == (one.field,):
            edit.parts["filters"] = tuple(f for f in edit.parts["filters"] if f != one)
            edit.parts |= {"share": "of_filter", "part_filters": (one,)}
        edit.drop(one.field)
    if one.field in DAYS and "is_weekend" in edit.parts["by"]:
        edit.drop("is_weekend")
