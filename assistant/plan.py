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
    "origin", "destination", "other_place", "period",
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


class Filter(_Model):
    """Keep rows whose `field` is one of `values` (or none of them, with `exclude`). Hours and ISO weekdays as text."""

    field: FilterField
    values: tuple[str, ...]
    exclude: bool = False


class Ranking(_Model):
    """Order by the first measure; keep `limit` rows (all if None), per value of `per` if given."""

    descending: bool = True
    limit: int | None = None
    per: Dimension | None = None


class Plan(_Model):
    """One question about groups. Areas of one field are alternatives (or); filters all hold (and)."""

    measures: tuple[Measure, ...] = Field(min_length=1)
    statistic: Literal["total", "daily_average"] = "total"
    areas: tuple[Area, ...] = ()
    excluded_areas: tuple[Area, ...] = ()
    origins: tuple[Area, ...] = ()
    destinations: tuple[Area, ...] = ()
    other_areas: tuple[Area, ...] = ()
    periods: tuple[Period, ...] = ()
    filters: tuple[Filter, ...] = ()
    by: tuple[Dimension, ...] = ()
    share: Literal["of_rows", "of_filter", "of_area"] | None = None
    change: Literal["percent", "difference"] | None = None
    ranking: Ranking | None = None
