"""Checks of every row of the file `result` against the cells its build counted, which are still at hand.

That those cells were counted rightly is proven by `proof_recount`. Rows of closed periods were proven when they were
published; here they must be what they were.
"""

import duckdb

from warehouse import proof_recount
from warehouse.catalog import SQL_TYPES, catalogue
from warehouse.cells import in_minutes, other_measures
from warehouse.policy import Policy
from warehouse.proof_stored import Check, count, facts, new


def _counted(table: str) -> str:
    """The cells that may be in the file, keys as they are there; a row without such a cell rests on nobody."""
    columns, keys = catalogue().columns, catalogue().tables[table].keys
    typed = ", ".join(f"{key}::{SQL_TYPES[columns[key].type]} AS {key}" for key in keys)
    figures = ["n", *(f"{name} AS all_{name}, most_{name}" for name in other_measures(table))]
    cells = f"SELECT {typed}, {', '.join(figures)} FROM cells_{table} WHERE hidden IS NULL"
    if "other_place_id" not in keys:
        return f"({cells})"
    turned = f"SELECT * REPLACE (other_place_id AS place_id, place_id AS other_place_id) FROM ({cells})"
    return f"({cells} UNION ALL {turned})"


def _stored_with_count(table: str) -> str:
    """Every row this build counted beside its cell."""
    return f"{new(table)} AS s LEFT JOIN {_counted(table)} AS c USING ({', '.join(catalogue().tables[table].keys)})"


def true_group(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Stored rows behind which fewer people than the smallest group were counted."""
    smallest = policy.smallest_group
    return sum(count(con, f"{_stored_with_count(table)} WHERE coalesce(c.n, 0) < {smallest}") for table in facts())


def dominated(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Stored rows in which one person makes too much of the visits or trips, or of the minutes if they are given."""
    share = policy.largest_share.of_one_person
    wanted = {table: [_dominant(name, share) for name in other_measures(table)] for table in facts()}
    return sum(count(con, f"{_stored_with_count(table)} WHERE {' OR '.join(any_of)}")
               for table, any_of in wanted.items() if any_of)  # fmt: skip


def _dominant(measure: str, share: float) -> str:
    above = f"c.most_{measure} > {share} * c.all_{measure}"
    return f"(s.{measure} IS NOT NULL AND {above})" if in_minutes(measure) else f"({above})"


_SPLIT = (
    ("footfall_daily", "demographics_daily"),
    ("footfall_monthly", "catchment_monthly"),
    ("footfall_monthly", "frequency_monthly"),
)


def one_sided(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Stored rows of age and gender, or of home areas, that make nearly all of their total, counted in full."""
    share = policy.largest_share.of_a_total
    return sum(
        count(con, f"""{_stored_with_count(detail)} JOIN cells_{total} AS t
            ON t.place_id::VARCHAR = s.place_id AND t.{_period(total)} = s.{_period(total)}
            WHERE c.n > {share} * t.n OR c.all_visits > {share} * t.visits""")
        for total, detail in _SPLIT[:2]
    )  # fmt: skip


def _period(table: str) -> str:
    return catalogue().tables[table].keys[0]


def residual(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    """Totals a role sees that hide too few people, where detail splits the people of its total."""
    return sum(_left_over(con, total, detail, role) for total, detail in _SPLIT for role in policy.ladder)


def _left_over(con: duckdb.DuckDBPyConnection, total: str, detail: str, role: int) -> int:
    """Totals seen from `role` people on whose people are a few more than those of the detail that is seen."""
    period = _period(total)
    keys = ", ".join(catalogue().tables[detail].keys)
    seen = f"""(SELECT place_id, {period}, sum(n) AS n
        FROM result.{detail} JOIN {_counted(detail)} USING ({keys}) WHERE group_size >= {role} GROUP BY ALL)"""
    return count(con, f"""{_stored_with_count(total)} LEFT JOIN {seen} AS d USING (place_id, {period})
        WHERE s.group_size >= {role} AND c.n - coalesce(d.n, 0) BETWEEN 1 AND {role - 1}""")  # fmt: skip


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
    trips = count(con, f"dated_trip WHERE origin_id IN {sensitive} OR destination_id IN {sensitive}")
    return count(con, f"visit WHERE place_id IN {sensitive}") + trips


def unchanged(con: duckdb.DuckDBPyConnection, _: Policy) -> int:
    """Rows of closed periods that are not, or no longer, what was published for them."""
    closed = {table: f"(FROM result.{table} EXCEPT FROM {new(table)})" for table in facts()}
    return sum(
        count(con, f"((FROM {rows} EXCEPT FROM carried_{table}) UNION ALL (FROM carried_{table} EXCEPT FROM {rows}))")
        for table, rows in closed.items()
    )


CHECKS: dict[str, Check] = proof_recount.CHECKS | {
    "true_group": true_group,
    "dominated": dominated,
    "one_sided": one_sided,
    "residual": residual,
    "no_objector": no_objector,
    "no_sensitive_visit": no_sensitive_visit,
    "unchanged": unchanged,
}
"""Every check of a build, by the name of its sentence."""
