"""16 Homogeneity: where nearly all visitors share an attribute, knowing the visit is knowing the attribute."""

from tests.attacks.layout import TABLES
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.relations import RELATIONS, Relation
from tests.attacks.world import Side, World

BREAKDOWNS = tuple(r for r in RELATIONS if r.visitors and r.child in ("demographics_daily", "catchment_monthly"))


def play(world: World) -> Outcome:
    return Outcome(
        "16 homogeneity",
        "rows of age and gender or of home above 90 % of their total",
        _rows(world, "undefended"), _rows(world, "defended"), at_most(0),
    )  # fmt: skip


def _rows(world: World, side: Side) -> float:
    return sum(_uniform(world, side, relation) for relation in BREAKDOWNS)


def _uniform(world: World, side: Side, relation: Relation) -> float:
    truth = world.truth(side)
    up, keys = (", ".join(TABLES[table].keys) for table in (relation.parent, relation.child))
    return world.number(f"""
        SELECT count(*) FROM {world.seen(side, "analyst", relation.child)} SEMI JOIN (
            SELECT c.* FROM {truth}.{relation.child} AS c JOIN {truth}.{relation.parent} AS p USING ({up})
            WHERE c.n > 0.9 * p.n
        ) USING ({keys})""")
