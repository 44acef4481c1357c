"""15 Dominance: rows that are mostly one person, who can then subtract himself or be bounded by others."""

from tests.attacks.layout import TABLES, Layout
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.world import Side, World

LARGEST = 0.20


def play(world: World) -> Outcome:
    return Outcome(
        "15 dominance",
        "rows in which one person makes over 20 % of visits, trips or minutes",
        _rows(world, "undefended"), _rows(world, "defended"), at_most(0),
    )  # fmt: skip


def _rows(world: World, side: Side) -> float:
    return sum(_dominated(world, side, layout) for layout in TABLES.values() if layout.events)


def _dominated(world: World, side: Side, layout: Layout) -> float:
    minutes = f"OR (s.minutes IS NOT NULL AND t.top_minutes > {LARGEST})" if layout.minutes else ""
    return world.number(f"""
        SELECT count(*) FROM {world.seen(side, "analyst", layout.name)} AS s
        JOIN {world.truth(side)}.{layout.name} AS t USING ({", ".join(layout.keys)})
        WHERE t.top_events > {LARGEST} {minutes}""")
