"""Which table a figure comes from: one quantity has one home, and distinct people are never summed.

The rules are those of the catalogue's additivity: visits and trips add up; visitors and travellers are different people
within one cell of one table. Where a question would have to add them up, it gets the mean per day (or month), one row a
place or month, or visits and trips instead, and a note says which.
"""

from dataclasses import dataclass, replace

from assistant.compile.condition import matching
from assistant.compile.dimension import PLACE_FIELDS, grain_of
from assistant.compile.outcome import CannotAnswerError, Kind
from assistant.compile.period import Grain, buckets, is_one, is_whole
from assistant.plan import Measure, Plan
from guardrails.reference import KnownPlace, Reference

DETAIL = {
    "age_band": "demographics_daily",
    "gender": "demographics_daily",
    "dwell_band": "dwell_daily",
    "frequency_band": "frequency_monthly",
    "home_district": "catchment_monthly",
    "home_city": "catchment_monthly",
    "home_region": "catchment_monthly",
    "hour": "footfall_hourly",
    "daypart": "footfall_hourly",
}
DAY_FIELDS = {"date", "weekday", "is_weekend", "day_type", "is_public_holiday", "holiday"}
FLOWS = ("trips", "travellers", "travel_time")
MEANS: dict[str, Grain] = {
    "daily_average": "date",
    "daily_median": "date",
    "weekly_average": "week",
    "monthly_average": "month",
}
ADVERBS: dict[Grain, str] = {"date": "daily", "week": "weekly", "month": "monthly"}


@dataclass(frozen=True)
class Figure:
    """A measure with its home. `mean`: the mean over days, weeks or months instead of one total."""

    measure: Measure
    table: str
    mean: Grain | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """The column's name."""
        plain = {
            "dwell_time": "avg_dwell_minutes",
            "travel_time": "avg_travel_minutes",
            "cross_visitors": "common_visitors",
        }.get(self.measure, self.measure)
        return f"avg_{ADVERBS[self.mean]}_{plain}" if self.mean else plain

    @property
    def kind(self) -> Kind:
        """What the numbers are."""
        if self.measure in ("dwell_time", "travel_time"):
            return "minutes"
        return "ratio" if self.measure == "visits_per_visitor" else "count"

    @property
    def unit(self) -> str:
        """What the numbers count, in the catalogue's words."""
        people = ("visitors", "travellers", "cross_visitors")
        if self.kind != "count":
            return "minutes" if self.kind == "minutes" else ""
        return "people" if self.measure in people else self.measure


def fields(plan: Plan) -> set[str]:
    """Everything the rows must tell apart: breakdowns and filters."""
    return {f.field for f in (*plan.filters, *plan.part_filters, *plan.groups)} | set(plan.by)


def home(measure: Measure, plan: Plan, reference: Reference) -> Figure:
    """The figure that answers a measure of this plan. Raises if no table holds it."""
    if measure in FLOWS:
        return _flow(measure, plan, reference)
    if measure == "cross_visitors":
        return _cross(plan)
    if measure == "dwell_time":
        return _dwell(plan)
    if measure == "visits":
        return _visits(plan)
    return _visitors(measure, plan, reference)


def _detail(plan: Plan) -> str | None:
    """The breakdown table the plan needs, None if footfall is enough."""
    tables = {DETAIL[f]: f for f in sorted(fields(plan)) if f in DETAIL}
    if len(tables) > 1:
        raise CannotAnswerError("not_together", *sorted(tables.values()))
    table = next(iter(tables), None)
    if table and grain_of(table) == "month":
        _needs(plan, "month", table)
    return table


def _needs(plan: Plan, grain: Grain, about: str) -> None:
    """Raises unless a table of this grain can tell what the plan asks."""
    finer = fields(plan) & (DAY_FIELDS if not about.startswith("flows") else DAY_FIELDS & {"date", "holiday"})
    if grain == "month":
        finer |= fields(plan) & {"week"}
    if finer:
        raise CannotAnswerError("by_months_only" if grain == "month" else "by_weeks_only", *sorted(finer))
    if not (grain == "week" and "week" in plan.by) and not all(is_whole(p, grain) for p in plan.periods):
        raise CannotAnswerError("needs_whole_months" if grain == "month" else "needs_whole_weeks", about)


def _visits(plan: Plan) -> Figure:
    detail, mean = _detail(plan), MEANS.get(plan.statistic)
    if detail == "footfall_hourly" and "hour" in plan.by and not mean and not plan.share and not _single_day(plan):
        mean = "date"
    return Figure("visits", _mean_holds(plan, detail or _footfall(plan, mean), mean), mean)


def _mean_holds(plan: Plan, table: str, mean: Grain | None) -> str:
    """The table, if its rows can be added up to the whole days, weeks or months the mean is over."""
    grain = grain_of(table)
    if not mean or mean == grain:
        return table
    if grain != "date":
        raise CannotAnswerError("by_months_only" if grain == "month" else "by_weeks_only", plan.statistic)
    if not plan.periods or not all(is_whole(p, mean) for p in plan.periods):
        raise CannotAnswerError("needs_whole_months" if mean == "month" else "needs_whole_weeks")
    return table


def _single_day(plan: Plan) -> bool:
    return "date" in plan.by or (len(plan.periods) == 1 and is_one(plan.periods[0], "date"))


def _footfall(plan: Plan, mean: Grain | None) -> str:
    """Visits of whole months, or of whole weeks, have their own tables; every other span is a sum of days."""
    if fields(plan) & (DAY_FIELDS | {"quarter"}) or mean == "date":
        return "footfall_daily"
    if "week" in plan.by or mean == "week":
        return "footfall_weekly"
    if "month" in plan.by or mean == "month":
        return "footfall_monthly" if all(is_whole(p, "month") for p in plan.periods) else "footfall_daily"
    return _table_of_scope(_scope(plan))


def _table_of_scope(scope: Grain | None) -> str:
    return f"footfall_{ADVERBS[scope]}" if scope else "footfall_daily"


def _scope(plan: Plan) -> Grain | None:
    """The grain of which every period is exactly one; None for other spans."""
    for grain in ("month", "week"):
        if plan.periods and all(is_one(p, grain) for p in plan.periods):
            return grain
    return None


def _dwell(plan: Plan) -> Figure:
    detail = _detail(plan)
    if detail not in (None, "demographics_daily"):
        raise CannotAnswerError("not_together", "dwell_time", *sorted(fields(plan) & set(DETAIL)))
    return Figure("dwell_time", detail or "footfall_daily")


def distinct_grain(plan: Plan) -> Grain | None:
    """The grain within which a row's visitors are different people: one day, one ISO week or one month."""
    day_fields = fields(plan) & (DAY_FIELDS - {"date"})
    if "date" in plan.by:
        return "date"
    if len(plan.periods) == 1 and is_one(plan.periods[0], "date"):
        return "date"
    if day_fields:
        return None
    if "week" in plan.by:
        return "week"
    if "month" in plan.by and all(is_whole(p, "month") for p in plan.periods):
        return "month"
    if len(plan.periods) == 1 and not set(plan.by) & {"quarter"}:
        return _scope(plan)
    return None


def places_of(plan: Plan, reference: Reference) -> list[KnownPlace]:
    """The places a plan is about."""
    excluded = matching(plan.excluded_areas, reference) if plan.excluded_areas else []
    left_out = {p.place_id for p in excluded}
    return [p for p in matching(plan.areas, reference) if p.place_id not in left_out]


def one_place_a_row(plan: Plan, reference: Reference) -> bool:
    """Whether every row of the answer is about one place."""
    if {"place", "area"} & set(plan.by) and "area" not in plan.by:
        return True
    places = places_of(plan, reference)
    dimensions = [d for d in plan.by if d in PLACE_FIELDS]
    return len({tuple(getattr(p, d) for d in dimensions) for p in places}) == len(places)


def _visitors(measure: Measure, plan: Plan, reference: Reference) -> Figure:
    """Visitors, or visits per visitor. Shares and places taken together are only possible as visits."""
    detail = _detail(plan)
    adds_up = detail in ("frequency_monthly", "catchment_monthly")
    if not one_place_a_row(plan, reference) or (plan.share in ("of_rows", "of_area", "of_filter") and not adds_up):
        return _instead(measure, replace(_visits(plan), note="visits_instead"))
    if detail in ("dwell_daily", "footfall_hourly") and not _one_cell_a_day(plan, detail):
        return _instead(measure, replace(_visits(plan), note="visits_instead"))
    if adds_up:
        return _monthly_people(measure, plan, str(detail))
    return _people(measure, plan, detail)


def _instead(measure: Measure, figure: Figure) -> Figure:
    if measure == "visits_per_visitor":
        raise CannotAnswerError("visitors_do_not_add", "visits_per_visitor")
    return figure


def _one_cell_a_day(plan: Plan, detail: str) -> bool:
    field = "dwell_band" if detail == "dwell_daily" else "hour"
    filters = [f for f in plan.filters if f.field in DETAIL]
    return field in plan.by or (len(filters) == 1 and filters[0].field == field and len(filters[0].values) == 1)


def _monthly_people(measure: Measure, plan: Plan, table: str) -> Figure:
    one_month = distinct_grain(plan) == "month"
    if one_month or plan.share or measure == "visits_per_visitor":
        return Figure(measure, table, note="" if one_month else "visitor_months")
    return Figure(measure, table, "month", "monthly_mean")


def _people(measure: Measure, plan: Plan, detail: str | None) -> Figure:
    asked = MEANS.get(plan.statistic)
    if asked and not detail and not fields(plan) & DAY_FIELDS:
        return Figure(measure, f"footfall_{ADVERBS[asked]}", None if measure == "visits_per_visitor" else asked)
    grain = None if asked else distinct_grain(plan)
    if detail:
        grain = grain if grain == "date" else None
    if grain:
        return Figure(measure, detail or f"footfall_{ADVERBS[grain]}")
    if measure == "visits_per_visitor":
        return Figure(measure, detail or "footfall_daily", note="per_day")
    return Figure(measure, detail or "footfall_daily", "date", "" if asked else "daily_mean")


def _flow(measure: Measure, plan: Plan, reference: Reference) -> Figure:
    table = _flow_table(plan)
    _needs(plan, grain_of(table), table)
    if measure == "travellers" and not _one_flow_a_row(plan, table, reference):
        return Figure("trips", table, _flow_mean(plan, table), "trips_instead")
    return Figure(measure, table, _flow_mean(plan, table) if measure == "trips" else None)


def _flow_table(plan: Plan) -> str:
    asked = fields(plan)
    weekly = bool(plan.periods) and all(is_whole(p, "week") for p in plan.periods) and "month" not in asked
    by_week = "week" in asked or plan.statistic == "weekly_average"
    if (weekly or by_week) and not asked & {"day_type", "weekday", "is_weekend"}:
        return "flows_weekly"
    return "flows_monthly"


def _flow_mean(plan: Plan, table: str) -> Grain | None:
    mean = MEANS.get(plan.statistic)
    _mean_holds(plan, table, mean)
    return mean


def _one_flow_a_row(plan: Plan, table: str, reference: Reference) -> bool:
    """One cell of the table a row: one origin, destination, time, daypart and (by months) day type each."""
    single = {f.field for f in plan.filters if len(f.values) == 1 and not f.exclude} | set(plan.by)
    ends = {"origin": plan.origins, "destination": plan.destinations}
    one_end = all(end in plan.by or (a and len(matching(a, reference)) == 1) for end, a in ends.items())
    time = grain_of(table)
    one_time = time in plan.by or (len(plan.periods) == 1 and len(buckets(plan.periods[0], time)) == 1)
    needed = {"daypart"} if table == "flows_weekly" else {"daypart", "day_type"}
    return one_end and one_time and needed <= single and not plan.both_directions


def _cross(plan: Plan) -> Figure:
    unknown = fields(plan) & (set(DETAIL) | {"week", "quarter", "origin", "destination"})
    if unknown:
        raise CannotAnswerError("not_together", "cross_visitors", *sorted(unknown))
    _needs(plan, "month", "cross_visits_monthly")
    if distinct_grain(plan) == "month" or plan.share == "of_place":
        return Figure("cross_visitors", "cross_visits_monthly")
    return Figure("cross_visitors", "cross_visits_monthly", "month", "monthly_mean")
