"""Closed periods at a rebuild: taken over from the published file as they stand, row by row, with their factors.

What was published stays as it is, also for people who objected since; every other period is counted without them. A
day, week or month is closed when each of its days is. Rows of a place that is no longer published are not taken over.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import duckdb

from warehouse.catalog import SQL_TYPES, catalogue
from warehouse.cells import COUNTS, keys, places_of
from warehouse.inputs import quoted
from warehouse.publish import file_build_id

PERIODS = {
    "date": "SELECT day AS date FROM closed_day",
    "week": "SELECT date_trunc('week', day)::DATE AS week FROM closed_day GROUP BY ALL HAVING count(*) = 7",
    "month": """
        SELECT date_trunc('month', day)::DATE AS month FROM closed_day GROUP BY ALL
        HAVING count(*) = day(last_day(min(day)))""",
}


def declare(con: duckdb.DuckDBPyConnection) -> None:
    """No period is closed and nothing is taken over, until `take` says otherwise."""
    _close(con, ())
    for table in COUNTS:
        columns = (f"{name} {SQL_TYPES[catalogue().columns[name].type]}" for name in catalogue().tables[table].names)
        con.execute(f"CREATE TEMP TABLE carried_{table} ({', '.join(columns)})")
    con.execute("""
        CREATE TEMP TABLE carried_factor (applies_to VARCHAR, country VARCHAR, place_id VARCHAR, month DATE,
            year BIGINT, age_band VARCHAR, gender VARCHAR, factor DECIMAL(15, 3))""")


def take(con: duckdb.DuckDBPyConnection, published: Path, build_id: str, days: Collection[date]) -> bool:
    """Closes the periods made up of `days` and takes over what the published file holds for them.

    Does nothing and returns False when there is no such file, or its rows are not those of the build named.
    """
    try:
        con.execute(f"ATTACH {quoted(published)} AS published (READ_ONLY)")
    except duckdb.Error:
        return False
    try:
        if not _is_build(con, build_id):
            return False
        _close(con, days)
        for table in COUNTS:
            con.execute(f"INSERT INTO carried_{table} BY NAME FROM published.{table} AS t WHERE {_kept(table)}")
        con.execute(f"""
            INSERT INTO carried_factor BY NAME FROM published.build.factors
            WHERE place_id IS NULL OR place_id IN {_PLACES}""")
        return True
    finally:
        con.execute("DETACH published")


_PLACES = "(SELECT place_id::VARCHAR FROM place WHERE NOT sensitive)"


def _is_build(con: duckdb.DuckDBPyConnection, build_id: str) -> bool:
    try:
        return file_build_id(con, "published") == build_id
    except duckdb.CatalogException:
        return False


def _close(con: duckdb.DuckDBPyConnection, days: Collection[date]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE closed_day AS SELECT unnest(?::DATE[]) AS day", [list(days)])
    for period, of_days in PERIODS.items():
        con.execute(f"CREATE OR REPLACE TEMP TABLE closed_{period} AS {of_days}")


def _kept(table: str) -> str:
    """SQL: whether a published row t is taken over."""
    return " AND ".join([is_closed(table, "t"), *(f"t.{place} IN {_PLACES}" for place in places_of(table))])


def is_closed(table: str, alias: str) -> str:
    """SQL: whether a row of `table` is of a closed period."""
    period = keys(table)[0]
    return f"{alias}.{period} IN (FROM closed_{period})"


def pin(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Lets the cells of closed periods be as visible as they were published: what is new must be judged beside them."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE cells_{table} AS
        SELECT t.* REPLACE (
            CASE WHEN NOT {is_closed(table, "t")} THEN t.hidden
                 WHEN c.group_size IS NULL THEN coalesce(t.hidden, 'frozen') END AS hidden,
            coalesce(c.group_size, t.group_size) AS group_size)
        FROM cells_{table} AS t LEFT JOIN carried_{table} AS c
            ON {" AND ".join(f"c.{key} = t.{key}" for key in keys(table))}""")


def replace(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Puts what was taken over in the place of what was counted for closed periods."""
    con.execute(f"DELETE FROM scaled_{table} AS t WHERE {is_closed(table, 't')}")
    con.execute(f"INSERT INTO scaled_{table} BY NAME FROM carried_{table}")
