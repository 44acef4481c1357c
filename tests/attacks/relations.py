"""Published totals and the details that lie under them: what can be subtracted from what."""

from dataclasses import dataclass
from typing import Literal

from tests.attacks.layout import TABLES
from tests.attacks.world import Side, World


@dataclass(frozen=True)
class Relation:
    """`child` rows add up to a `parent` row in `measure` (people: each person stands in one child row).

    `cells` is SQL that gives a child table the parent's keys where its own do not hold them.
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
    Relation("footfall_monthly", "footfall_daily", "events", "date_trunc('month', c.date)::DATE"),
)


def subtract(world: World, side: Side, role: str, relation: Relation) -> str:
    """A query: one row a visible total, with what a user computes and what is true.

    rest: total minus visible details; hidden_cells, hidden: the true cells behind it, their measure, and their n.
    """
    parent, child = (world.seen(side, role, table) for table in (relation.parent, relation.child))
    keys, truth = TABLES[relation.child].keys, world.truth(side)
    up = TABLES[relation.parent].keys
    own = ", ".join(f"{relation.period or f'c.{key}'} AS {key}" if key not in keys else f"c.{key}" for key in up)
    true = "c.n" if relation.visitors else "c.events"
    same = " AND ".join(f"s.{key} = c.{key}" for key in keys)
    return f"""
        SELECT {", ".join(f"p.{key}" for key in up)}, p.{relation.measure} - coalesce(visible, 0) AS rest, hidden_cells, hidden, hidden_n
        FROM {parent} AS p JOIN (
            SELECT {own}, sum(s.{relation.measure}) AS visible, count(*) FILTER (s.place_id IS NULL) AS hidden_cells,
                coalesce(sum({true}) FILTER (s.place_id IS NULL), 0) AS hidden,
                coalesce(sum(c.n) FILTER (s.place_id IS NULL), 0) AS hidden_n
            FROM {truth}.{relation.child} AS c LEFT JOIN {child} AS s ON {same} GROUP BY ALL
        ) AS d USING ({", ".join(up)})"""
