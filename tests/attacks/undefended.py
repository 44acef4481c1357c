"""The same panel without protection: plain aggregates in the same tables, group_size the true number of people.

Asked through the gate it is what peers publish, small cells suppressed and nothing more. Read without the gate it
shows everything, or what a threshold on the answer (HAVING) lets through.
"""

from pathlib import Path

import duckdb

from tests.attacks.layout import TABLES, Layout

Row = tuple[object, ...]


def write_undefended(con: duckdb.DuckDBPyConnection, out: Path) -> Path:
    """Writes the warehouse of plain aggregates from the truth in `con`."""
    con.execute(f"ATTACH '{out}' AS bare")
    con.execute("""
        CREATE TABLE bare.places AS SELECT place_id, place, place_type, district, city, region, country, latitude,
            longitude FROM place WHERE NOT sensitive;
        CREATE TABLE bare.calendar AS SELECT day AS date, dayname(day) AS weekday, weekofyear(day)::INTEGER AS iso_week,
            date_trunc('month', day)::DATE AS month, isodow(day) > 5 AS is_weekend, country,
            false AS is_public_holiday, NULL::VARCHAR AS holiday
            FROM seen_day CROSS JOIN (SELECT DISTINCT country FROM place)""")
    for layout in TABLES.values():
        con.execute(f"CREATE TABLE bare.{layout.name} AS SELECT {_columns(layout)} FROM plain.{layout.name}")
    con.execute("CREATE TABLE bare.info AS SELECT 'undefended' AS build_id; DETACH bare")
    return out


def _columns(layout: Layout) -> str:
    sources = {"people": "n", "events": "events", "minutes": "minutes"}
    measures = [f"{sources[kind]}::BIGINT AS {name}" for kind, name in layout.measures.items()]
    return ", ".join([*layout.keys, *measures, "n::BIGINT AS group_size"])


class Bare:
    """The undefended file without the gate; the only guard is a threshold on what a statement as a whole counts."""

    def __init__(self, warehouse: Path) -> None:
        self._con = duckdb.connect(str(warehouse), read_only=True)

    def rows(self, sql: str) -> list[Row] | None:
        """All rows of a statement; None where the engine refuses it."""
        try:
            return self._con.execute(sql).fetchall()
        except duckdb.Error:
            return None

    def above(self, sql: str, threshold: int) -> list[Row] | None:
        """The rows of an aggregate whose group sizes sum up to the threshold: the guard most would write."""
        return self.rows(f"{sql} HAVING sum(group_size) >= {threshold}")

    def close(self) -> None:
        self._con.close()
