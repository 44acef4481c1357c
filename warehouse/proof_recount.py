"""Checks that count again: from the capped visits and trips, in another way than the build, for whole cities.

In a panel of more visits than `RECOUNTED_VISITS` the cities are drawn at random by the secret of the build: an error in
counting is an error everywhere, and nobody can know beforehand where it will be looked for.
"""

import duckdb

from warehouse.catalog import SQL_TYPES, catalogue
from warehouse.cells import other_measures
from warehouse.noise import SEPARATOR
from warehouse.policy import Policy
from warehouse.proof_stored import Check, count, facts, new

RECOUNTED_VISITS = 500_000
"""Cities are added until they hold as many visits; the last one may hold any number."""

_SPANS = {"date": "day", "week": "date_trunc('week', day)::DATE", "month": "date_trunc('month', day)::DATE"}


def recounted(con: duckdb.DuckDBPyConnection, _: Policy) -> int:
    """Cells of the cities drawn that the build counted otherwise, or not at all."""
    _draw_places(con)
    return sum(_differences(con, table) for table in facts())


def _draw_places(con: duckdb.DuckDBPyConnection) -> None:
    """`recounted_place`, and the visits and trips there alone: `proof_visit` and `proof_trip`."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE recounted_place AS
        SELECT place_id FROM place SEMI JOIN (
            FROM (SELECT country, city, coalesce(sum(visits) OVER in_turn, 0) AS before
                  FROM (SELECT country, city, coalesce(sum(visits), 0) AS visits
                        FROM place LEFT JOIN cells_footfall_daily USING (place_id) GROUP BY country, city)
                  WINDOW in_turn AS (ORDER BY bits(concat_ws('{SEPARATOR}', 'recount', country, city)), country, city
                                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
            WHERE before < {RECOUNTED_VISITS}) USING (country, city)
        WHERE NOT sensitive;
        CREATE OR REPLACE TEMP TABLE proof_visit AS FROM visit SEMI JOIN recounted_place USING (place_id);
        CREATE OR REPLACE TEMP TABLE proof_trip AS FROM dated_trip
        WHERE origin_id IN (FROM recounted_place) AND destination_id IN (FROM recounted_place)""")


def counted_again(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Of how many places the cells were counted again, and how many there are."""
    return {"recounted": count(con, "recounted_place"), "places": count(con, "place WHERE NOT sensitive")}


def _differences(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """Counts again and compares, of the periods the build counted: `proof_<table>` holds the keys of each cell, its
    people, and the events and minutes in all and of the one with the most."""
    keys = catalogue().tables[table].keys
    listed = ", ".join(keys)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE proof_{table} AS
        SELECT {_as_stored(table)}, count(*) AS n, sum(events) AS events, max(events) AS most_events,
            sum(minutes) AS minutes, max(minutes) AS most_minutes
        FROM ({_each_person(table)}) GROUP BY {listed}""")
    measured = other_measures(table)
    there = " AND ".join(f"{key} IN (FROM recounted_place)" for key in keys if key.endswith("_id"))
    once = "WHERE place_id < other_place_id" if "other_place_id" in keys else ""
    figures = ("events", "most_events", "minutes", "most_minutes")[: 2 * len(measured)]
    again = f"""SELECT {", ".join([listed, "n", *figures])} FROM proof_{table}
        SEMI JOIN (SELECT DISTINCT {keys[0]} FROM cells_{table}) USING ({keys[0]}) {once}"""
    built = ", ".join([_as_stored(table), "n", *(f"{name}, most_{name}" for name in measured)])
    cells = f"SELECT {built} FROM cells_{table} WHERE {there}"
    return count(con, f"((({again}) EXCEPT ({cells})) UNION ALL (({cells}) EXCEPT ({again})))")


def _as_stored(table: str) -> str:
    """Keys in the types of the file."""
    columns = catalogue().columns
    return ", ".join(f"{key}::{SQL_TYPES[columns[key].type]} AS {key}" for key in catalogue().tables[table].keys)


def _each_person(table: str) -> str:
    """One row a person and cell."""
    keys = catalogue().tables[table].keys
    sums = "count(*) AS events, sum(minutes) AS minutes"
    period = f"{_SPANS[keys[0]]} AS {keys[0]}"
    if "other_place_id" in keys:
        seen = f"(SELECT DISTINCT person, place_id, {period} FROM proof_visit)"
        return f"""SELECT a.person, a.{keys[0]}, a.place_id, b.place_id AS other_place_id, 1 AS events, 0 AS minutes
            FROM {seen} AS a JOIN {seen} AS b USING (person, {keys[0]}) WHERE a.place_id <> b.place_id"""
    if "origin_id" in keys:
        return f"SELECT person, {period}, {', '.join(keys[1:])}, {sums} FROM proof_trip GROUP BY ALL"
    if "frequency_band" in keys:
        often = "CASE WHEN events >= 8 THEN '8+' WHEN events >= 4 THEN '4-7' WHEN events >= 2 THEN '2-3' ELSE '1' END"
        return f"""SELECT *, {often} AS frequency_band
            FROM (SELECT person, {period}, place_id, {sums} FROM proof_visit GROUP BY ALL)"""
    if {"age_band", "home_city"} & set(keys):
        return f"""SELECT person, {period}, {", ".join(keys[1:])}, {sums}
            FROM proof_visit JOIN panel USING (person) WHERE panel.year = year({_SPANS[keys[0]]}) GROUP BY ALL"""
    rest = ", ".join("band AS dwell_band" if key == "dwell_band" else key for key in keys[1:])
    return f"SELECT person, {period}, {rest}, {sums} FROM proof_visit GROUP BY ALL"


def residual_time(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Totals a role sees that hide too few people among hours of a day, days of a week or a month, or weeks of a month:
    in these a person can be several times."""
    return sum(_left_over(con, *relation, role) for relation in _TIMES for role in policy.ladder)


_TIMES = (
    ("footfall_daily", "footfall_hourly", "d.date = t.date"),
    ("footfall_weekly", "footfall_daily", "d.date BETWEEN t.week AND t.week + 6"),
    ("footfall_monthly", "footfall_daily", "d.date BETWEEN t.month AND last_day(t.month)"),
    ("footfall_monthly", "footfall_weekly", "d.week >= t.month AND d.week + 6 <= last_day(t.month)"),
)


def _left_over(con: duckdb.DuckDBPyConnection, total: str, detail: str, inside: str, role: int) -> int:
    """Totals seen from `role` people on, under which detail that is not seen holds fewer people, but some."""
    keys, totals = (catalogue().tables[table].keys for table in (detail, total))
    period, *rest = keys
    seen = f"(SELECT {', '.join(keys)} FROM result.{detail} WHERE group_size >= {role})"
    unseen = f"(SELECT * FROM proof_{detail} ANTI JOIN {seen} USING ({', '.join(keys)})) AS d"
    held = f"(SELECT person, {_SPANS[period]} AS {period}, {', '.join(rest)} FROM proof_visit) AS e"
    return count(
        con,
        f"""(
        SELECT 1 FROM {new(total)} AS t JOIN {unseen} ON d.place_id = t.place_id AND {inside}
        JOIN {held} ON {" AND ".join(f"e.{key} = d.{key}" for key in keys)}
        WHERE t.group_size >= {role}
        GROUP BY {", ".join(f"t.{key}" for key in totals)} HAVING count(DISTINCT e.person) BETWEEN 1 AND {role - 1})""",
    )


def residual_months(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """The same for a month cut into its whole weeks and the days beside them."""
    return sum(_left_in_months(con, role) for role in policy.ladder)


def _left_in_months(con: duckdb.DuckDBPyConnection, role: int) -> int:
    seen = f"""
        SELECT true AS whole, week AS start, place_id FROM result.footfall_weekly WHERE group_size >= {role}
        UNION ALL SELECT false, date, place_id FROM result.footfall_daily WHERE group_size >= {role}"""
    pieces = """
        SELECT DISTINCT person, place_id::VARCHAR AS place_id, date_trunc('month', day)::DATE AS month,
            month(date_trunc('week', day)) = month(date_trunc('week', day) + INTERVAL 6 DAY) AS whole,
            CASE WHEN whole THEN date_trunc('week', day)::DATE ELSE day END AS start
        FROM proof_visit"""
    return count(
        con,
        f"""(
        SELECT 1 FROM ({pieces}) ANTI JOIN ({seen}) USING (whole, start, place_id)
        JOIN {new("footfall_monthly")} AS t USING (month, place_id)
        WHERE t.group_size >= {role}
        GROUP BY month, place_id HAVING count(DISTINCT person) BETWEEN 1 AND {role - 1})""",
    )


def capped(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Person-days at a place drawn, or on a way between two, above what one person can add."""
    above = f"HAVING count(*) > {policy.caps.visits} OR sum(minutes) > {policy.caps.minutes}"
    visits = f"(SELECT 1 FROM proof_visit GROUP BY person, place_id, day {above})"
    trips = f"(SELECT 1 FROM proof_trip GROUP BY person, origin_id, destination_id, day {above})"
    return count(con, visits) + count(con, trips)


CHECKS: dict[str, Check] = {
    "recounted": recounted,
    "residual_time": residual_time,
    "residual_months": residual_months,
    "capped": capped,
}
"""Every check at the cities drawn; the first counts the people again for all of them."""
