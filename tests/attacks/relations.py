"""Published totals and the details that lie under them: what can be subtracted from what."""

from dataclasses import dataclass
from typing import Literal

from tests.attacks.layout import TABLES
from tests.attacks.world import Side, World


@dataclass(frozen=True)
class Relation:
    """`child` rows add up to a `parent` row in `measure` (people: each person stands in one child row).

    `period` is SQL for the parent's period of a child row c, where the child has no such key.
    """

    parent: str
    child: str
    measure: Literal["people", "events"]
    period: str = ""

    @property
    def name(self) -> str:
        return f"{self.parent} - {self.child} ({self.measure})"

    @property
    def visitors(self) -> bool:
        """Whether what is left over is a group of people."""
        return self.measure == "people"


RELATIONS = (
    Relation("footfall_daily", "demographics_daily", "people"),
    Relation("footfall_monthly", "catchment_monthly", "people"),
    Relation("footfall_monthly", "frequency_monthly", "people"),
    Relation("footfall_daily", "demographics_daily", "events"),
    Relation("footfall_daily", "footfall_hourly", "events"),
    Relation("footfall_daily", "dwell_daily", "events"),
    Relation("footfall_monthly", "catchment_monthly", "events"),
    Relation("footfall_monthly", "frequency_monthly", "events"),
    Relation("footfall_weekly", "footfall_daily", "events", "date_trunc('week', c.date)::DATE"),
    Relation("footfall_monthly", "weeks_and_days", "events", "date_trunc('month', c.date)::DATE"),
    Relation("footfall_monthly", "footfall_daily", "events", "date_trunc('month', c.date)::DATE"),
)
# A month in its whole weeks and the days at its edges.
_WEEKS_AND_DAYS = """
    WITH inside AS (SELECT DISTINCT week FROM {weekly} WHERE date_trunc('month', week) = date_trunc('month', week + 6))
    SELECT 'week' AS grain, week AS date, place_id, {measures} FROM {weekly} WHERE week IN (FROM inside)
    UNION ALL SELECT 'day', date, place_id, {measures} FROM {daily}
    WHERE date_trunc('week', date)::DATE NOT IN (FROM inside)"""


def keys(table: str) -> tuple[str, ...]:
    """The key columns of a table, or of a month in weeks and days."""
    return TABLES[table].keys if table in TABLES else ("grain", "date", "place_id")


def shown(world: World, side: Side, role: str, table: str) -> str:
    """What a role sees of a table."""
    if table in TABLES:
        return world.seen(side, role, table)
    weekly, daily = (world.seen(side, role, name) for name in ("footfall_weekly", "footfall_daily"))
    return f"({_WEEKS_AND_DAYS.format(weekly=weekly, daily=daily, measures='people, events')})"


def true(world: World, side: Side, table: str) -> str:
    """The true cells of a table."""
    schema = world.truth(side)
    if table in TABLES:
        return f"{schema}.{table}"
    weekly, daily = f"{schema}.footfall_weekly", f"{schema}.footfall_daily"
    return f"({_WEEKS_AND_DAYS.format(weekly=weekly, daily=daily, measures='n, events')})"


def behind(world: World, side: Side, table: str) -> str:
    """Who was in the true cells of a table: one row a cell and person."""
    schema = world.truth(side)
    if table in TABLES:
        return f"{schema}.part_{table}"
    weekly, daily = f"{schema}.part_footfall_weekly", f"{schema}.part_footfall_daily"
    return f"({_WEEKS_AND_DAYS.format(weekly=weekly, daily=daily, measures='person')})"


def hidden_groups(world: World, side: Side, role: str, relation: Relation) -> str:
    """A query: one row a visible total that hides some of its detail, with the distinct people hidden there."""
    above, below = keys(relation.parent), keys(relation.child)
    return f"""
        SELECT {", ".join(above)}, count(DISTINCT person) AS people
        FROM (SELECT {parent_keys(relation)}, c.person FROM {behind(world, side, relation.child)} AS c
              ANTI JOIN {shown(world, side, role, relation.child)} AS s USING ({", ".join(below)}))
        SEMI JOIN {shown(world, side, role, relation.parent)} AS p USING ({", ".join(above)}) GROUP BY ALL"""


def parent_keys(relation: Relation) -> str:
    """SQL of the parent's keys for a child row c."""
    above, below = keys(relation.parent), keys(relation.child)
    return ", ".join(f"c.{key}" if key in below else f"{relation.period} AS {key}" for key in above)


def subtract(world: World, side: Side, role: str, relation: Relation) -> str:
    """A query: one row a visible total, with what a user computes and what is true.

    rest: total minus visible details; hidden_cells, hidden: the true cells behind it, and their measure.
    """
    above, below = keys(relation.parent), keys(relation.child)
    measure = "c.n" if relation.visitors else "c.events"
    same = " AND ".join(f"s.{key} = c.{key}" for key in below)
    hidden = "FILTER (s.place_id IS NULL)"
    return f"""
        SELECT {", ".join(f"p.{key}" for key in above)}, hidden_cells, hidden,
            p.{relation.measure} - coalesce(visible, 0) AS rest
        FROM {shown(world, side, role, relation.parent)} AS p JOIN (
            SELECT {parent_keys(relation)}, sum(s.{relation.measure}) AS visible, count(*) {hidden} AS hidden_cells,
                coalesce(sum({measure}) {hidden}, 0) AS hidden
            FROM {true(world, side, relation.child)} AS c
            LEFT JOIN {shown(world, side, role, relation.child)} AS s ON {same}
            GROUP BY ALL
        ) AS d USING ({", ".join(above)})"""
