"""Disclosure control over counted cells: thresholds, shares, noise, rounding, published factors.

Every step works on one table. Counted cells stay in `cells_<table>` with the reason they are hidden, their measures as
shown, and their group size: their people as shown, lowered where a role must not see the cell. What may be published
goes to `protected_<table>` in observed people, then to `scaled_<table>` in people of the population.
"""

import duckdb

from warehouse.catalog import catalogue
from warehouse.cells import COUNTS, in_minutes, keys, month_of, needs_detail, other_measures, people_measure, places_of
from warehouse.noise import SEPARATOR, draws
from warehouse.policy import Policy


def count(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Counts the cells of one table, none hidden yet: people, measures, and the most one person adds to each."""
    sums = [f"sum({name}) AS {name}, max({name}) AS most_{name}" for name in other_measures(table)]
    names = ", ".join(keys(table))
    con.execute(f"""
        CREATE TEMP TABLE cells_{table} AS
        SELECT *, row_number() OVER () AS cell, NULL::VARCHAR AS hidden
        FROM (SELECT {", ".join([names, "count(*) AS n", *sums])} FROM ({COUNTS[table]}) GROUP BY {names})""")


def hide(con: duckdb.DuckDBPyConnection, table: str, reason: str, condition: str) -> None:
    """Hides the cells of `table` that meet `condition` (SQL) and are not hidden yet."""
    con.execute(f"UPDATE cells_{table} AS t SET hidden = ? WHERE hidden IS NULL AND ({condition})", [reason])


def hide_small_cities(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Hides cells of cities in which too few people were seen in the month."""
    enough = "open_in_detail" if needs_detail(table) else "open"
    opened = f"(SELECT (place_id, month) FROM city_panel WHERE {enough})"
    closed = " OR ".join(f"({place}, {month_of(table)}) NOT IN {opened}" for place in places_of(table))
    hide(con, table, "city_panel", closed)


def hide_near_sensitive(con: duckdb.DuckDBPyConnection, table: str, policy: Policy) -> None:
    """Hides cells of places close to a sensitive one, in tables of shorter periods than the policy allows there."""
    if keys(table)[0] not in policy.near_sensitive.periods:
        near = " OR ".join(f"{place} IN (FROM near_sensitive)" for place in places_of(table))
        hide(con, table, "near_sensitive", near)


def hide_small_groups(con: duckdb.DuckDBPyConnection, table: str, policy: Policy) -> None:
    """Hides cells with fewer observed people than the smallest group."""
    hide(con, table, "threshold", f"n < {policy.smallest_group}")


def hide_dominated(con: duckdb.DuckDBPyConnection, table: str, policy: Policy) -> None:
    """Hides cells in which one person makes too many of the visits or trips."""
    for events in (name for name in other_measures(table) if not in_minutes(name)):
        hide(con, table, "dominance", f"most_{events} > {policy.largest_share.of_one_person} * {events}")


def prepare_noise(con: duckdb.DuckDBPyConnection, policy: Policy, secret: bytes) -> None:
    """Makes the draws and the rounding known to the engine."""
    con.create_function("draw", draws(secret, policy.noise), ["VARCHAR"], "BIGINT")
    step = policy.round_to
    con.execute(f"CREATE TEMP MACRO to_step(amount) AS (amount::BIGINT + {step // 2}) // {step} * {step}")


def perturb(con: duckdb.DuckDBPyConnection, table: str, policy: Policy) -> None:
    """Noise and rounding of all measures, then the threshold again; events are never fewer than people."""
    shown = ", ".join(
        f"CASE WHEN hidden IS NULL THEN {_shifted(table, name, policy)} END AS {shown_as(name)}"
        for name in sorted(catalogue().measures(table), key=lambda name: name != people_measure(table))
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE cells_{table} AS
        SELECT *, {shown}, {shown_as(people_measure(table))} AS group_size FROM cells_{table}""")
    hide(con, table, "rounding", f"group_size < {policy.smallest_group}")


def shown_as(measure: str) -> str:
    """The column of a cell that holds a measure as it is published, in observed people."""
    return f"shown_{measure}"


def _shifted(table: str, measure: str, policy: Policy) -> str:
    """SQL of a measure with its own noise, rounded; minutes of which one person makes too many are null.

    Noise is keyed by the canonical address of the cell, and always in observed people: on minutes, each person of it
    is worth the cell's mean minutes a person.
    """
    people = people_measure(table)
    noise = f"draw(concat_ws('{SEPARATOR}', '{table}', {', '.join(keys(table))}, '{measure}'))"
    if measure == people:
        return f"to_step(n + {noise})"
    if not in_minutes(measure):
        return f"greatest({shown_as(people)}, to_step({measure}::BIGINT + {noise}))"
    shared = f"most_{measure} <= {policy.largest_share.of_one_person} * {measure}"
    return f"CASE WHEN {shared} THEN to_step({measure}::BIGINT * (n + {noise}) // n) END"


def protect(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """What is to be published: all measures as shown, of the cells that are not hidden."""
    measures = (f"{shown_as(name)} AS {name}" for name in catalogue().measures(table))
    con.execute(f"""
        CREATE TEMP TABLE protected_{table} AS
        SELECT {", ".join([*keys(table), *measures])}, group_size FROM cells_{table} WHERE hidden IS NULL""")


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
