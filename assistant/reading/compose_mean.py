"""A place held against the mean of places: `Zeil gegen den Durchschnitt der Einkaufsstraßen`."""

from assistant.reading.draft import TIMES, Draft
from assistant.reading.problem import Problem


def held_to_mean(draft: Draft) -> bool:
    """Whether a place is held against the mean of places: `Zeil gegen den Durchschnitt der Einkaufsstraßen`."""
    one = any("place" in dict(area.conditions) for area in draft.parts["areas"])
    limit = draft.rows.threshold
    mean = limit is not None and limit.value is None and not draft.rows.counted
    return draft.has("compare", "to_mean") or (mean and one)


def against_mean(draft: Draft) -> Problem | None:
    """The place and the kind of places its mean is of; all places where that was said."""
    parts = draft.parts
    places = [a for a in parts["areas"] if "place" in dict(a.conditions)]
    group = tuple(a for a in parts["areas"] if a not in places)
    everywhere = draft.has("total", "all_places") or draft.rows.threshold is not None
    if len(places) != 1 or len(group) > 1 or not (group or everywhere) or len(parts["periods"]) != 1:
        return Problem("clarify", "comparison")
    draft.rows.threshold = None
    by = tuple(d for d in parts["by"] if d in TIMES and d != "date")
    parts |= {"areas": (*places, *group), "by": by, "change": "percent", "change_over": "mean"}
    return None
