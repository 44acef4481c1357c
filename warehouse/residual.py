"""The residual rule: what is left when visible detail is taken from a visible total is empty or a group.

A role that sees cells from T people on must find under every total it sees either nothing hidden or at least T hidden
people. Where that fails, the smallest visible rows of the detail are hidden too, smallest first; where even all of
them are too few, the total. Judged on true people, after noise and rounding, for one threshold after the other: what
is hidden for one stays hidden for all above it. A cell hidden for the smallest group is not stored; one hidden for a
higher threshold keeps its figures, and its group size is lowered to the threshold below.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import duckdb

from warehouse.carry import is_closed
from warehouse.cells import COUNTS, PEOPLE, keys
from warehouse.protect import hide

People = Literal["apart", "shared", "blurred"]
Once = Literal["n", "firsts"]


@dataclass(frozen=True)
class Relation:
    """A total t and the table whose rows d are its detail at the same place, for the same time (`when`, SQL).

    `weeks_and_days` is no table but a month in pieces: its whole weeks, and the days beside them.

    `people`: each person is in one row of the detail (apart), can be in several (shared), or the detail is left to
    the noise alone (blurred: hiding siblings of dwell bands would cost 17 % of them). `once` names the column of the
    detail that counts each person of the total in one row alone: all of them, or those who are first seen there.
    """

    total: str
    detail: str
    when: str
    people: People
    once: Once | None = None

    @property
    def joined(self) -> str:
        """Both tables with each row of the detail beside its total."""
        return f"cells_{self.total} AS t JOIN cells_{self.detail} AS d ON d.place_id = t.place_id AND {self.when}"


_SAME_DAY, _SAME_MONTH = "d.date = t.date", "d.month = t.month"
_DAY_IN_WEEK = "date_trunc('week', d.date) = t.week"
_DAY_IN_MONTH = "date_trunc('month', d.date) = t.month"
_MONDAY_IN_MONTH = "date_trunc('month', d.week) = t.month"
_WEEK_IN_MONTH = f"{_MONDAY_IN_MONTH} AND date_trunc('month', d.week + 6) = t.month"

_PIECE_OF_MONTH = "date_trunc('month', d.start) = t.month"

# From the finest totals to the coarsest, the order in which they are closed; relations that share their detail are
# closed together.
GROUPS = (
    (Relation("footfall_daily", "demographics_daily", _SAME_DAY, "apart", "n"),),
    (Relation("footfall_daily", "footfall_hourly", _SAME_DAY, "shared", "firsts"),),
    (Relation("footfall_daily", "dwell_daily", _SAME_DAY, "blurred"),),
    (
        Relation("footfall_weekly", "footfall_daily", _DAY_IN_WEEK, "shared"),
        Relation("footfall_monthly", "footfall_daily", _DAY_IN_MONTH, "shared"),
        Relation("footfall_monthly", "footfall_weekly", _WEEK_IN_MONTH, "shared"),
        Relation("footfall_monthly", "footfall_weekly", _MONDAY_IN_MONTH, "shared"),
        Relation("footfall_monthly", "weeks_and_days", _PIECE_OF_MONTH, "shared"),
    ),
    (Relation("footfall_monthly", "catchment_monthly", _SAME_MONTH, "apart", "n"),),
    (Relation("footfall_monthly", "frequency_monthly", _SAME_MONTH, "apart", "n"),),
)
RELATIONS = tuple(relation for group in GROUPS for relation in group)
_PIECES = """
    SELECT person, 'week' AS grain, week AS start, place_id FROM few_footfall_weekly
    UNION ALL SELECT person, 'day', date, place_id FROM few_footfall_daily"""
_ONE_SIDED = ("demographics_daily", "catchment_monthly")
_COMPARED = ("n", "visits", "shown_visitors", "shown_visits")


def hide_lopsided(con: duckdb.DuckDBPyConnection, largest_share: float, smallest: int) -> None:
    """Hides a whole breakdown where one row makes more than `largest_share` of its total, in truth or as shown.

    A total with any visible row holds the smallest group: a row of fewer visits than its share of that cannot be it.
    """
    for relation in (relation for relation in RELATIONS if relation.detail in _ONE_SIDED):
        above = " OR ".join(f"d.{name} > {largest_share} * t.{name}" for name in _COMPARED)
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE lopsided AS
            SELECT DISTINCT t.cell FROM {relation.joined}
            WHERE d.visits >= {largest_share} * {smallest} AND ({above})""")
        whole = f"SELECT d.cell FROM {relation.joined} JOIN lopsided ON lopsided.cell = t.cell"
        hide(con, relation.detail, "ninety_percent", f"cell IN ({whole})")


def settle(con: duckdb.DuckDBPyConnection, ladder: tuple[int, ...]) -> None:
    """Applies the residual rule for each threshold of `ladder`.

    A table that is detail of one total is closed once: a total hidden later has nothing left to be taken from, and
    what follows it is its own detail. Relations that share their detail are closed until none asks for more.
    """
    _gather_few(con, ladder)
    for below, smallest in pairwise((0, *ladder)):
        for group in GROUPS:
            while _close_once(con, group, smallest, below) and len(group) > 1:
                pass
        for relation in reversed(RELATIONS):
            _follow_total(con, relation, smallest, below)


def _close_once(con: duckdb.DuckDBPyConnection, group: tuple[Relation, ...], smallest: int, below: int) -> int:
    """Closes each relation of a group, then lets detail follow its total; returns how many cells that hid."""
    closed = sum(_close(con, relation, smallest, below) for relation in group)
    return closed + sum(_follow_total(con, relation, smallest, below) for relation in group)


def _close(con: duckdb.DuckDBPyConnection, relation: Relation, smallest: int, below: int) -> int:
    """Hides detail, smallest first, until no total hides a group that is too small; where that fails, the total.

    Returns how many cells that hid.
    """
    if relation.people == "blurred":
        return 0
    _find_families(con, relation, smallest)
    _find_cuts(con, relation, smallest)
    siblings = "SELECT cell FROM family JOIN cut USING (total) WHERE visible AND (last IS NULL OR rank <= last)"
    totals = "SELECT total FROM cut WHERE last IS NULL"
    return _lower(con, relation.detail, siblings, below) + _lower(con, relation.total, totals, below)


def _follow_total(con: duckdb.DuckDBPyConnection, relation: Relation, smallest: int, below: int) -> int:
    """Hides detail of a hidden total that is itself a detail: added up, it would tell the total again.

    Returns how many cells that hid.
    """
    if relation.total not in {other.detail for other in RELATIONS}:
        return 0
    alone = f"""
        SELECT d.cell FROM {relation.joined}
        WHERE {_visible("d", smallest)} AND NOT {_visible("t", smallest)} AND NOT {_closed(relation.detail, "d")}
            AND t.hidden IS DISTINCT FROM 'city_panel'"""
    return _lower(con, relation.detail, alone, below)


def _gather_few(con: duckdb.DuckDBPyConnection, ladder: tuple[int, ...]) -> None:
    """`few_<table>`: who is in each cell of fewer people than any threshold; of hours, where they can be a family."""
    hours = next(relation for relation in RELATIONS if relation.once == "firsts")
    _find_doubtful(con, hours, ladder[-1], ladder[0])
    for table, people in PEOPLE.items():
        days = "SEMI JOIN (SELECT date, place_id FROM doubtful) USING (date, place_id)" if table == hours.detail else ""
        few = f"FROM cells_{table} {days} WHERE n < {ladder[-1]}"
        con.execute(f"""
            CREATE TEMP TABLE few_{table} AS
            FROM ({people}) SEMI JOIN ({few}) USING ({", ".join(keys(table))})""")


def _find_doubtful(con: duckdb.DuckDBPyConnection, relation: Relation, smallest: int, seen_from: int) -> None:
    """`doubtful`: visible totals whose hidden people may be fewer than `smallest`.

    Where the detail counts each person once in `once`, at least the total less what is seen of it is hidden; else at
    least the largest hidden row, if there is any.
    """
    period = keys(relation.total)[0]
    if relation.once:
        enough = f"""t.n - coalesce((
            SELECT sum(d.{relation.once}) FROM cells_{relation.detail} AS d
            WHERE d.place_id = t.place_id AND {relation.when} AND {_visible("d", seen_from)}), 0) < {smallest}"""
    else:
        enough = f"""t.cell IN (
            SELECT t.cell FROM {relation.joined} WHERE NOT {_visible("d", seen_from)}
            GROUP BY t.cell HAVING max(d.n) < {smallest})"""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE doubtful AS
        SELECT t.cell AS total, t.place_id, t.{period} FROM cells_{relation.total} AS t
        WHERE {_visible("t", seen_from)} AND NOT {_closed(relation.total, "t")} AND {enough}""")


def _find_families(con: duckdb.DuckDBPyConnection, relation: Relation, smallest: int) -> None:
    """`family`: the detail of each visible total that hides some of it, in the order in which it would be hidden.

    Only up to the first row that is large enough alone; a family of which such a row is hidden already is none. What is
    published of a closed period, detail or total, cannot be hidden any more.
    """
    _find_doubtful(con, relation, smallest, smallest)
    names = [f"d.{key}" for key in _keys(relation.detail)]
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE family AS
        SELECT t.cell AS total, d.cell, {", ".join(names)}, d.n, {_visible("d", smallest)} AS visible,
            row_number() OVER in_order AS rank
        FROM {relation.joined} JOIN doubtful ON doubtful.total = t.cell
        WHERE NOT ({_closed(relation.detail, "d")} AND {_visible("d", smallest)})
        WINDOW siblings AS (PARTITION BY t.cell),
            in_order AS (PARTITION BY t.cell ORDER BY visible, d.n, {", ".join(names)})
        QUALIFY coalesce(max(d.n) FILTER (NOT visible) OVER siblings, {smallest}) < {smallest}
            AND coalesce(max(d.n) OVER (in_order ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) < {smallest}""")


def _find_cuts(con: duckdb.DuckDBPyConnection, relation: Relation, smallest: int) -> None:
    """`cut`: up to which rank a family must be hidden; null where all of it is too small a group."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE cut AS SELECT total, min(rank) FILTER (people >= {smallest}) AS last
        FROM (SELECT total, rank, sum(people) OVER (PARTITION BY total ORDER BY rank) AS people
              FROM ({_newcomers(relation, smallest)}))
        GROUP BY total""")


def _newcomers(relation: Relation, smallest: int) -> str:
    """SQL: how many people each row of a family adds to those in the rows before it; of a row that is large enough
    alone, which is the last one, how many it has."""
    if relation.people == "apart":
        return "SELECT total, rank, n AS people FROM family"
    names = ", ".join(_keys(relation.detail))
    people = f"FROM few_{relation.detail}" if relation.detail in PEOPLE else _PIECES
    return f"""
        SELECT total, rank, count(*) AS people
        FROM (SELECT total, person, min(rank) AS rank
              FROM family JOIN ({people}) USING ({names}) WHERE n < {smallest} GROUP BY total, person)
        GROUP BY total, rank
        UNION ALL SELECT total, rank, n FROM family WHERE n >= {smallest}"""


def _keys(detail: str) -> tuple[str, ...]:
    """The grain of a detail."""
    return keys(detail) if detail in COUNTS else ("grain", "start", "place_id")


def _closed(table: str, alias: str) -> str:
    """SQL: whether a cell is of a closed period."""
    return is_closed(table, alias) if table in COUNTS else f"{alias}.closed"


def _visible(alias: str, smallest: int) -> str:
    """SQL: whether a role with this threshold sees the cell."""
    return f"({alias}.hidden IS NULL AND {alias}.group_size >= {smallest})"


def _lower(con: duckdb.DuckDBPyConnection, table: str, cells: str, below: int) -> int:
    """Hides visible cells for a threshold, `below` being the one under it (0: none); returns how many."""
    if table not in COUNTS:
        con.execute(f"CREATE OR REPLACE TEMP TABLE piece AS {cells}")
        weeks = _lower(con, "footfall_weekly", "SELECT cell FROM piece", below)
        return weeks + _lower(con, "footfall_daily", "SELECT -cell FROM piece", below)
    change = f"group_size = {below}" if below else "hidden = 'residual'"
    row = con.execute(f"UPDATE cells_{table} SET {change} WHERE cell IN ({cells})").fetchone()
    return int(row[0]) if row else 0
