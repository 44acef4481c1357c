"""Checks on the rows of a warehouse file, attached as `result`. Each counts what contradicts its sentence."""

from collections.abc import Callable

import duckdb

from warehouse.catalog import SQL_TYPES, catalogue
from warehouse.inputs import quoted
from warehouse.policy import Policy

Check = Callable[[duckdb.DuckDBPyConnection, Policy], int]

_BESIDE = {
    "reader.aliases": {"place_id": "VARCHAR", "alias": "VARCHAR"},
    "build.info": {"build_id": "VARCHAR"},
    "build.factors": {
        "applies_to": "VARCHAR", "country": "VARCHAR", "place_id": "VARCHAR", "month": "DATE", "year": "BIGINT",
        "age_band": "VARCHAR", "gender": "VARCHAR", "factor": "DECIMAL(15,3)",
    },
}  # fmt: skip


def count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    """Rows of a relation (SQL that follows FROM)."""
    row = con.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0


def facts() -> list[str]:
    """The fact tables of the catalogue."""
    return [name for name, table in catalogue().tables.items() if table.kind == "fact"]


def new(table: str) -> str:
    """The stored rows that a build counted: all but those of closed periods."""
    period = catalogue().tables[table].keys[0]
    return f"(FROM result.{table} ANTI JOIN closed_{period} USING ({period}))"


def people_of(table: str) -> str:
    """The measure that counts people."""
    return next(name for name in catalogue().measures(table) if catalogue().columns[name].additivity == "distinct")


def events_of(table: str) -> str | None:
    """The measure that counts visits or trips; None where a table has none."""
    columns = catalogue().columns
    names = catalogue().measures(table)
    return next((n for n in names if columns[n].additivity == "additive" and columns[n].unit != "minutes"), None)


def _summed(con: duckdb.DuckDBPyConnection, condition: Callable[[str], str | None]) -> int:
    """Rows of all fact tables that meet the condition given for each table."""
    wanted = {table: condition(table) for table in facts()}
    return sum(count(con, f"result.{table} AS t WHERE {where}") for table, where in wanted.items() if where)


def catalogue_only(con: duckdb.DuckDBPyConnection, _: Policy) -> int:
    """Tables, columns and types that differ from the declared ones, in either direction; any view or macro."""
    columns = catalogue().columns
    expected = {f"main.{t}": {c: SQL_TYPES[columns[c].type] for c in catalogue().tables[t].names}
                for t in catalogue().tables} | _BESIDE  # fmt: skip
    declared = {(table, column, kind) for table, named in expected.items() for column, kind in named.items()}
    found = con.execute("""
        SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns()
        WHERE database_name = 'result' AND NOT internal""").fetchall()
    others = "duckdb_{}() WHERE database_name = 'result' AND NOT internal"
    return len(declared ^ set(found)) + sum(count(con, others.format(kind)) for kind in ("views", "functions"))


def smallest_group(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Rows whose stored group is under the smallest group or no multiple of the step."""
    smallest, step = policy.smallest_group, policy.round_to
    return _summed(con, lambda _: f"coalesce(group_size < {smallest} OR group_size % {step} <> 0, true)")


def steps(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Figures that are no multiple of the step times the row's published factor, or of which none is published."""
    return sum(_off_step(con, table, policy.round_to) for table in facts())


def _off_step(con: duckdb.DuckDBPyConnection, table: str, step: int) -> int:
    """The step that lies nearest to a figure must give that figure back. Only minutes may be missing."""
    units = {name: catalogue().columns[name].unit for name in catalogue().measures(table)}
    nearest = {name: f"(round({name} * 1000 / (thousandths * {step}))::BIGINT * {step})" for name in units}
    wrong = [f"coalesce(({near} * thousandths + 500) // 1000 <> {name}, {name} IS NOT NULL)"
             for name, near in nearest.items()]  # fmt: skip
    wrong += [f"{name} IS NULL" for name, unit in units.items() if unit != "minutes"]
    small = f"{nearest[people_of(table)]} < group_size"
    return count(con, f"({_with_factor(table)}) WHERE thousandths IS NULL OR {small} OR {' OR '.join(wrong)}")


def _with_factor(table: str) -> str:
    keys = catalogue().tables[table].keys
    places = [key for key in keys if key.endswith("_id")]
    published = "(SELECT *, (factor * 1000)::BIGINT AS thousandths FROM result.build.factors)"
    if len(places) == 2:
        of_country = f"""SELECT p.place_id, f.thousandths FROM result.places AS p JOIN {published} AS f USING (country)
            WHERE f.applies_to = 'country'"""
        return f"""SELECT t.*, (a.thousandths + b.thousandths + 1) // 2 AS thousandths FROM result.{table} AS t
            LEFT JOIN ({of_country}) AS a ON a.place_id = t.{places[0]}
            LEFT JOIN ({of_country}) AS b ON b.place_id = t.{places[1]}"""
    if "gender" in keys:
        return f"""SELECT t.*, f.thousandths FROM result.{table} AS t LEFT JOIN result.places AS p USING (place_id)
            LEFT JOIN {published} AS f ON f.applies_to = 'demographics' AND f.country = p.country
              AND f.year = year(t.date) AND f.age_band = t.age_band AND f.gender = t.gender"""
    return f"""SELECT t.*, f.thousandths FROM result.{table} AS t LEFT JOIN {published} AS f
        ON f.applies_to = 'place' AND f.place_id = t.place_id AND f.month = date_trunc('month', t.{keys[0]})::DATE"""


def ordered(con: duckdb.DuckDBPyConnection, _: Policy) -> int:
    """Rows with fewer visits than visitors, or fewer trips than travellers."""
    return _summed(con, lambda table: f"{events} < {people_of(table)}" if (events := events_of(table)) else None)


def mirrored(con: duckdb.DuckDBPyConnection, _: Policy) -> int:
    """Pairs of places whose two directions differ in any figure."""
    pairs = [table for table in facts() if "other_place_id" in catalogue().tables[table].keys]
    turned = "SELECT * REPLACE (other_place_id AS place_id, place_id AS other_place_id) FROM result.{}"
    return sum(count(con, f"(FROM result.{table} EXCEPT {turned.format(table)})") for table in pairs)


def known_places(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Sensitive places, and rows or nicknames of a place that is not published."""
    types = ", ".join(quoted(kind) for kind in policy.sensitive_place_types) or "''"
    listed_ids = ", ".join(quoted(place) for place in policy.sensitive_places)
    spelled = r"regexp_replace(lower(place_type), '[\s-]+', '_', 'g')"
    sensitive = count(con, f"result.places WHERE coalesce({spelled} IN ({types}), true)")
    if listed_ids:
        sensitive += count(con, f"result.places WHERE place_id IN ({listed_ids})")
    listed = "(SELECT place_id FROM result.places)"
    named = {t: [key for key in catalogue().tables[t].keys if key.endswith("_id")] for t in facts()}
    strangers = _summed(con, lambda table: " OR ".join(f"t.{key} NOT IN {listed}" for key in named[table]))
    return sensitive + strangers + count(con, f"result.reader.aliases WHERE place_id NOT IN {listed}")


def once(con: duckdb.DuckDBPyConnection, _: Policy) -> int:
    """Cells stored twice, and periods that do not begin where a week or a month begins."""
    doubled = 0
    for table in facts():
        keys = ", ".join(catalogue().tables[table].keys)
        doubled += count(con, f"(SELECT 1 FROM result.{table} GROUP BY {keys} HAVING count(*) > 1)")
    begins = {"week": "isodow(week) <> 1", "month": "day(month) <> 1"}
    return doubled + _summed(con, lambda table: begins.get(catalogue().tables[table].keys[0]))


CHECKS: dict[str, Check] = {
    "catalogue_only": catalogue_only,
    "smallest_group": smallest_group,
    "steps": steps,
    "ordered": ordered,
    "mirrored": mirrored,
    "known_places": known_places,
    "once": once,
}
"""Every check a finished file admits, by the name of its sentence; without the first the others mean nothing."""
