"""The typed plan: what was asked, before it is SQL. The reader fills it today, a model may fill the same one."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Measure = Literal[
    "visits",
    "visitors",
    "dwell_time",
    "visits_per_visitor",
    "trips",
    "travellers",
    "travel_time",
    "cross_visitors",
]
PlaceField = Literal["place", "place_type", "district", "city", "region", "country"]
FilterField = Literal[
    "age_band", "gender", "dwell_band", "frequency_band", "home_district", "home_city", "home_region",
    "hour", "daypart", "day_type", "weekday", "is_public_holiday", "holiday",
]  # fmt: skip
Dimension = Literal[
    "place", "place_type", "district", "city", "region", "country",
    "date", "week", "month", "quarter", "weekday", "is_weekend", "hour", "daypart", "day_type",
    "age_band", "gender", "dwell_band", "frequency_band", "home_district", "home_city", "home_region",
    "origin", "destination", "other_place", "area", "period",
]  # fmt: skip


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Area(_Model):
    """Places that meet all conditions: `{"city": "London", "place_type": "park"}`. Values as stored."""

    conditions: tuple[tuple[PlaceField, str], ...]


class Period(_Model):
    """A span of days, both ends included. `grain` says what was meant: a day, an ISO week, a month ... or any span."""

    first: date
    last: date
    grain: Literal["day", "week", "month", "quarter", "year", "span"] = "span"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


class Filter(_Model):
    """Keep rows whose `field` is one of `values` (or none of them, with `exclude`). Hours and ISO weekdays as text."""

    field: FilterField
    values: tuple[str, ...]
    exclude: bool = False


class Ranking(_Model):
    """Order by the first measure (by the change, if one is asked); keep `limit` rows (all if None) after `skip`,
    per value of `per` if given. `position_of`: all rows are ranked, only the rank of these places is wanted."""

    descending: bool = True
    limit: int | None = None
    skip: int = 0
    per: Dimension | None = None
    position_of: tuple[Area, ...] = ()


class Threshold(_Model):
    """Keep the rows (days, weeks, places ... as `by` says) whose first measure is above / below `value`.

    `value` None: the mean over all these rows. `count` asks how many rows that are instead of which.
    """

    relation: Literal["above", "at_least", "below", "at_most"]
    value: float | None
    count: bool = False


class Plan(_Model):
    """One question about groups. An area's conditions all hold, several areas are alternatives, filters all hold.

    `by` is what one row stands for, in the order said; comparing two places is `by=("place",)`, two cities
    `("city",)`, two months `("month",)`, two unlike spans `("period",)`, an area beside a place `("area",)`.
    Several `periods` are alternatives (or), never one long span.

    `share`, always in percent:
    - "of_rows": each row of `by` of the sum over all rows (within the other dimensions of `by`, if it names several:
      the last one is what adds up to 100)
    - "of_filter": what meets `part_filters` as well, of what meets `filters`
    - "of_area": the places in `part_areas` of those in `areas` (`areas` empty: of all places)
    - "of_place": cross-visits: of the distinct visitors of `areas`, those who also were in `other_areas`

    `change`, in percent, as a difference or as a factor (twice as many), always this over its baseline:
    - "periods": `periods[0]` is the baseline, `periods[1]` what is held against it
    - "areas": `areas[0]` is the baseline, `areas[1]` what is held against it
    - "groups": `groups[0]` is the baseline, `groups[1]` what is held against it (weekend against weekday)
    - "steps": each row of the time series in `by` against the row before
    - "mean": `areas[0]` against the mean of the places of `areas[1]` (of all places, if there is none)
    `normal`: beside the value of `periods[0]` the mean of the same weekday over this span, and the index of the two.

    Flows: `origins` and `destinations`; `both_directions` adds the way back to the way there.
    """

    measures: tuple[Measure, ...] = Field(min_length=1)
    statistic: Literal["total", "daily_average", "weekly_average", "monthly_average", "daily_median"] = "total"
    areas: tuple[Area, ...] = ()
    excluded_areas: tuple[Area, ...] = ()
    origins: tuple[Area, ...] = ()
    destinations: tuple[Area, ...] = ()
    both_directions: bool = False
    other_areas: tuple[Area, ...] = ()
    periods: tuple[Period, ...] = ()
    filters: tuple[Filter, ...] = ()
    by: tuple[Dimension, ...] = ()
    share: Literal["of_rows", "of_filter", "of_area", "of_place"] | None = None
    part_filters: tuple[Filter, ...] = ()
    part_areas: tuple[Area, ...] = ()
    change: Literal["percent", "difference", "factor"] | None = None
    change_over: Literal["periods", "areas", "groups", "steps", "mean"] | None = None
    groups: tuple[Filter, ...] = ()
    normal: Period | None = None
    ranking: Ranking | None = None
    threshold: Threshold | None = None
