"""4 Absent row: nobody, or a few who were suppressed? What is left of the total tells."""

import numpy as np

from tests.attacks.layout import TABLES
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.relations import RELATIONS, Relation
from tests.attacks.scores import auc
from tests.attacks.world import Side, World

FEWEST = 10
NESTED = tuple(relation for relation in RELATIONS if not relation.period)


def play(world: World) -> Outcome:
    undefended, defended = (_aucs(world, side) for side in ("undefended", "defended"))
    return Outcome(
        "4 absent row",
        "AUC of 'some' against 'nobody', the table that tells most",
        max(undefended, default=None), max(defended, default=None), at_most(0.80),
    )  # fmt: skip


def _aucs(world: World, side: Side) -> list[float]:
    """One figure a relation, where there are enough rows of both kinds."""
    return [found for relation in NESTED if (found := _auc(_absent(world, side, relation))) is not None]


def _auc(rows: list[tuple[float, bool]]) -> float | None:
    some, nobody = (np.array([rest for rest, there in rows if there is kind]) for kind in (True, False))
    return auc(some, nobody) if min(len(some), len(nobody)) >= FEWEST else None


def _absent(world: World, side: Side, relation: Relation) -> list[tuple[float, bool]]:
    """For totals with one absent detail: what is left, and whether it was 1 to 19 people rather than none."""
    up, keys = TABLES[relation.parent].keys, TABLES[relation.child].keys
    parent, child = (world.seen(side, "analyst", table) for table in (relation.parent, relation.child))
    truth = f"{world.truth(side)}.{relation.child}"
    dims, joined = ", ".join(key for key in keys if key not in up), ", ".join(up)
    found = world.lab.execute(f"""
        WITH grid AS (SELECT * FROM (SELECT DISTINCT {dims} FROM {truth}) CROSS JOIN {parent}),
        absent AS (SELECT {", ".join(keys)} FROM grid ANTI JOIN {child} USING ({", ".join(keys)})),
        single AS (SELECT {joined} FROM absent GROUP BY ALL HAVING count(*) = 1),
        alone AS (SELECT * FROM absent SEMI JOIN single USING ({joined})),
        visible AS (SELECT {joined}, sum({relation.measure}) AS shown FROM {child} GROUP BY ALL)
        SELECT p.{relation.measure} - coalesce(shown, 0) AS rest, coalesce(t.n, 0) AS n
        FROM alone JOIN {parent} AS p USING ({joined}) LEFT JOIN visible USING ({joined})
        LEFT JOIN {truth} AS t USING ({", ".join(keys)})
        WHERE coalesce(t.n, 0) < 20""")
    return [(float(rest), n > 0) for rest, n in found.fetchall()]
