"""Trips between places: where they start on the left, where they end on the right."""

from collections import Counter

from assistant import naming
from assistant.chart.frame import Chart, Frame
from assistant.plan import Area
from assistant.steps import steps
from assistant.wording import Value

FLOWS = ("trips", "travellers")
ENDS = {"origin", "destination"}
MOST_LINKS = 24
Link = tuple[str, str, Value, float]
"""Where a flow starts and ends, its time of day (None for the whole day), and how large it is."""


def flows(frame: Frame) -> Chart | None:
    """The flows of a result by start or end (and time of day); None for rankings, shares and all else."""
    plan, fields = frame.compiled.plan, set(frame.fields)
    drawn = frame.main is not None and frame.main.field in FLOWS and frame.main.kind == "count"
    if not drawn or plan.ranking or frame.chosen or not fields & ENDS or fields - ENDS - {"daypart"}:
        return None
    times = _column(frame, "daypart")
    links = _links(frame, times)
    pairs = Counter[tuple[str, str]]()
    for start, end, _, size in links:
        pairs[start, end] += size  # type: ignore[assignment]
    kept = dict(pairs.most_common(MOST_LINKS))
    origins, destinations = (list(dict.fromkeys(pair[side] for pair in kept)) for side in (0, 1))
    spans: list[Value] = steps("daypart", times, plan) if times else []
    named = [(frame.words("chart.all_day"), None), *((frame.words.value("daypart", t), t) for t in spans)]
    cut = len(pairs) - len(kept)
    return {
        "kind": "sankey",
        **frame.head,
        "origins": origins,
        "destinations": destinations,
        "steps": [
            {"name": name, "links": _step([link for link in links if link[:2] in kept], time, origins, destinations)}
            for name, time in named
        ],
        "gap": frame.words("label.more", n=frame.words.number(cut)) if cut else "",
    }


def _column(frame: Frame, field: str) -> list[Value]:
    return next((frame.values(d) for d in frame.dimensions if d.field == field), [])


def _links(frame: Frame, times: list[Value]) -> list[Link]:
    """The flows that are shown; a diagram of flows has no place for one that is not."""
    plan = frame.compiled.plan
    starts, ends = _ends(frame, "origin", plan.origins), _ends(frame, "destination", plan.destinations)
    told = zip(starts, ends, times or [None] * len(starts), frame.figures(), strict=True)
    return [(start, end, time, float(size)) for start, end, time, size in told if isinstance(size, int | float)]


def _ends(frame: Frame, field: str, given: tuple[Area, ...]) -> list[str]:
    """One end of every flow: by its own column, else what the question named."""
    values = _column(frame, field)
    if values:
        return [frame.words.value(field, value) for value in values]
    return [naming.areas(given, frame.words) if given else frame.words("where.anywhere")] * len(frame.rows)


def _step(links: list[Link], time: Value, origins: list[str], destinations: list[str]) -> list[Chart]:
    """The links of a time of day, or of all of them together."""
    sizes = Counter[tuple[str, str]]()
    for start, end, when, size in links:
        if time in (None, when):
            sizes[start, end] += size  # type: ignore[assignment]
    return [
        {"origin": origins.index(start), "destination": destinations.index(end), "value": size}
        for (start, end), size in sizes.most_common()
    ]
