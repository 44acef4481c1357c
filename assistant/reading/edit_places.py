"""Edits of the places: another one, one more, the other direction, only the parks of London, the two named before."""

from assistant.plan import Area
from assistant.reading.edit import PLACES, Edit
from assistant.reading.edit_times import MORE
from assistant.reading.problem import Problem
from assistant.reading.roles import areas as areas_of
from assistant.reading.scope import members, scope
from assistant.reading.text import words

_SINGLE = ("place",)


def swapped(edit: Edit) -> Problem | None:
    """`and the other way round?`"""
    if not edit.marked("swapped"):
        return None
    if not (edit.parts["origins"] or edit.parts["destinations"]):
        return Problem("clarify", "no_place")
    ends = {"origin": "destination", "destination": "origin"}
    edit.parts["by"] = tuple(ends.get(row, row) for row in edit.parts["by"])
    edit.parts |= {"origins": edit.parts["destinations"], "destinations": edit.parts["origins"]}
    return None


def there(edit: Edit) -> Problem | None:
    """`there`, after an answer that named one place: that place and no ranking any more."""
    found = (edit.context.focus or {}).get("place")
    if edit.marked("there", "it") and isinstance(found, str) and not edit.said.cast.plain:
        edit.parts["areas"] = (Area(conditions=(("place", found),)),)
        edit.name("place", found)
        edit.drop("place", "city")
    return None


def places(edit: Edit) -> Problem | None:
    """Places in every part."""
    edit.has("roles")
    for name, part in (("origins", "origins"), ("destinations", "destinations"), ("other_areas", "others")):
        found = _meant(edit, getattr(edit.said.cast, part))
        if isinstance(found, Problem):
            return found
        if found:
            edit.parts[name] = found
            _one_way(edit, name, found)
    if edit.has("asks", "directions"):
        edit.parts["both_directions"] = True
    if edit.marked("cross") and edit.parts["other_areas"]:
        edit.parts |= {"measures": ("cross_visitors",), "by": (), "ranking": None}
    return _plain(edit) or _without(edit)


def _one_way(edit: Edit, name: str, found: tuple[Area, ...]) -> None:
    """`only from the park`, of ways there and back: one of the two ways."""
    ends = (edit.plan.origins, edit.plan.destinations)
    if edit.plan.both_directions and found in ends:
        other = ends[1] if found == ends[0] else ends[0]
        edit.parts |= {"both_directions": False, "destinations" if name == "origins" else "origins": other}


def _other_one(edit: Edit) -> tuple[Area, ...]:
    """`the other one`: of the two places side by side the first, else the place the conversation was about before."""
    now: tuple[Area, ...] = edit.parts["areas"]
    named = (a for plan in reversed(edit.context.plans) for a in reversed(plan.areas) if len(plan.areas) == 1)
    found = next((area for area in named if area not in now), None)
    return (found,) if found and len(now) == 1 else ()


def _crossed(edit: Edit, found: tuple[Area, ...]) -> None:
    """`X with Y`, where the conversation is about visitors two places share."""
    first = next((area for area in found if area in edit.parts["areas"]), found[0])
    edit.parts |= {"areas": (first,), "other_areas": tuple(area for area in found if area != first)}


def _bare_comparison(edit: Edit) -> bool:
    """`compared?`: nothing but that, so it is about the two places named last."""
    facts = edit.said.facts
    return edit.said.has("compare", "versus") and len(facts.spans) == 1 and not (facts.mentions or facts.whens)


def _plain(edit: Edit) -> Problem | None:
    if edit.marked("other_one") and not edit.said.cast.plain:
        other = _other_one(edit)
        return _placed(edit, other) if other else Problem("clarify", "no_place")
    both = (edit.marked("two", "beside") or _bare_comparison(edit)) and len(edit.said.facts.whens) < 2
    if edit.marked("leave_out"):
        edit.said.cast.excluded += edit.said.cast.plain
        edit.said.cast.plain.clear()
    numbers = [n for n in edit.said.cast.plain if not _negated(edit, n) and n not in edit.said.rows.types]
    if both and not edit.parts["origins"]:
        pair = _pair(edit, numbers)
        if pair:
            return _placed(edit, pair)
    found = _meant(edit, numbers)
    if isinstance(found, Problem):
        return found
    if not found:
        return _everywhere(edit)
    if edit.parts["other_areas"] and len(found) == 2:
        _crossed(edit, found)
        return None
    if edit.flow:
        return Problem("clarify", "direction", tuple(v for a in found for _, v in a.conditions))
    return _placed(edit, found)


def _everywhere(edit: Edit) -> Problem | None:
    """`all places again`: no kind of place any more, or none left out and none chosen."""
    if not edit.has("total", "all_places"):
        return None
    framed = [tuple(c for c in a.conditions if c[0] != "place_type") for a in edit.parts["areas"]]
    kept = [Area(conditions=c) for c in framed if c and "place" not in dict(c)]
    edit.parts |= {"areas": tuple(dict.fromkeys(kept)), "excluded_areas": ()}
    return None


def _negated(edit: Edit, number: int) -> bool:
    tokens = edit.said.facts.phrase.tokens
    mark = edit.said.facts.mentions[number].marker + str(number)
    return any(tokens[i].norm == mark for i in edit.said.negated)


def _placed(edit: Edit, found: tuple[Area, ...]) -> Problem | None:
    """These places instead of the old ones, beside them, or within them."""
    old: tuple[Area, ...] = edit.parts["areas"]
    if edit.parts["other_areas"] and found in (old, edit.parts["other_areas"]):
        edit.parts |= {"areas": found, "other_areas": old if found != old else edit.parts["other_areas"]}
        return None
    if len(old) == 2 and len(found) == 1 and found[0] in old and _held_beside(edit):
        edit.parts["areas"] = (*found, *(a for a in old if a != found[0]))  # turned round where the change is made
        return None
    found = _narrowing(edit, old, found) or found
    than = edit.marked("than") and not edit.said.facts.whens
    if old and edit.said.has("share", "share") and _inside(edit, found, old):
        edit.parts |= {"share": "of_area", "part_areas": found, "by": (), "ranking": None, "statistic": "total"}
        return None
    beside = edit.marked("add") or edit.has("compare", "versus") or than
    if beside and old and not set(found) <= set(old):
        found = tuple(dict.fromkeys((*old, *found)))
    if edit.parts["change_over"] == "areas" and len(found) != 2:
        return Problem("clarify", "comparison")
    if edit.parts["share"] == "of_area":
        return Problem("clarify", "share")
    edit.parts["areas"] = found
    edit.parts["excluded_areas"] = ()
    _rows_of(edit, old, found)
    return None


def _held_beside(edit: Edit) -> bool:
    """`by how much is the first one busier?`, of two side by side; not how one of them has grown."""
    return edit.said.has("change", "difference", *MORE) and not edit.said.has("change", "percent", "fell")


def _inside(edit: Edit, found: tuple[Area, ...], old: tuple[Area, ...]) -> bool:
    """Whether places lie within those asked about, which are more."""
    around = {name for area in old for name in members(edit.said.facts, area)}
    return all(members(edit.said.facts, area) < around for area in found)


def _rows_of(edit: Edit, old: tuple[Area, ...], new: tuple[Area, ...]) -> None:
    """Several places are rows of their own; a single one needs no row."""
    if len(new) > 1 and not edit.said.has("total", "total"):
        if not set(edit.parts["by"]) & set(PLACES) and edit.parts["change_over"] != "areas":
            fields = {area.conditions[0][0] if len(area.conditions) == 1 else "place" for area in new}
            edit.parts["by"] = (fields.pop() if len(fields) == 1 else "area", *edit.parts["by"])
    elif len(new) == 1 and (len(old) > 1 or new[0].conditions[0][0] in _SINGLE):
        edit.drop(*PLACES)


def _narrowing(edit: Edit, old: tuple[Area, ...], found: tuple[Area, ...]) -> tuple[Area, ...] | None:
    """`only parks` within London; `and in Berlin?` of London's parks; the same kind of place in another city."""
    facts = edit.said.facts
    if len(found) != 1 or not old:
        return None
    new = dict(found[0].conditions)
    if set(new) == {"place_type"}:
        kept = [a for area in old for a in [_of_type(area, found[0])] if members(facts, a) & members(facts, found[0])]
        return tuple(dict.fromkeys(kept)) or None
    if len(new) == 1 and "place" not in new and len(old) == 1:
        kind = dict(old[0].conditions).get("place_type")
        if kind:
            return (Area(conditions=(*found[0].conditions, ("place_type", kind))),)
    return _counterpart(edit, old, found[0]) if "place" not in new else None


def _of_type(area: Area, kind: Area) -> Area:
    if "place" in dict(area.conditions):
        return area
    frame = tuple(c for c in area.conditions if c[0] != "place_type")
    return Area(conditions=(*frame, *kind.conditions))


def _counterpart(edit: Edit, old: tuple[Area, ...], city: Area) -> tuple[Area, ...] | None:
    """The place in this city that is called by the same noun as the one before: its central station, its airport."""
    names = edit.said.facts.names
    before = [p for area in old if "place" in dict(area.conditions) for p in names.within(area)]
    if not before or before[-1] in names.within(city):
        return None
    kind, noun = before[-1].place_type, set(words(before[-1].place)) - set(words(before[-1].city))
    fitting = [p for p in names.within(city) if p.place_type == kind]
    nouns = {w for form in edit.said.facts.lex.vocabulary.place_types[kind].one for w in words(form)}
    named = [p for p in fitting if noun & set(words(p.place)) & nouns]
    chosen = named if named or not edit.marked("the_one_in") else fitting
    return (Area(conditions=(("place", chosen[0].place),)),) if len(chosen) == 1 else None


def _pair(edit: Edit, numbers: list[int]) -> tuple[Area, ...]:
    """`both malls`: the places of the last plans, of the kind named if one was."""
    facts = edit.said.facts
    kinds = [a for n in numbers for a in facts.mentions[n].areas if facts.mentions[n].rank == "type"]
    if len(kinds) != len(numbers) or (not numbers and edit.marked("both_times")):
        return ()
    if len(edit.parts["areas"]) > 1:
        recent = list(edit.parts["areas"])
    else:
        recent = list(dict.fromkeys(a for p in reversed(edit.context.plans) for a in reversed(p.areas)))[:2][::-1]
    if edit.has("change") or (not numbers and len({p.areas for p in edit.context.plans[-2:]}) < 2):
        return ()
    fits = [a for a in recent if not kinds or any(members(facts, a) <= members(facts, k) for k in kinds)]
    return tuple(fits) if len(fits) == 2 else ()


def _meant(edit: Edit, numbers: list[int], every: bool = False) -> tuple[Area, ...] | Problem:
    """The areas of these mentions; with `every` a kind of place is all of its kind (`without the airport`)."""
    facts = edit.said.facts
    numbers = [n for n in numbers if not _negated(edit, n)]
    if not numbers:
        return ()
    kinds = [n for n in numbers if facts.mentions[n].rank == "type"]
    known = _in_context(edit, kinds[0]) if len(numbers) == len(kinds) == 1 else ()
    if known:
        return known
    several = {n for n in kinds if every or edit.marked("only")}
    found = scope(facts, numbers, several)
    if found.unclear:
        said = facts.question[found.unclear.start : found.unclear.end]
        return Problem("clarify", "place", (said,), found.unclear, found.choices)
    if found.unknown:
        return Problem("declined", "unknown_place", (facts.question[found.unknown.start : found.unknown.end],))
    return found.areas or areas_of(facts, numbers)


def _in_context(edit: Edit, number: int) -> tuple[Area, ...]:
    """`the station`, where the conversation is about one."""
    facts, mention = edit.said.facts, edit.said.facts.mentions[number]
    if mention.many or (edit.marked("only") and not edit.flow) or len(mention.areas) != 1:
        return ()
    inside = members(facts, mention.areas[0])
    ends = [a for a in (*edit.plan.origins, *edit.plan.destinations) if members(facts, a) <= inside]
    if len(ends) == 1:
        return tuple(ends)
    fits = [a for a in edit.parts["areas"] if "place" in dict(a.conditions) and members(facts, a) <= inside]
    if fits:
        return tuple(fits) if len(fits) == 1 else ()
    around = {name for area in edit.parts["areas"] for name in members(facts, area)} & inside
    return (Area(conditions=(("place", around.pop()),)),) if edit.marked("of_these") and len(around) == 1 else ()


def _without(edit: Edit) -> Problem | None:
    """`without Leeds`: homes where the rows are homes, else places."""
    found = _meant(edit, edit.said.cast.excluded, every=True)
    if isinstance(found, Problem):
        return found
    inside = {name for area in edit.parts["areas"] for name in members(edit.said.facts, area)}
    if any(d.startswith("home_") for d in edit.parts["by"]):
        return None
    if found and inside and not any(members(edit.said.facts, a) & inside for a in found):
        return Problem("clarify", "no_place")
    kept = tuple(a for a in found if not inside or members(edit.said.facts, a) & inside)
    rest = tuple(a for a in edit.parts["areas"] if a not in kept)
    if kept and len(rest) < len(edit.parts["areas"]):
        if not rest:
            return Problem("clarify", "no_place")
        old, edit.parts["areas"] = edit.parts["areas"], rest
        _rows_of(edit, old, rest)
    elif kept:
        edit.parts["excluded_areas"] = tuple(dict.fromkeys((*edit.parts["excluded_areas"], *kept)))
    return None
