"""The names of this warehouse as a prompt lists them: all of them, or those nearest to the question if too many."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from assistant.model.tokens import Count
from guardrails.reference import Reference

PLACES_SHARE = 0.7
ALIKE = 80


def listing(reference: Reference, question: str, room: int, count: Count) -> str:
    """Places, home areas and holidays with their values as stored, in at most about `room` tokens."""
    places = [
        " | ".join([p.place, p.place_type, p.district, p.city, p.region, p.country, ", ".join(p.aliases)])
        for p in reference.places
    ]
    homes = [f"{a.district} | {a.city} | {a.region}" for a in reference.home_areas]
    holidays = [f"{h.date} | {h.country} | {h.name}" for h in reference.holidays]
    for_places = int(room * PLACES_SHARE)
    for_others = (room - for_places) // 2
    parts = [
        "place | place_type | district | city | region | country | nicknames (not stored)",
        *nearest(places, question, for_places, count),
        "home_district | home_city | home_region",
        *nearest(homes, question, for_others, count),
        "date | country | holiday",
        *nearest(holidays, question, for_others, count),
    ]
    return "\n".join(parts)


def nearest(lines: Sequence[str], question: str, room: int, count: Count) -> list[str]:
    """The lines in their order if they fit in `room` tokens; otherwise those that share most with the question."""
    sizes = [count(line) + 1 for line in lines]
    if sum(sizes) <= room:
        return list(lines)
    kept: set[int] = set()
    for index in sorted(range(len(lines)), key=lambda i: -_likeness(lines[i], question)):
        room -= sizes[index]
        if room < 0:
            break
        kept.add(index)
    return [*(lines[i] for i in sorted(kept)), f"... and {len(lines) - len(kept)} more, further from the question"]


def _likeness(line: str, question: str) -> float:
    """The longest name of the line that the question holds, nearly as written."""
    wanted = question.casefold()
    names = [name.casefold() for name in line.split(" | ")]
    return max(len(name) * fuzz.partial_ratio(name, wanted, score_cutoff=ALIKE) for name in names)
