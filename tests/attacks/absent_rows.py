"""4 Absent row: nobody, or a few who were suppressed? What is left of the total tells."""

import numpy as np

from tests.attacks.layout import TABLES
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.relations import RELATIONS, Relation
from tests.attacks.scores import auc
from tests.attacks.world import Side, World

NESTED = tuple(relation for relation in RELATIONS if not relation.period)


def play(world: World) -> Outcome:
    undefended, defended = (_rows(world, side) for side in ("undefended", "defended"))
    return Outcome(
        "4 absent row",
        f"AUC of 'some' against 'nobody' ({len(defended)} rows)",
        _auc(undefended), _auc(defended), at_most(0.80),
    )  # fmt: skip


def _auc(rows: list[tuple[float, bool]]) -> float | None:
    some, nobody = (np.array([rest for rest, there in rows if there is kind]) for kind in (True, False))
    return auc(some, nobody) if len(some) >= 5 and len(nobody) >= 5 else None


def _rows(world: World, side: Side) -> list[tuple[float, bool]]:
    return [row for relation in NESTED for row in _absent(world, side, relation)]


def _absent(world: World, side: Side, relation: Relation) -> list[tuple[float, bool]]:
    """For totals with one absent detail: what is left, and whether it was 1 to 19 people rather than none."""
    up, keys = TABLES[relation.parent].keys, TABLES[relation.child].keys
    parent, child = (world.seen(side, "analyst", table) for table in (relation.parent, relation.child))
    dims, joined = ", ".join(key for key in keys if key not in up), ", ".join(up)
    found = world.lab.execute(f"""
        WITH grid AS (SELECT * FROM (SELECT DISTINCT {dims} FROM {child}) CROSS JOIN {parent}),
        absent AS (SELECT {", ".join(keys)} FROM grid ANTI JOIN {child} USING ({", ".join(keys)})),
        alone AS (SELECT * FROM absent SEMI JOIN (SELECT {joined} FROM absent GROUP BY ALL HAVING count(*) = 1) USING ({joined})),
        visible AS (SELECT {joined}, sum({relation.measure}) AS shown FROM {child} GROUP BY ALL)
        SELECT p.{relation.measure} - coalesce(shown, 0) AS rest, coalesce(t.n, 0) AS n
        FROM alone JOIN {parent} AS p USING ({joined}) LEFT JOIN visible USING ({joined})
        LEFT JOIN {world.truth(side)}.{relation.child} AS t USING ({", ".join(keys)})
        WHERE coalesce(t.n, 0) < 20""")
    return [(float(rest), n > 0) for rest, n in found.fetchall()]
