"""Checks that need the true counts: they run at the end of a build, on the tables it left, against the file `result`.

The people behind a stored row are counted again from the capped visits and trips, not taken from the build's cells.
Rows of closed periods were proven when they were published; here they must be what they were.
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


def dominated(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Stored rows in which one person makes too much of the visits or trips, or of the minutes if they are given."""
    return sum(count(con, f"{_stored_with_count(table)} WHERE {_dominant(table, policy)}") for table in facts())


def _dominant(table: str, policy: Policy) -> str:
    share = policy.largest_share.of_one_person
    minutes = (name for name in catalogue().measures(table) if catalogue().columns[name].unit == "minutes")
    timed = [f"(s.{name} IS NOT NULL AND most_minutes > {share} * minutes)" for name in minutes]
    return " OR ".join([f"most_events > {share} * events", *timed])


def one_sided(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Stored rows of age and gender, or of home areas, that make nearly all of their total, counted in full."""
    share = policy.largest_share.of_a_total
    pairs = (("demographics_daily", "footfall_daily", "date"), ("catchment_monthly", "footfall_monthly", "month"))
    return sum(
        count(con, f"""{_stored_with_count(detail)} JOIN proof_{total} AS t USING (place_id, {period})
            WHERE c.n > {share} * t.n OR c.events > {share} * t.events""")
        for detail, total, period in pairs
    )  # fmt: skip


def residual(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Totals a role sees that hide too few people, where detail splits the people of its total."""
    return sum(_left_over(con, *relation, role, "n") for relation in _SPLIT for role in policy.ladder)


def residual_time(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """The same for hours of a day, days of a week and weeks of a month, in which a person can be several times."""
    return sum(_left_over(con, *relation, role, "shared") for relation in _TIMES for role in policy.ladder)


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
        FROM visit"""
    return count(
        con,
        f"""(
        SELECT 1 FROM ({pieces}) ANTI JOIN ({seen}) USING (whole, start, place_id)
        JOIN {_new("footfall_monthly")} AS t USING (month, place_id)
        WHERE t.group_size >= {role}
        GROUP BY month, place_id HAVING count(DISTINCT person) BETWEEN 1 AND {role - 1})""",
    )


_SPLIT = (
    ("footfall_daily", "demographics_daily", "d.date = t.date"),
    ("footfall_monthly", "catchment_monthly", "d.month = t.month"),
    ("footfall_monthly", "frequency_monthly", "d.month = t.month"),
)
_TIMES = (
    ("footfall_daily", "footfall_hourly", "d.date = t.date"),
    ("footfall_weekly", "footfall_daily", "d.date BETWEEN t.week AND t.week + 6"),
    ("footfall_monthly", "footfall_daily", "d.date BETWEEN t.month AND last_day(t.month)"),
    ("footfall_monthly", "footfall_weekly", "d.week >= t.month AND d.week + 6 <= last_day(t.month)"),
)


def _left_over(con: duckdb.DuckDBPyConnection, total: str, detail: str, inside: str, role: int, people: str) -> int:
    """Totals seen from `role` people on, under which detail that is not seen holds fewer people, but some."""
    keys, totals = (catalogue().tables[table].keys for table in (detail, total))
    seen = f"(SELECT {', '.join(keys)} FROM result.{detail} WHERE group_size >= {role})"
    unseen = f"(SELECT * FROM proof_{detail} ANTI JOIN {seen} USING ({', '.join(keys)})) AS d"
    held, counted = "", "sum(d.n)"
    if people == "shared":
        period, *rest = keys
        held = f"""JOIN (SELECT person, {_SPANS[period]} AS {period}, {", ".join(rest)} FROM visit) AS e
            ON {" AND ".join(f"e.{key} = d.{key}" for key in keys)}"""
        counted = "count(DISTINCT e.person)"
    return count(
        con,
        f"""(
        SELECT 1 FROM {_new(total)} AS t JOIN {unseen} ON d.place_id = t.place_id AND {inside} {held}
        WHERE t.group_size >= {role}
        GROUP BY {", ".join(f"t.{key}" for key in totals)} HAVING {counted} BETWEEN 1 AND {role - 1})""",
    )


def _new(table: str) -> str:
    """The stored rows that this build counted: all but those of closed periods."""
    period = catalogue().tables[table].keys[0]
    return f"(FROM result.{table} ANTI JOIN closed_{period} USING ({period}))"


def _stored_with_count(table: str) -> str:
    """Every row this build counted beside what was counted again."""
    return f"{_new(table)} AS s LEFT JOIN proof_{table} AS c USING ({', '.join(catalogue().tables[table].keys)})"


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


def unchanged(con: duckdb.DuckDBPyConnection, _: Policy) -> int:
    """Rows of closed periods that are not, or no longer, what was published for them."""
    closed = {table: f"(FROM result.{table} EXCEPT FROM {_new(table)})" for table in facts()}
    return sum(
        count(con, f"((FROM {rows} EXCEPT FROM carried_{table}) UNION ALL (FROM carried_{table} EXCEPT FROM {rows}))")
        for table, rows in closed.items()
    )


CHECKS: dict[str, Check] = {
    "true_group": true_group,
    "dominated": dominated,
    "one_sided": one_sided,
    "residual": residual,
    "residual_time": residual_time,
    "residual_months": residual_months,
    "capped": capped,
    "no_objector": no_objector,
    "no_sensitive_visit": no_sensitive_visit,
    "unchanged": unchanged,
}
"""Every check of a build, by the name of its sentence; the first counts the people again for all of them."""
