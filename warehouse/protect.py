"""Disclosure control over counted cells: thresholds, shares, noise, rounding, published factors.

Every step works on one table. Counted cells stay in `cells_<table>` with the reason they are hidden, their measures as
shown, and their group size: their people as shown, lowered where a role must not see the cell. What may be published
goes to `protected_<table>` in observed people, then to `scaled_<table>` in people of the population.
"""

import duckdb

from warehouse.catalog import SQL_TYPES, catalogue
from warehouse.cells import COUNTS, in_minutes, keys, month_of, needs_detail, other_measures, people_measure, places_of
from warehouse.noise import SEPARATOR, declare_draws
from warehouse.policy import Policy


def count(con: duckdb.DuckDBPyConnection, table: str, policy: Policy) -> None:
    """Counts the cells of one table: people, measures, and the most one person adds to each.

    Hidden, by the first reason that holds: cells of cities in which too few people were seen in the month, of places
    close to a sensitive one, of fewer people than the smallest group, and those one person makes up.
    """
    reasons = " ".join(f"WHEN {condition} THEN '{reason}'" for reason, condition in _reasons(table, policy).items())
    con.execute(f"""
        CREATE TEMP TABLE cells_{table} AS
        SELECT *, row_number() OVER () AS cell, (CASE {reasons} END)::hidden_key AS hidden
        FROM ({COUNTS[table]}) AS t""")


def _reasons(table: str, policy: Policy) -> dict[str, str]:
    """Why a counted cell t is hidden, and when (SQL)."""
    places = places_of(table)
    enough = "open_in_detail" if needs_detail(table) else "open"
    opened = f"(SELECT (place_id, month) FROM city_panel WHERE {enough})"
    reasons = {"city_panel": " OR ".join(f"({place}, {month_of(table)}) NOT IN {opened}" for place in places)}
    if keys(table)[0] not in policy.near_sensitive.periods:
        reasons["near_sensitive"] = " OR ".join(f"{place} IN (FROM near_sensitive)" for place in places)
    reasons["threshold"] = f"n < {policy.smallest_group}"
    share = policy.largest_share.of_one_person
    above = [f"most_{name} > {share} * {name}" for name in other_measures(table) if not in_minutes(name)]
    return reasons | ({"dominance": " OR ".join(above)} if above else {})


def hide(con: duckdb.DuckDBPyConnection, table: str, reason: str, condition: str) -> None:
    """Hides the cells of `table` that meet `condition` (SQL) and are not hidden yet."""
    con.execute(f"UPDATE cells_{table} AS t SET hidden = '{reason}' WHERE hidden IS NULL AND ({condition})")


def prepare_noise(con: duckdb.DuckDBPyConnection, policy: Policy, secret: bytes) -> None:
    """Makes the draws and the rounding known to the engine."""
    declare_draws(con, secret, policy.noise)
    step = policy.round_to
    con.execute(f"CREATE TEMP MACRO to_step(amount) AS (amount::BIGINT + {step // 2}) // {step} * {step}")


def perturb(con: duckdb.DuckDBPyConnection, table: str, policy: Policy) -> None:
    """Noise and rounding of all measures, then the threshold again; events are never fewer than people.

    Noise is keyed by the canonical address of the cell.
    """
    measures = sorted(catalogue().measures(table), key=lambda name: name != people_measure(table))
    address = f"concat_ws('{SEPARATOR}', '{table}', {', '.join(keys(table))}, '{{}}')"
    drawn = ", ".join(f"bits({address.format(name)}) AS drawn_{name}" for name in measures)
    shown = {shown_as(name): _shifted(table, name, policy) for name in measures}
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE shown AS
        SELECT cell, {", ".join(f"{amount} AS {name}" for name, amount in shown.items())}
        FROM (SELECT *, {drawn} FROM cells_{table} WHERE hidden IS NULL)""")
    sized = {name: name for name in shown} | {"group_size": shown_as(people_measure(table))}
    for name in sized:
        con.execute(f"ALTER TABLE cells_{table} ADD COLUMN {name} BIGINT")
    con.execute(f"""
        UPDATE cells_{table} AS t SET {", ".join(f"{name} = shown.{amount}" for name, amount in sized.items())}
        FROM shown WHERE shown.cell = t.cell""")
    hide(con, table, "rounding", f"group_size < {policy.smallest_group}")


def shown_as(measure: str) -> str:
    """The column of a cell that holds a measure as it is published, in observed people."""
    return f"shown_{measure}"


def _shifted(table: str, measure: str, policy: Policy) -> str:
    """SQL of a measure with its own noise, rounded; minutes of which one person makes too many are null.

    Noise is in observed people: on minutes, each person of the cell is worth the cell's mean minutes a person.
    """
    people = people_measure(table)
    noise = f"shift(drawn_{measure})"
    if measure == people:
        return f"to_step(n + {noise})"
    if not in_minutes(measure):
        return f"greatest({shown_as(people)}, to_step({measure} + {noise}))"
    shared = f"most_{measure} <= {policy.largest_share.of_one_person} * {measure}"
    return f"CASE WHEN {shared} THEN to_step({measure} * (n + {noise}) // n) END"


def protect(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """What is to be published: all measures as shown, of the cells that are not hidden; words are text from here on."""
    words = (f"{key} AS {key}" if key.endswith("_id") else f"{key}::{_type(key)} AS {key}" for key in keys(table))
    measures = (f"{shown_as(name)} AS {name}" for name in catalogue().measures(table))
    con.execute(f"""
        CREATE TEMP TABLE protected_{table} AS
        SELECT {", ".join([*words, *measures])}, group_size FROM cells_{table} WHERE hidden IS NULL""")


def _type(column: str) -> str:
    return SQL_TYPES[catalogue().columns[column].type]


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
