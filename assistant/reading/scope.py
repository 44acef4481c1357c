"""Which places are meant: names, nouns for types narrowed by areas, and what stays ambiguous."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.plan import Area
from assistant.reading.facts import Facts
from assistant.reading.places import Mention
from assistant.reading.text import words


@dataclass(frozen=True)
class Scope:
    """The areas meant. `unclear` is a mention that fits several of `choices`; `unknown` one that fits none."""

    areas: tuple[Area, ...] = ()
    unclear: Mention | None = None
    choices: tuple[Area, ...] = ()
    unknown: Mention | None = None


def scope(facts: Facts, numbers: Sequence[int], nouns: set[int], *, keep_frames: bool = False) -> Scope:
    """Resolve mentions that are places of the question.

    `nouns`: mentions used as the noun of rows (`which station`): all places of the type, never one of them.
    `keep_frames`: a city named beside one of its places stays (for shares of it), else it only qualifies the place.
    """
    mentions = [facts.mentions[n] for n in numbers]
    all_of = {id(facts.mentions[n]) for n in nouns}
    frames = [m for m in mentions if m.rank in ("city", "country", "region", "district") and len(m.areas) == 1]
    types = [m for m in mentions if m.rank == "type"]
    named = [m for m in mentions if m.rank != "type" and m not in frames]
    found: list[Area] = []
    used: list[Mention] = []
    for mention in named:
        choices = _near(facts, _narrowed(facts, mention.areas, [*frames, *types]))
        if len(choices) > 1:
            return Scope(unclear=mention, choices=choices)
        found += choices
    loose = [f for f in frames if not _is_framed(facts, f, found)]
    for mention in types:
        if (named and (mention.many or id(mention) in all_of) and _covers(facts, mention, found)) or _frames_of(
            facts, mention, found
        ):
            continue
        if mention.many or id(mention) in all_of:
            found += _crossed(facts, mention, loose)
            used += loose
            continue
        choices = _near(facts, _one_of_type(facts, mention, frames))
        if len(choices) > 1 and any(_beside(frame, mention) and frame.rank == "city" for frame in frames):
            return Scope(unknown=mention)  # `Bahnhof Köln`, where the data have none
        if len(choices) > 1 and any("country" in dict(area.conditions) for area in mention.areas):
            found += mention.areas  # `der deutschen Einkaufscenter`: a noun whose plural is its singular
            continue
        if len(choices) != 1:
            return Scope(unclear=mention, choices=choices) if choices else Scope(unknown=mention)
        found += choices
    for frame in frames:
        if frame not in used and (keep_frames or not _is_framed(facts, frame, found)):
            found += frame.areas
    return Scope(areas=tuple(dict.fromkeys(_in_order(found, mentions))))


def members(facts: Facts, area: Area) -> set[str]:
    """The names of the places of an area."""
    return {place.place for place in facts.names.within(area)}


def contains(facts: Facts, outer: Area, inner: Area) -> bool:
    """Whether an area holds all places of another one, and more."""
    return members(facts, inner) < members(facts, outer)


def _in_order(found: list[Area], mentions: list[Mention]) -> list[Area]:
    order = {area: i for i, mention in reversed(list(enumerate(mentions))) for area in mention.areas}
    return sorted(found, key=lambda area: order.get(area, len(mentions)))


def _narrowed(facts: Facts, choices: tuple[Area, ...], frames: list[Mention]) -> tuple[Area, ...]:
    if len(choices) < 2:
        return choices
    for frame in frames:
        inside = tuple(c for c in choices if any(members(facts, c) <= members(facts, a) for a in frame.areas))
        if inside:
            choices = inside
    return choices


def _beside(frame: Mention, noun: Mention) -> bool:
    return frame.start - noun.end == 1 or noun.start - frame.end == 1


def _near(facts: Facts, choices: tuple[Area, ...]) -> tuple[Area, ...]:
    """`from the Zeil to the airport`: of several places the only one in the city of the places named beside it."""
    named = [m.areas[0] for m in facts.mentions if len(m.areas) == 1 and "place" in dict(m.areas[0].conditions)]
    cities = {p.city for area in named for p in facts.names.within(area)}
    inside = tuple(c for c in choices if {p.city for p in facts.names.within(c)} <= cities)
    return inside if len(choices) > 1 and len(inside) == 1 else choices


def _one_of_type(facts: Facts, mention: Mention, frames: list[Mention]) -> tuple[Area, ...]:
    places = [p for area in mention.areas for p in facts.names.within(area)]
    said = words(facts.question[mention.start : mention.end])
    literal = [p for p in places if set(said) <= set(words(p.place))]
    choices = tuple(Area(conditions=(("place", p.place),)) for p in (literal if len(literal) > 1 else places))
    return _narrowed(facts, choices, frames)


def _crossed(facts: Facts, mention: Mention, frames: list[Mention]) -> list[Area]:
    if not frames:
        return list(mention.areas)
    crossed = [Area(conditions=f.conditions + t.conditions) for m in frames for f in m.areas for t in mention.areas]
    return [area for area in crossed if members(facts, area)]


def _covers(facts: Facts, mention: Mention, found: list[Area]) -> bool:
    """`Which mall: A, B or C?` - the noun only announces the places named."""
    inside = {name for area in mention.areas for name in members(facts, area)}
    return bool(found) and len(found) > 1 and all(members(facts, area) <= inside for area in found)


def _frames_of(facts: Facts, mention: Mention, found: list[Area]) -> bool:
    """`Piccadilly ... the station`: the noun repeats the kind of the one place named."""
    inside = {name for area in mention.areas for name in members(facts, area)}
    return not mention.many and len(found) == 1 and members(facts, found[0]) <= inside


def _is_framed(facts: Facts, frame: Mention, found: list[Area]) -> bool:
    return any(members(facts, area) <= members(facts, frame.areas[0]) for area in found)
