"""Who plays which part: the place itself, origin, destination, home, the other place, the one left out."""

from dataclasses import dataclass, field

from assistant.plan import Area, Filter
from assistant.reading.facts import Facts
from assistant.reading.phrase import Span
from assistant.reading.places import Mention
from assistant.reading.text import fold, tokenise

_STRONG = {
    "from_to": ("origins", "destinations"),
    "home": ("homes",),
    "not_home": ("not_homes",),
    "other": ("others",),
    "exclude": ("excluded",),
    "within": ("within",),
    "among": ("within",),
}
_DASHES = ("-", "–", "—")
_FRAMES = ("city", "district", "region", "country", "home")
_FLOW_MEASURES = ("trips", "travellers", "travel_time")


@dataclass
class Cast:
    """The mentions by their part, as numbers into the facts."""

    plain: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    destinations: list[int] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    not_homes: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    excluded: list[int] = field(default_factory=list)
    within: list[int] = field(default_factory=list)
    flow: bool = False
    cross: bool = False
    both_directions: bool = False
    each_way: bool = False


def cast(facts: Facts, *, flow: bool = False, cross: bool = False) -> Cast:
    """Give every mention its part; `flow` and `cross`: the conversation is about them already."""
    result = Cast(flow=flow or is_flow(facts), cross=cross or _is_cross(facts))
    for span in facts.said("roles"):
        for number, part in zip(facts.places_in(span), _parts(span.key, facts, result), strict=False):
            if _can(facts.mentions[number], part):
                getattr(result, part).append(number)
    if result.flow and facts.has("roles", "between"):
        result.both_directions = True
    if facts.has("asks", "directions", "each_way"):
        result.both_directions = True
    _listed_on(facts, result)
    _asked_way(facts, result)
    taken = {n for part in vars(result).values() if isinstance(part, list) for n in part}
    for number, mention in enumerate(facts.mentions):
        if number not in taken:
            people = mention.people or (mention.demonym and not _adjective(facts, number) and len(facts.mentions) > 1)
            (result.homes if people and mention.homes and not result.flow else result.plain).append(number)
    result.plain.sort()
    _people_left_out(facts, result)
    if result.cross and not result.plain:
        result.plain, result.excluded = result.excluded, []
    _complete_flow(facts, result)
    return result


def areas(facts: Facts, numbers: list[int]) -> tuple[Area, ...]:
    """The areas of mentions, each once, in order."""
    return tuple(dict.fromkeys(area for n in numbers for area in facts.mentions[n].areas))


def homes(facts: Facts, numbers: list[int]) -> tuple[Filter, ...]:
    """The homes of mentions, as filters."""
    return tuple(dict.fromkeys(home for n in numbers for home in facts.mentions[n].homes))


def is_flow(facts: Facts) -> bool:
    """Whether ways between places are asked about."""
    if facts.has("measures", *_FLOW_MEASURES) or facts.has("asks", "destinations", "origins", "directions", "each_way"):
        return True
    if any(_is_way(facts, span) for span in facts.said("roles", "from_to")):
        return True
    arrow = any(t.norm == "->" for t in facts.phrase.tokens)
    moved = facts.has("measures", "travelling") and facts.has("roles", "from", "of", "from_to")
    among = facts.has("roles", "among")
    return (
        arrow
        or moved
        or among
        or bool({"od", "origin", "destination"} & {d for s in facts.spans for d in facts.dimensions(s)})
    )


def _is_way(facts: Facts, span: Span) -> bool:
    """`Zeil to Airport`, without a verb: a way between two places, unless they are compared or people's homes told."""
    first, last = (facts.mentions[n] for n in facts.places_in(span))
    told = not facts.phrase.tokens[span.first].norm.startswith(("§", "¤"))
    measured = facts.has("measures", "visits", "dwell_time", "visits_per_visitor", "cross_visitors")
    if facts.has("compare") or facts.has("change") or first.rank in _FRAMES or last.rank in _FRAMES:
        return False
    return told or not (measured or facts.has("measures", "visitors"))


def _is_cross(facts: Facts) -> bool:
    told = facts.has("measures", "cross_visitors") or facts.has("rank", "top_shared") or facts.has("asks", "other")
    return told or facts.has("roles", "other", "overlap")


def _parts(key: str, facts: Facts, cast_: Cast) -> tuple[str, ...]:
    if key == "from_to" and not cast_.flow:
        return ("homes", "plain") if facts.has("measures", "visitors") else ("plain", "plain")
    if key == "people_of":
        elsewhere = any(m.rank in ("place", "part", "prefix", "type") for m in facts.mentions)
        both = len(facts.said("roles", "people_of")) > 1
        return ("homes",) if elsewhere and (both or not facts.has("compare")) else ("plain",)
    if key in _STRONG:
        return _STRONG[key]
    if key == "between" and cast_.flow:
        return ("origins", "destinations")
    if key in ("between", "overlap"):
        return ("plain", "plain")
    if key == "from":
        return ("origins",) if cast_.flow else ("homes",)
    if key == "of":
        return ("origins",) if cast_.flow else ("plain",)
    return ("destinations",) if cast_.flow else ("plain",)


def _can(mention: Mention, part: str) -> bool:
    return bool(mention.homes) if part in ("homes", "not_homes") else bool(mention.areas)


def _listed_on(facts: Facts, result: Cast) -> None:
    """`from Leeds and Birmingham`, `except A, B`: what follows in a list plays the part of what it follows."""
    joins = {fold(w) for w in (*facts.lex.vocabulary.conjunctions, *facts.lex.vocabulary.articles)}
    sides = {fold(word) for word in facts.lex.vocabulary.compare["versus"]}  # `from Leeds or York`, of homes alone
    parts = (result.homes, result.not_homes, result.excluded, result.origins, result.destinations, result.others)
    for number in range(1, len(facts.mentions)):
        if any(number in part for part in (*parts, result.plain, result.within)):
            continue
        before, mention = facts.mentions[number - 1], facts.mentions[number]
        between = [t.norm for t in tokenise(facts.question[before.end : mention.start])]
        gap = facts.question[before.end : mention.start]
        kind = mention.rank == "type" and number - 1 not in result.excluded
        if kind or not (between or "," in gap):
            continue
        for part in parts:
            listed = all(word in joins or (part is result.homes and word in sides) for word in between)
            if listed and number - 1 in part and (mention.homes if part is result.homes else mention.areas):
                part.append(number)


def _people_left_out(facts: Facts, result: Cast) -> None:
    of_homes = facts.has("asks", "home") or any(d.startswith("home_") for s in facts.spans for d in facts.dimensions(s))
    placed = any(m.rank in ("place", "part", "prefix") for m in facts.mentions)
    of_homes = of_homes or (placed and any({"city", "region"} & {*facts.dimensions(s)} for s in facts.said("rank")))
    for number in list(result.excluded):
        mention = facts.mentions[number]
        home = of_homes and mention.homes and mention.rank in _FRAMES
        if home or mention.people or (mention.demonym and not _adjective(facts, number)):
            result.excluded.remove(number)
            result.not_homes.append(number)


def _adjective(facts: Facts, number: int) -> bool:
    """Whether a noun of the question follows: `Berliner Orte`, `Münchner Besuche`."""
    tokens = facts.phrase.tokens
    after = 1 + next(i for i, t in enumerate(tokens) if t.norm in (f"§{number}", f"¤{number}"))
    if after >= len(tokens) or tokens[after].norm.startswith(("¤", "§")):
        return after < len(tokens)
    nouns = ("measures", "bare", "by", "filters", "ages", "rank")
    spans = [s for s in facts.spans if s.first <= after < s.last and s.section in nouns]
    return bool(spans)


def _asked_way(facts: Facts, result: Cast) -> None:
    """`Wohin nach der Zeil?` asks for the destination: the place named is where the way begins."""
    if facts.has("asks", "destinations") and result.destinations and not result.origins:
        result.origins, result.destinations = result.destinations, []
    elif facts.has("asks", "origins") and result.origins and not result.destinations:
        result.origins, result.destinations = [], result.origins


def _connected(facts: Facts, numbers: list[int]) -> bool:
    """`Zeil - Airport`: two places with a dash between them."""
    if len(numbers) != 2:
        return False
    first, last = (facts.mentions[n] for n in numbers)
    return facts.question[first.end : last.start].strip() in _DASHES


def _complete_flow(facts: Facts, result: Cast) -> None:
    """A flow question that names one place without a direction word: the verb tells its part."""
    if not result.flow:
        return
    loose = [n for n in result.plain if facts.mentions[n].rank != "type"]
    if not result.origins and not result.destinations and _connected(facts, loose):
        result.origins, result.destinations = loose[:1], loose[1:]
    asked = {d for s in facts.spans for d in facts.dimensions(s)}
    if len(loose) == 1 and not result.origins + result.destinations and len(asked & {"origin", "destination"}) == 1:
        (result.destinations if "origin" in asked else result.origins).extend(loose)
        result.plain.remove(loose.pop())
    elif "od" in asked and not result.origins + result.destinations:
        result.within += [n for n in loose if facts.mentions[n].rank in _FRAMES]
    if len(loose) == 1 and not result.origins and (facts.has("asks", "destinations") or result.destinations):
        result.origins += loose
    elif len(loose) == 1 and not result.destinations and (facts.has("asks", "origins") or result.origins):
        result.destinations += loose
    elif result.within or not loose or (len(loose) == 1 and not result.origins and not result.destinations):
        return
    result.plain = [n for n in result.plain if n not in loose or n not in (*result.origins, *result.destinations)]
