"""3 Cross-table residuals: a published total minus its published details is what was hidden."""

from tests.attacks.asker import ROLES
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.relations import RELATIONS, Relation, hidden_groups, keys, parent_keys, shown, subtract, true
from tests.attacks.world import Side, World

VISITORS = tuple(relation for relation in RELATIONS if relation.visitors)
# dwell bands are left to the noise of their cells: they count under subtraction only
VISITS = tuple(r for r in RELATIONS if not r.visitors and r.child not in ("dwell_daily", "weeks_and_days"))
MIXED = tuple(r for r in RELATIONS if r.child == "weeks_and_days")


def groups_of_people(world: World) -> list[Outcome]:
    """Hidden groups of fewer people than the role's threshold under a visible total, role by role."""
    return [_groups(world, "visitors", "people under a visible total", VISITORS, role) for role in ROLES]


def groups_of_visits(world: World) -> list[Outcome]:
    """The same where visits add up and people do not: hours, days of a week and of a month."""
    return [_groups(world, "visits", "distinct people behind visits hidden under a total", VISITS, r) for r in ROLES]


def groups_in_months(world: World) -> list[Outcome]:
    """The same for a month less its whole weeks and the days at its edges: a sum over two tables."""
    behind = "distinct people behind the hidden weeks and edge days of a visible month"
    return [_groups(world, "weeks and days", behind, MIXED, role) for role in ROLES]


def _groups(world: World, name: str, behind: str, relations: tuple[Relation, ...], role: str) -> Outcome:
    smallest = ROLES[role]
    sides: tuple[Side, ...] = ("undefended", "defended")
    undefended, defended = (
        sum(
            world.number(f"SELECT count(*) FROM ({hidden_groups(world, side, role, r)}) WHERE people < {smallest}")
            for r in relations
        )
        for side in sides
    )
    return Outcome(
        f"3 residual groups, {name}, T={smallest}", f"groups of 1..{smallest - 1} {behind}",
        undefended, defended, at_most(0),
    )  # fmt: skip


def recovered(world: World) -> Outcome:
    """Cells named exactly where they are the only ones hidden; the role that learns most counts."""
    undefended = max(_recovered(world, "undefended", role)[0] for role in ROLES)
    right, guess = max(_recovered(world, "defended", role) for role in ROLES)
    return Outcome(
        "3 cross-table subtraction",
        f"% of hidden cells recovered exactly (guessing the commonest: {guess:.1f} %)",
        undefended, right, at_most(min(0.5, guess)),
    )  # fmt: skip


def _recovered(world: World, side: Side, role: str) -> tuple[float, float]:
    """% of hidden cells recovered, and % a guess would get right."""
    hidden = right = guessed = 0.0
    for relation in RELATIONS:
        found = subtract(world, side, role, relation)
        hidden += world.number(f"SELECT sum(hidden_cells) FROM ({found})")
        right += world.number(f"SELECT count(*) FROM ({found}) WHERE hidden_cells = 1 AND rest = hidden")
        guessed += _commonest(world, side, role, relation)
    return (100 * right / hidden, 100 * guessed / hidden) if hidden else (0.0, 100.0)


def _commonest(world: World, side: Side, role: str, relation: Relation) -> float:
    """How many hidden cells under visible totals of a relation hold their most frequent value."""
    measure = "n" if relation.visitors else "events"
    above, below = keys(relation.parent), keys(relation.child)
    return world.number(f"""
        SELECT count(*) FROM (
            SELECT {parent_keys(relation)}, c.{measure} AS value FROM {true(world, side, relation.child)} AS c
            ANTI JOIN {shown(world, side, role, relation.child)} AS s USING ({", ".join(below)}))
        SEMI JOIN {shown(world, side, role, relation.parent)} AS p USING ({", ".join(above)})
        GROUP BY value ORDER BY 1 DESC LIMIT 1""")
