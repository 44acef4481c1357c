"""The cells of every fact table: who is counted, and over what. Distinct people are rows of a presence table."""

from warehouse.catalog import catalogue

# Each statement yields the rows that are counted, one a person and cell: person, the keys of its table, and what this
# person adds to each of its measures but the number of people.
COUNTS: dict[str, str] = {
    "footfall_hourly": "SELECT person, day AS date, hour, place_id, visits FROM presence_hour",
    "footfall_daily": "SELECT person, day AS date, place_id, visits, minutes AS dwell_minutes FROM presence_day",
    "footfall_weekly": "SELECT person, week, place_id, visits FROM presence_week",
    "footfall_monthly": "SELECT person, month, place_id, visits FROM presence_month",
    "demographics_daily": """
        SELECT d.person, day AS date, place_id, age_band, gender, visits, minutes AS dwell_minutes
        FROM presence_day AS d JOIN panel ON panel.person = d.person AND panel.year = year(day)""",
    "dwell_daily": "SELECT person, day AS date, place_id, band AS dwell_band, visits FROM presence_band",
    "frequency_monthly": """
        SELECT person, month, place_id, visits, CASE WHEN visits = 1 THEN '1' WHEN visits <= 3 THEN '2-3'
            WHEN visits <= 7 THEN '4-7' ELSE '8+' END AS frequency_band
        FROM presence_month""",
    "catchment_monthly": """
        SELECT m.person, month, place_id, home_district, home_city, home_region, visits
        FROM presence_month AS m JOIN panel ON panel.person = m.person AND panel.year = year(month)""",
    "flows_weekly": """
        SELECT person, week, daypart, origin_id, destination_id, count(*) AS trips, sum(minutes) AS travel_minutes
        FROM dated_trip SEMI JOIN covered_week USING (week) GROUP BY ALL""",
    "flows_monthly": """
        SELECT person, month, day_type, daypart, origin_id, destination_id, count(*) AS trips,
            sum(minutes) AS travel_minutes
        FROM dated_trip SEMI JOIN covered_month USING (month) GROUP BY ALL""",
    # each unordered pair once, the smaller id first; its mirror is made after protection
    "cross_visits_monthly": """
        SELECT person, month, a.place_id AS place_id, b.place_id AS other_place_id
        FROM presence_month AS a JOIN presence_month AS b USING (person, month) WHERE a.place_id < b.place_id""",
}


def keys(table: str) -> tuple[str, ...]:
    """The grain of a table, its period first."""
    return catalogue().tables[table].keys


def places_of(table: str) -> tuple[str, ...]:
    """The key columns of a table that name a place: one, or two for flows and cross-visits."""
    return tuple(key for key in keys(table) if key.endswith("_id"))


def people_measure(table: str) -> str:
    """The measure of a table that counts distinct people."""
    columns = catalogue().columns
    return next(name for name in catalogue().measures(table) if columns[name].additivity == "distinct")


def other_measures(table: str) -> tuple[str, ...]:
    """The additive measures of a table: events, and minutes where it has them."""
    return tuple(name for name in catalogue().measures(table) if name != people_measure(table))


def in_minutes(measure: str) -> bool:
    """Whether a measure is a time and not a number of events."""
    return catalogue().columns[measure].unit == "minutes"


def month_of(table: str) -> str:
    """SQL for the month a row of `table`, aliased t, belongs to; a week takes its Monday's."""
    return f"date_trunc('month', t.{keys(table)[0]})::DATE"


def needs_detail(table: str) -> bool:
    """Whether a table shows hours or flows, for which a city needs a larger panel."""
    return "hour" in keys(table) or "origin_id" in keys(table)
