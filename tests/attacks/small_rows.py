"""1 Small-row probe: list every cell of every table and look behind it."""

from tests.attacks.asker import ROLES
from tests.attacks.layout import TABLES
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.world import World


def play(world: World) -> Outcome:
    bare = sum(world.number(f"SELECT count(*) FROM plain.{table} WHERE n < 20") for table in TABLES)
    seen = sum(_small(world, role, table) for role in ROLES for table in TABLES)
    return Outcome(
        "1 small-row probe", "rows resting on fewer than 20 people, or below the role", bare, seen, at_most(0)
    )


def _small(world: World, role: str, table: str) -> float:
    """Rows that rest on fewer than 20 true people, or were published below the role's threshold."""
    name, keys = world.seen("defended", role, table), ", ".join(TABLES[table].keys)
    return world.number(f"""
        SELECT count(*) FROM {name} AS s LEFT JOIN capped.{table} AS c USING ({keys})
        WHERE coalesce(c.n, 0) < 20 OR s.people < {ROLES[role]}""")
