"""Checks that need the true counts: they run at the end of a build, on the tables it left, against the file `result`.

The people behind a stored row are counted again from the capped visits and trips, not taken from the build's cells.
"""

import duckdb

from warehouse.catalog import catalogue
from warehouse.policy import Policy
from warehouse.proof_stored import Check, count, facts

_SPANS = {"date": "day", "week": "date_trunc('week', day)::DATE", "month": "date_trunc('month', day)::DATE"}
_ATTRIBUTES = "SELECT person, year, age_band, gender, home_district, home_city, home_region FROM panel"


def recount(con: duckdb.DuckDBPyConnection) -> None:
    """Makes `proof_<table>`: the keys of each cell, its people, and the most events and minutes of one of them."""
    for table in facts():
        keys = ", ".join(catalogue().tables[table].keys)
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE proof_{table} AS
            SELECT {_as_stored(table)}, count(*) AS n, sum(events) AS events, max(events) AS most_events,
                sum(minutes) AS minutes, max(minutes) AS most_minutes
            FROM ({_each_person(table)}) GROUP BY {keys}""")


def _as_stored(table: str) -> str:
    """Keys in the types of the file: places are text there."""
    keys = catalogue().tables[table].keys
    return ", ".join(f"{key}::VARCHAR AS {key}" if key.endswith("_id") else key for key in keys)


def _each_person(table: str) -> str:
    """One row a person and cell."""
    keys = catalogue().tables[table].keys
    sums = "count(*) AS events, sum(minutes) AS minutes"
    period = f"{_SPANS[keys[0]]} AS {keys[0]}"
    if "other_place_id" in keys:
        seen = f"(SELECT DISTINCT person, place_id, {period} FROM visit)"
        return f"""SELECT a.person, a.{keys[0]}, a.place_id, b.place_id AS other_place_id, 1 AS events, 0 AS minutes
            FROM {seen} AS a JOIN {seen} AS b USING (person, {keys[0]}) WHERE a.place_id <> b.place_id"""
    if "origin_id" in keys:
        return f"SELECT person, {period}, {', '.join(keys[1:])}, {sums} FROM dated_trip GROUP BY ALL"
    if "frequency_band" in keys:
        often = "CASE WHEN events >= 8 THEN '8+' WHEN events >= 4 THEN '4-7' WHEN events >= 2 THEN '2-3' ELSE '1' END"
        return f"""SELECT *, {often} AS frequency_band
            FROM (SELECT person, {period}, place_id, {sums} FROM visit GROUP BY ALL)"""
    if {"age_band", "home_city"} & set(keys):
        return f"""SELECT person, {period}, {", ".join(keys[1:])}, {sums}
            FROM visit JOIN panel USING (person) WHERE panel.year = year({_SPANS[keys[0]]}) GROUP BY ALL"""
    rest = ", ".join("band AS dwell_band" if key == "dwell_band" else key for key in keys[1:])
    return f"SELECT person, {period}, {rest}, {sums} FROM visit GROUP BY ALL"


def _stored_with_count(table: str) -> str:
    """Every stored row beside what was counted again."""
    return f"result.{table} AS s LEFT JOIN proof_{table} AS c USING ({', '.join(catalogue().tables[table].keys)})"


def true_group(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Stored rows behind which fewer people than the smallest group were counted."""
    recount(con)
    smallest = policy.smallest_group
    return sum(count(con, f"{_stored_with_count(table)} WHERE coalesce(c.n, 0) < {smallest}") for table in facts())


def capped(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Person-days at a place, or on a way between two, above what one person can add."""
    above = f"HAVING count(*) > {policy.caps.visits} OR sum(minutes) > {policy.caps.minutes}"
    visits = f"(SELECT 1 FROM visit GROUP BY person, place_id, day {above})"
    trips = f"(SELECT 1 FROM trip GROUP BY person, origin_id, destination_id, day {above})"
    return count(con, visits) + count(con, trips)


def no_objector(con: duckdb.DuckDBPyConnection, _: Policy) -> int:
    """Rows about people who objected, in any table of the build that names people."""
    named = con.execute("""
        SELECT DISTINCT table_name FROM duckdb_columns()
        WHERE column_name = 'person_id' AND database_name = 'temp'
          AND table_name NOT IN ('input_objections', 'objector_found')""").fetchall()
    return sum(count(con, f"{table} SEMI JOIN input_objections USING (person_id)") for (table,) in named)


def no_sensitive_visit(con: duckdb.DuckDBPyConnection, _: Policy) -> int:
    """Counted visits and trips that touch a sensitive place."""
    sensitive = "(SELECT place_id FROM place WHERE sensitive)"
    trips = count(con, f"trip WHERE origin_id IN {sensitive} OR destination_id IN {sensitive}")
    return count(con, f"visit WHERE place_id IN {sensitive}") + trips


CHECKS: dict[str, Check] = {
    "true_group": true_group,
    "capped": capped,
    "no_objector": no_objector,
    "no_sensitive_visit": no_sensitive_visit,
}
"""Every check of a build, by the name of its sentence; the first counts the people again for all of them."""
