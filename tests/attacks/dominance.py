"""15 Dominance: rows that are mostly one person, who can then subtract himself or be bounded by others."""

from tests.attacks.layout import TABLES, Layout
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.world import Side, World

LARGEST = 0.20
SIDES: tuple[Side, ...] = ("undefended", "defended")


def of_visits(world: World) -> Outcome:
    return _played(world, "visits or trips", "events")


def of_minutes(world: World) -> Outcome:
    return _played(world, "minutes", "minutes")


def _played(world: World, what: str, kind: str) -> Outcome:
    tables = [layout for layout in TABLES.values() if kind in layout.measures]
    undefended, defended = (sum(_dominated(world, side, layout, kind) for layout in tables) for side in SIDES)
    return Outcome(
        f"15 dominance, {what}", f"rows in which one person makes over 20 % of the {what}",
        undefended, defended, at_most(0),
    )  # fmt: skip


def _dominated(world: World, side: Side, layout: Layout, kind: str) -> float:
    return world.number(f"""
        SELECT count(*) FROM {world.seen(side, "analyst", layout.name)} AS s
        JOIN {world.truth(side)}.{layout.name} AS t USING ({", ".join(layout.keys)})
        WHERE s.{kind} IS NOT NULL AND t.top_{kind} > {LARGEST}""")
