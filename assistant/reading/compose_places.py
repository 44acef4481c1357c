"""Who and where: homes, areas, origins and destinations of a plan."""

from assistant.plan import Area
from assistant.reading.draft import Draft
from assistant.reading.places import Mention
from assistant.reading.problem import Problem
from assistant.reading.roles import homes
from assistant.reading.scope import Scope, members, scope
from assistant.reading.text import fold


def who(draft: Draft) -> Problem | None:
    """Filters, homes among them."""
    if draft.conditions.declined:
        return Problem("declined", draft.conditions.declined)
    if _of_a_country(draft):
        return Problem("declined", "home_country")
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


def _of_a_country(draft: Draft) -> bool:
    """Visitors of a place by the country they come from: homes are known by district, city and region only."""
    mentions = draft.facts.mentions
    told = {n for s in draft.facts.said("roles", "home", "not_home", "from") for n in draft.facts.places_in(s)}
    elsewhere = any(mention.rank != "country" for mention in mentions)
    return not draft.cast.flow and elsewhere and any(mentions[n].rank == "country" for n in told)


def _homes_of(draft: Draft, mention: Mention) -> tuple[Area, ...]:
    """The home areas a mention can mean: a district belongs to a city."""
    districts = {f.values[0] for f in mention.homes if f.field == "home_district"}
    known = {(h.district, h.city) for h in draft.facts.reference.home_areas if h.district in districts}
    return tuple(Area(conditions=(("district", d), ("city", c))) for d, c in sorted(known))


def _home_unclear(draft: Draft, number: int) -> bool:
    mention = draft.facts.mentions[number]
    return not mention.within and len(_homes_of(draft, mention)) > 1


def where(draft: Draft) -> Problem | None:
    """Areas by part."""
    frames_stay = draft.has("share", "share") or draft.rows.position
    jobs = (("areas", "plain"), ("origins", "origins"), ("destinations", "destinations"), ("other_areas", "others"),
            ("excluded_areas", "excluded"), ("within", "within"))  # fmt: skip
    for name, part in jobs:
        nouns = draft.rows.types if name in ("areas", "excluded_areas") else set()
        frames = [n for n in draft.cast.plain if part != "plain"] if name == "excluded_areas" else []
        found = _resolved(
            draft, getattr(draft.cast, part), nouns, keep_frames=frames_stay and name == "areas", frames=frames
        )
        if isinstance(found, Problem):
            return found
        draft.parts[name] = found
    if draft.cast.excluded and not draft.parts["excluded_areas"]:
        return Problem("clarify", "not_understood")
    inside = draft.parts.pop("within")
    if inside and draft.cast.flow:
        draft.parts |= {"origins": inside, "destinations": inside}
    elif inside:
        draft.parts["areas"] = (*draft.parts["areas"], *inside)
    if draft.has("asks", "out_of_town", "locals"):
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
    """Visitors who live in the place's own city, or who do not; both are no two rows of one table."""
    cities = {p.city for area in draft.parts["areas"] for p in draft.facts.names.within(area)}
    if len(cities) != 1:
        return Problem("clarify", "no_place")
    if draft.has("asks", "locals") and draft.has("asks", "out_of_town"):
        return None if draft.has("compare") or draft.has("change") else Problem("clarify", "comparison")
    target = draft.conditions.kept if draft.has("asks", "locals") else draft.conditions.left_out
    target["home_city"] = sorted(cities)
    return None


def _flow_places(draft: Draft) -> Problem | None:
    parts = draft.parts
    loose = parts["areas"]
    if loose and parts["origins"] and parts["destinations"]:
        inner = (*parts["origins"], *parts["destinations"])
        if not all(any(members(draft.facts, i) <= members(draft.facts, a) for i in inner) for a in loose):
            return Problem("clarify", "not_understood", ())
    elif loose:
        return Problem("clarify", "direction", tuple(v for a in loose for _, v in a.conditions))
    parts["areas"] = ()
    there, back = parts["origins"], parts["destinations"]
    if len(there) == 2 and there == back[::-1]:  # `from A to B or from B to A`
        parts |= {"origins": there[:1], "destinations": back[:1]}
        draft.cast.both_directions = draft.cast.each_way = True
    parts["both_directions"] = draft.cast.both_directions
    if not parts["origins"] and not parts["destinations"] and not {"origin", "destination"} & set(draft.rows.by):
        return Problem("clarify", "no_place")
    return None


def _whose_visitors(draft: Draft) -> Area | None:
    """`the overlap of A and B in percent of B's visitors`: the one place whose visitors are spoken of."""
    facts, tokens = draft.facts, draft.facts.phrase.tokens
    small = {fold(w) for w in (*facts.lex.vocabulary.articles, *facts.lex.vocabulary.place_prepositions, "of", "s")}
    found = set[str]()
    for span in facts.said("measures", "visitors") + facts.said("roles", "people_of"):
        after = next((t.norm for t in tokens[span.last :] if t.norm not in small), "")
        near = [tokens[span.first].norm, tokens[max(span.first - 1, 0)].norm, after]
        found |= {next((n for n in near if n.startswith("§")), "")}
    named = [facts.mentions[int(mark[1:])].areas for mark in found - {""}]
    return named[0][0] if len(named) == 1 and len(named[0]) == 1 else None


def _cross_places(draft: Draft) -> Problem | None:
    parts = draft.parts
    if not parts["other_areas"] and len(parts["areas"]) == 2:
        first, other = parts["areas"] if _whose_visitors(draft) != parts["areas"][1] else parts["areas"][::-1]
        parts |= {"areas": (first,), "other_areas": (other,)}
    return None if len(parts["areas"]) == 1 else Problem("clarify", "no_place")
