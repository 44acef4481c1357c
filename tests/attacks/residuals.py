"""3 Cross-table residuals: a published total minus its published details is what was hidden."""

from tests.attacks.asker import ROLES
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.relations import RELATIONS, Relation, hidden_groups, keys, shown, subtract, true
from tests.attacks.world import Side, World

VISITORS = tuple(relation for relation in RELATIONS if relation.visitors)
# dwell bands are left to the noise of their cells: they count under subtraction only
VISITS = tuple(r for r in RELATIONS if not r.visitors and r.child not in ("dwell_daily", "weeks_and_days"))
MIXED = tuple(r for r in RELATIONS if r.child == "weeks_and_days")


def groups_of_people(world: World) -> Outcome:
    """Hidden groups of fewer people than the role's threshold under a visible total, over all roles."""
    return Outcome(
        "3 residual groups, visitors",
        "groups of 1..T-1 people under a visible total, T = 20 + 25 + 30",
        _groups(world, "undefended", VISITORS), _groups(world, "defended", VISITORS), at_most(0),
    )  # fmt: skip


def groups_of_visits(world: World) -> Outcome:
    """The same where visits add up and people do not: hours, days of a week and of a month."""
    return Outcome(
        "3 residual groups, visits",
        "1..T-1 distinct people behind what is hidden under a visible total",
        _groups(world, "undefended", VISITS), _groups(world, "defended", VISITS), at_most(0),
    )  # fmt: skip


def groups_in_months(world: World) -> Outcome:
    """The same for a month less its whole weeks and the days at its edges: a sum over two tables."""
    return Outcome(
        "3 residual groups, weeks and days",
        "1..T-1 distinct people behind the hidden weeks and edge days of a visible month",
        _groups(world, "undefended", MIXED), _groups(world, "defended", MIXED), at_most(0),
    )  # fmt: skip


def _groups(world: World, side: Side, relations: tuple[Relation, ...]) -> float:
    return sum(
        world.number(f"SELECT count(*) FROM ({hidden_groups(world, side, role, r)}) WHERE people < {t}")
        for role, t in ROLES.items()
        for r in relations
    )


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
    """How many hidden cells of a relation hold its most frequent value."""
    measure = "n" if relation.visitors else "events"
    return world.number(f"""
        SELECT count(*) FROM {true(world, side, relation.child)} AS t
        ANTI JOIN {shown(world, side, role, relation.child)} AS s USING ({", ".join(keys(relation.child))})
        GROUP BY t.{measure} ORDER BY 1 DESC LIMIT 1""")
