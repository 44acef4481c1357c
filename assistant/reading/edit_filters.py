"""Edits of the filters: only women, weekends too, the whole day again, those from Bavaria instead."""

from assistant.plan import Filter
from assistant.reading import calendar_days as cal
from assistant.reading.compose_order import day_types
from assistant.reading.conditions import Conditions
from assistant.reading.draft import GROUPS
from assistant.reading.edit import CLOCK, DAYS, HOMES, Edit, slot_of
from assistant.reading.problem import Problem
from assistant.reading.roles import homes
from assistant.reading.times import covered

SECTIONS = ("filters", "days", "ages", "dwell", "frequencies", "hours")


def filters(edit: Edit) -> Problem | None:
    """Filters said, dropped, and those of the home."""
    said = edit.said.conditions
    if said.declined:
        return Problem("declined", said.declined)
    edit.used |= {s for s in SECTIONS if edit.said.has(s)}
    if edit.flow:
        day_types(said)
    _homes(edit, said)
    _dropped(edit)
    if edit.marked("leave_out"):
        _drop(edit, {f.field for f in said.filters()})
        return None
    for one in said.filters():
        if not _moved(edit, one):
            _bound(edit, one)
    return None


def _moved(edit: Edit, one: Filter) -> bool:
    """`and on Sunday?` of a Saturday is the Sunday of the same week."""
    found = edit.parts["periods"]
    single = len(found) == 1 and found[0].first == found[0].last
    if not (single and one.field == "weekday" and len(one.values) == 1 and not one.exclude):
        return False
    if edit.parts["normal"] or edit.said.has("compare", "normal"):
        return True
    day = cal.day(cal.week(found[0].first).first + (int(one.values[0]) - 1) * cal.DAY)
    clipped, _ = covered(day, False, edit.said.facts)
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


def _dropped(edit: Edit) -> None:
    if edit.marked("everyone"):
        _drop(edit, set(GROUPS))
    if edit.marked("all_day"):
        _drop(edit, CLOCK)
        edit.parts["ranking"] = None if "hour" in edit.parts["by"] else edit.parts["ranking"]
    if edit.marked("all_days"):
        _drop(edit, DAYS)
    thing = edit.said.slot("drop_rows", "thing")
    if thing and thing not in edit.parts["by"]:
        _drop(edit, slot_of(thing))


def _drop(edit: Edit, fields: set[str]) -> None:
    for name in ("filters", "part_filters"):
        edit.parts[name] = tuple(f for f in edit.parts[name] if f.field not in fields)
    if edit.parts["share"] == "of_filter" and not edit.parts["part_filters"]:
        edit.parts["share"] = None


def _bound(edit: Edit, one: Filter) -> None:
    """The new filter in the place of the old one of its kind, beside it after `add`."""
    slot = slot_of(one.field)
    part = edit.parts["share"] == "of_filter" and any(f.field in slot for f in edit.parts["part_filters"])
    name = "part_filters" if part else "filters"
    same = next((f for f in edit.parts[name] if f.field == one.field and f.exclude == one.exclude), None)
    if same and edit.marked("add"):
        one = one.model_copy(update={"values": tuple(dict.fromkeys((*same.values, *one.values)))})
    rows_stay = one.exclude and one.field not in edit.plan.by
    for each in ("filters", "part_filters"):
        edit.parts[each] = tuple(f for f in edit.parts[each] if f.field not in slot or (rows_stay and not f.exclude))
    edit.parts[name] = (*edit.parts[name], one)
    if not one.exclude and one.field in edit.parts["by"] and len(one.values) == 1:
        if edit.parts["share"] == "of_rows" and edit.parts["by"] == (one.field,):
            edit.parts["filters"] = tuple(f for f in edit.parts["filters"] if f != one)
            edit.parts |= {"share": "of_filter", "part_filters": (one,)}
        edit.drop(one.field)
    if one.field in DAYS and "is_weekend" in edit.parts["by"]:
        edit.drop("is_weekend")
