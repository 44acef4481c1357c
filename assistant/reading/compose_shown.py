"""What a wish for a picture asks for: a heat map is by weekday and hour, a map by place, a profile four figures."""

from assistant.reading.draft import Draft
from assistant.reading.facts import Facts

PROFILE = ("visits", "visitors", "dwell_time", "visits_per_visitor")
PICTURES = ("map", "profile")
_RATIOS = {"dwell_time"}


def shown(draft: Draft) -> None:
    """Breakdown and measures of the picture, where the question names none itself."""
    parts = draft.parts
    if draft.cast.flow or draft.cast.cross:
        return
    if parts["by"] == ("place",) and _headed_by_an_area(draft):
        parts["by"] = ("place", "month")
    if parts["by"]:
        return
    if draft.has("shown", "heat"):
        parts["by"] = ("weekday", "hour")
    elif draft.has("shown", "map") or _each_compared(draft):
        parts["by"] = ("place",)
    elif draft.has("shown", "profile") and not draft.has("measures"):
        parts["measures"] = PROFILE
        draft.assumptions[:] = [a for a in draft.assumptions if a != "measure_visits"]


def _each_compared(draft: Draft) -> bool:
    """`Frauenanteil der deutschen Einkaufscenter`: times and shares of several places of a kind are told apart."""
    types = [m for m in draft.facts.mentions if m.rank == "type"]
    several = any(m.many or "country" in dict(m.areas[0].conditions) for m in types)
    part = draft.has("share") and "gender" in draft.conditions.kept
    one_by_one = set(draft.parts["measures"]) == _RATIOS or part
    plain = not draft.has("total") and not draft.has("average", "per_week", "per_month") and not draft.has("change")
    return several and one_by_one and plain and len(draft.parts["areas"]) == 1


def _headed_by_an_area(draft: Draft) -> bool:
    """`Berlin: visits by place April to June`, as over a chart: the months of the range stand side by side."""
    heading = any(draft.facts.question[mention.end :].startswith(": ") for mention in draft.facts.mentions)
    months = any(time.key == "month_range" for time in draft.facts.said_times())
    plain = not any(map(draft.has, ("total", "average", "share", "change", "rank"))) and not draft.rows.ranking
    return heading and months and plain and draft.parts["measures"] == ("visits",)


def picture(facts: Facts) -> str:
    """What the asker wished to see: "map", "profile", or '' where the question decides."""
    return next((key for key in PICTURES if facts.has("shown", key)), "")
