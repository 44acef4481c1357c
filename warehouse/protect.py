"""Disclosure control over counted cells: threshold, noise, rounding, published factors.

Every step works on all tables at once. Counted cells stay in `cells_<table>` with the reason they are hidden; what
may be published goes to `protected_<table>` in observed people, then to `scaled_<table>` in people of the population.
"""

import duckdb

from warehouse.catalog import catalogue
from warehouse.cells import COUNTS, keys, month_of, needs_detail, other_measures, people_measure, places_of
from warehouse.noise import SEPARATOR, draws
from warehouse.policy import Policy


def count(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Counts the cells of one table, none hidden yet."""
    con.execute(
        f"CREATE TEMP TABLE cells_{table} AS SELECT *, NULL::VARCHAR AS hidden FROM ({COUNTS[table]} GROUP BY ALL)"
    )


def hide(con: duckdb.DuckDBPyConnection, table: str, reason: str, condition: str) -> None:
    """Hides the cells of `table` that meet `condition` (SQL) and are not hidden yet."""
    con.execute(f"UPDATE cells_{table} AS t SET hidden = ? WHERE hidden IS NULL AND ({condition})", [reason])


def hide_small_cities(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Hides cells of cities in which too few people were seen in the month."""
    enough = "open_in_detail" if needs_detail(table) else "open"
    opened = f"(SELECT (place_id, month) FROM city_panel WHERE {enough})"
    closed = " OR ".join(f"({place}, {month_of(table)}) NOT IN {opened}" for place in places_of(table))
    hide(con, table, "city_panel", closed)


def hide_small_groups(con: duckdb.DuckDBPyConnection, table: str, policy: Policy) -> None:
    """Hides cells with fewer observed people than the smallest group."""
    hide(con, table, "threshold", f"n < {policy.smallest_group}")


def prepare_noise(con: duckdb.DuckDBPyConnection, policy: Policy, secret: bytes) -> None:
    """Makes the draws and the rounding known to the engine."""
    con.create_function("draw", draws(secret, policy.noise), ["VARCHAR"], "BIGINT")
    step = policy.round_to
    con.execute(f"CREATE TEMP MACRO to_step(amount) AS (amount::BIGINT + {step // 2}) // {step} * {step}")


def perturb(con: duckdb.DuckDBPyConnection, table: str, policy: Policy) -> None:
    """Noise and rounding in observed people, then the threshold again; events are never fewer than people."""
    names = ", ".join(keys(table))
    shifted = ", ".join(f"{_shifted(table, measure)} AS {measure}" for measure in catalogue().measures(table))
    people = people_measure(table)
    floors = ", ".join(
        f"greatest({name}, {people}) AS {name}" for name in other_measures(table) if not _in_minutes(name)
    )
    replaced = f"* REPLACE ({floors})" if floors else "*"
    con.execute(f"""
        CREATE TEMP TABLE protected_{table} AS
        SELECT {replaced}, {people} AS group_size
        FROM (SELECT {names}, {shifted} FROM cells_{table} WHERE hidden IS NULL)
        WHERE {people} >= {policy.smallest_group}""")


def _shifted(table: str, measure: str) -> str:
    """SQL of a measure with its own noise, rounded.

    Noise is always in observed people: on minutes, each person of it is worth the cell's mean minutes a person.
    """
    noise = f"draw(concat_ws('{SEPARATOR}', '{table}', {', '.join(keys(table))}, '{measure}'))"
    if measure == people_measure(table):
        return f"to_step(n + {noise})"
    if _in_minutes(measure):
        return f"to_step({measure}::BIGINT * (n + {noise}) // n)"
    return f"to_step({measure}::BIGINT + {noise})"


def _in_minutes(measure: str) -> bool:
    return catalogue().columns[measure].unit == "minutes"


def mirror_pairs(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Adds (B, A) = (A, B) to a table of unordered pairs."""
    if "other_place_id" in keys(table):
        con.execute(f"""
            INSERT INTO protected_{table}
            SELECT * REPLACE (other_place_id AS place_id, place_id AS other_place_id) FROM protected_{table}""")


def scale(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Multiplies all measures of a row by its one published factor; group_size stays in observed people."""
    scaled = ", ".join(f"(t.{name} * f.factor + 500) // 1000 AS {name}" for name in catalogue().measures(table))
    con.execute(f"""
        CREATE TEMP TABLE scaled_{table} AS
        SELECT t.* REPLACE ({scaled}) FROM protected_{table} AS t {_factor_join(table)}""")


def _factor_join(table: str) -> str:
    """The factor of a row: by stratum for demographics, by place-month for one place, by country for two."""
    first, *others = places_of(table)
    if "age_band" in keys(table):
        return f"""JOIN place AS p ON p.place_id = t.{first} JOIN stratum_factor AS f
            ON f.year = year(t.date) AND f.country = p.country AND f.age_band = t.age_band AND f.gender = t.gender"""
    if not others:
        return f"JOIN place_factor AS f ON f.place_id = t.{first} AND f.month = {month_of(table)}"
    return f"""JOIN (
            SELECT a.place_id AS one, b.place_id AS two, (fa.factor + fb.factor + 1) // 2 AS factor
            FROM place AS a JOIN country_factor AS fa ON fa.country = a.country
            CROSS JOIN place AS b JOIN country_factor AS fb ON fb.country = b.country
        ) AS f ON f.one = t.{first} AND f.two = t.{others[0]}"""
