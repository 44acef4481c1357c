"""The parts of a plan in words: what was measured, where, for whom, and how it is broken down."""

from assistant.compile.condition import hours, matching, weekdays
from assistant.compile.outcome import Column, Compiled
from assistant.plan import Area, Filter, Plan
from assistant.wording import DASH, Wording
from guardrails.reference import Reference
from warehouse.catalog import catalogue

LOYAL = {"4-7", "8+"}


def mean_measure(field: str, mean: str | None, words: Wording) -> str:
    """A measure with the span its mean is over."""
    plain = words(f"measure.{field}")
    return words(f"mean_of.{mean}", measure=plain) if mean else plain


def measures(compiled: Compiled, words: Wording) -> list[str]:
    """What was measured, as it was answered; a count of rows is about the measure they were counted by."""
    told = [mean_measure(c.field, c.mean, words) for c in compiled.columns if words.has(f"measure.{c.field}")]
    return told or [mean_measure(m, None, words) for m in compiled.plan.measures]


def where(plan: Plan, reference: Reference, words: Wording) -> str:
    """The places of a plan."""
    if plan.origins or plan.destinations or {"trips", "travellers", "travel_time"} & set(plan.measures):
        return _way(plan, reference, words)
    places = areas(plan.areas, words) if plan.areas else words("where.all")
    if plan.excluded_areas:
        places = words("where.without", areas=places, excluded=areas(plan.excluded_areas, words))
    if plan.other_areas:
        places = words("where.with", areas=places, others=areas(plan.other_areas, words))
    return places


def _way(plan: Plan, reference: Reference, words: Wording) -> str:
    origin = areas(plan.origins, words) if plan.origins else ""
    destination = areas(plan.destinations, words) if plan.destinations else ""
    if origin and destination:
        return words("where.both" if plan.both_directions else "where.from_to", origin=origin, destination=destination)
    if origin:
        return words("where.from", origin=origin)
    if destination:
        return words("where.to", destination=destination)
    return areas(plan.areas, words) if plan.areas else words("where.anywhere")


def areas(several: tuple[Area, ...], words: Wording) -> str:
    """Areas as a list."""
    return words.listed(area(a, words) for a in several)


def area(one: Area, words: Wording) -> str:
    """A place by its name, a kind of place in the plural, both with the area they lie in."""
    conditions = dict(one.conditions)
    kind = conditions.pop("place_type", None)
    names = [words.value(field, value) for field, value in conditions.items()]
    if kind is None:
        return ", ".join(names)
    kinds = words(f"types.{kind}") if words.has(f"types.{kind}") else words.value("place_type", kind)
    return words("where.of", places=kinds, area=", ".join(names)) if names else kinds


def filters(several: tuple[Filter, ...], words: Wording) -> str:
    """Filters as a list: `Frauen, 25–44 Jahre`."""
    return ", ".join(filter_(f, words) for f in several)


def filter_(one: Filter, words: Wording) -> str:
    """One filter in words."""
    if one.field == "is_public_holiday":
        wanted = (one.values[0].lower() in ("true", "1", "yes")) != one.exclude
        return words("filter.is_public_holiday" if wanted else "filter.no_public_holiday")
    if one.field == "frequency_band" and set(one.values) == LOYAL:
        return words("filter.without", filter=words("filter.loyal")) if one.exclude else words("filter.loyal")
    text = words(f"filter.{one.field}", values=_values(one, words))
    return words("filter.without", filter=text) if one.exclude else text


def _values(one: Filter, words: Wording) -> str:
    if one.field == "hour":
        return _hours(hours(one), words)
    if one.field == "weekday":
        return _weekdays([int(d) for d in weekdays(one)], words)
    order = list(catalogue().columns[one.field].values) if one.field in catalogue().columns else []
    values = sorted(one.values, key=lambda v: order.index(v) if v in order else len(order))
    return words.listed(words.value(one.field, v) for v in values)


def _hours(found: list[int], words: Wording) -> str:
    if found == list(range(found[0], found[-1] + 1)):
        return words("value.hours", first=found[0], last=found[-1] + 1)
    return words.listed(words("value.hours", first=h, last=h + 1) for h in found)


def _weekdays(found: list[int], words: Wording) -> str:
    if len(found) > 2 and found == list(range(found[0], found[-1] + 1)):
        return f"{words.value('weekday', str(found[0]))}{DASH}{words.value('weekday', str(found[-1]))}"
    return words.listed(words.value("weekday", str(d)) for d in found)


def part(plan: Plan, words: Wording) -> str:
    """What a share is the share of."""
    return filters(plan.part_filters, words) or areas(plan.part_areas, words)


def breakdown(plan: Plan, words: Wording) -> str:
    """`je Tag, nach Alter`."""
    return ", ".join(words(f"by.{d}") for d in plan.by)


def relation(compiled: Compiled, words: Wording) -> str:
    """`mehr als 30.000 Besuche`."""
    threshold = compiled.plan.threshold
    if threshold is None:
        return ""
    if threshold.value is None:
        return words(f"relation.{threshold.relation}_mean", by=breakdown(compiled.plan, words))
    main = next(c for c in compiled.columns if c.name == compiled.main)
    unit = Column("", "count", compiled.plan.measures[0], "visits") if main.kind == "size" else main
    return words(f"relation.{threshold.relation}", n=words.figure(threshold.value, unit))


def when(plan: Plan, words: Wording) -> str:
    """The periods; compared ones as the later against the earlier."""
    if plan.change_over == "periods" and len(plan.periods) == 2:
        before, now = (words.period(p) for p in plan.periods)
        return words("interpretation.against", now=now, then=before)
    return words.when(plan.periods)


def period_names(plan: Plan, words: Wording) -> str:
    """The periods as names: `Mai 2026 und Juni 2026`."""
    return words.listed(words.period(p) for p in plan.periods)


def known_places(plan: Plan, reference: Reference) -> list[str]:
    """The names of the places a plan is about."""
    return [p.place for p in matching(plan.areas, reference)]
