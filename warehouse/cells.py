"""The cells of every fact table: what is counted for them, and the people of those that hold few."""

from warehouse.catalog import catalogue

# Each statement yields the cells of its table: the keys, `n` distinct people, each measure but that of people, and the
# most one person adds to it.
COUNTS: dict[str, str] = {
    "footfall_hourly": "SELECT day AS date, hour, place_id, people AS n, visits, most_visits, firsts FROM place_hour",
    "footfall_daily": """
        SELECT day AS date, place_id, sum(firsts)::BIGINT AS n, sum(visits)::BIGINT AS visits,
            max(most_visits_of_day) AS most_visits, sum(minutes)::BIGINT AS dwell_minutes,
            max(most_minutes) AS most_dwell_minutes
        FROM place_hour GROUP BY day, place_id""",
    "footfall_weekly": """
        SELECT week, place_id, count(*) AS n, sum(visits)::BIGINT AS visits, max(visits) AS most_visits
        FROM presence_week GROUP BY week, place_id""",
    "footfall_monthly": """
        SELECT month, place_id, count(*) AS n, sum(visits)::BIGINT AS visits, max(visits) AS most_visits
        FROM presence_month SEMI JOIN covered_month USING (month) GROUP BY month, place_id""",
    "demographics_daily": """
        SELECT day AS date, place_id, age_band, gender, count(*) FILTER (nth = 1) AS n, count(*) AS visits,
            max(nth) AS most_visits, sum(minutes)::BIGINT AS dwell_minutes, max(so_far) AS most_dwell_minutes
        FROM visit AS v JOIN covered_day USING (day) JOIN panel ON panel.person = v.person AND panel.year = year(day)
        GROUP BY day, place_id, age_band, gender""",
    "dwell_daily": """
        SELECT day AS date, place_id, band AS dwell_band, count(*) FILTER (nth_of_band = 1) AS n, count(*) AS visits,
            max(nth_of_band) AS most_visits
        FROM visit JOIN covered_day USING (day) GROUP BY day, place_id, band""",
    "frequency_monthly": """
        SELECT month, place_id, CASE WHEN visits = 1 THEN '1'::frequency_key WHEN visits <= 3 THEN '2-3'::frequency_key
            WHEN visits <= 7 THEN '4-7'::frequency_key ELSE '8+'::frequency_key END AS frequency_band,
            count(*) AS n, sum(m.visits)::BIGINT AS visits, max(m.visits) AS most_visits
        FROM presence_month AS m SEMI JOIN covered_month USING (month) GROUP BY month, place_id, frequency_band""",
    "catchment_monthly": """
        SELECT month, place_id, home_district, home_city, home_region, count(*) AS n, sum(visits)::BIGINT AS visits,
            max(visits) AS most_visits
        FROM presence_month AS m SEMI JOIN covered_month USING (month)
        JOIN panel ON panel.person = m.person AND panel.year = year(month)
        GROUP BY month, place_id, home_district, home_city, home_region""",
    "flows_weekly": """
        SELECT week, daypart, origin_id, destination_id, count(*) AS n, sum(trips)::BIGINT AS trips,
            max(trips) AS most_trips, sum(minutes)::BIGINT AS travel_minutes, max(minutes) AS most_travel_minutes
        FROM (SELECT person, week, daypart, origin_id, destination_id, count(*) AS trips,
                  sum(minutes)::BIGINT AS minutes
              FROM dated_trip SEMI JOIN covered_week USING (week) GROUP BY ALL)
        GROUP BY week, daypart, origin_id, destination_id""",
    "flows_monthly": """
        SELECT month, day_type, daypart, origin_id, destination_id, count(*) AS n, sum(trips)::BIGINT AS trips,
            max(trips) AS most_trips, sum(minutes)::BIGINT AS travel_minutes, max(minutes) AS most_travel_minutes
        FROM (SELECT person, month, day_type, daypart, origin_id, destination_id, count(*) AS trips,
                  sum(minutes)::BIGINT AS minutes
              FROM dated_trip SEMI JOIN covered_month USING (month) GROUP BY ALL)
        GROUP BY month, day_type, daypart, origin_id, destination_id""",
    # each unordered pair once, the smaller id first; its mirror is made after protection
    "cross_visits_monthly": """
        SELECT month, a.place_id AS place_id, b.place_id AS other_place_id, count(*) AS n
        FROM presence_month AS a JOIN presence_month AS b USING (person, month) SEMI JOIN covered_month USING (month)
        WHERE a.place_id < b.place_id GROUP BY month, a.place_id, b.place_id""",
}
# Who is in the cells of a table in which a person can be several times, one row a person and cell.
PEOPLE: dict[str, str] = {
    "footfall_hourly": "SELECT person, day AS date, hour, place_id FROM visit WHERE nth_of_hour = 1",
    "footfall_daily": "SELECT person, day AS date, place_id FROM visit WHERE nth = 1",
    "footfall_weekly": "SELECT person, week, place_id FROM presence_week",
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
