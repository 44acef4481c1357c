"""6 Several routes to one figure: their mean is closer to the truth than each alone."""

from dataclasses import dataclass

import numpy as np

from tests.attacks.layout import TABLES
from tests.attacks.outcome import Outcome, at_least, at_most
from tests.attacks.relations import RELATIONS, Relation
from tests.attacks.scores import Floats
from tests.attacks.world import Side, World

WEEK = next(relation for relation in RELATIONS if relation.parent == "footfall_weekly")
FEWEST = 100  # place-days below which a share says nothing
ROUTES = tuple(relation for relation in RELATIONS if relation.parent == "footfall_daily")


@dataclass(frozen=True)
class Averaged:
    """Errors of the averaged estimate, in observed people or visits."""

    rmse: float
    exact: float


def error_left(world: World) -> Outcome:
    undefended, defended = _averaged(world, "undefended"), _averaged(world, "defended")
    return Outcome(
        "6 averaging", "RMSE of a place-day over all routes, worse of people and visits",
        undefended.rmse if undefended else None, defended.rmse if defended else None, at_least(2.0),
    )  # fmt: skip


def exactly_right(world: World) -> Outcome:
    undefended, defended = _averaged(world, "undefended"), _averaged(world, "defended")
    return Outcome(
        "6 averaging", "% of place-days named exactly",
        undefended.exact if undefended else None, defended.exact if defended else None, at_most(20.0),
    )  # fmt: skip


def _averaged(world: World, side: Side) -> Averaged | None:
    """Direct figure and the sums of complete details, each weighted by how many noisy cells it is made of."""
    found = [_errors(world, side, measure) for measure in ("people", "events")]
    errors = [error for error in found if len(error) >= FEWEST]
    if not errors:
        return None
    rmse = min(float(np.sqrt((error**2).mean())) for error in errors)
    return Averaged(rmse, 100 * max(float((np.round(error) == 0).mean()) for error in errors))


def _errors(world: World, side: Side, measure: str) -> Floats:
    routes = [r for r in ROUTES if r.measure == measure]
    joined = " ".join(
        f"LEFT JOIN ({_complete(world, side, r)}) AS r{n} USING (date, place_id)" for n, r in enumerate(routes)
    )
    if measure == "events":
        joined += f" LEFT JOIN ({_rest_of_week(world, side)}) AS r{len(routes)} USING (date, place_id)"
        routes = [*routes, WEEK]
    values = "".join(f" + coalesce(r{n}.total / r{n}.cells, 0)" for n in range(len(routes)))
    weights = "".join(f" + coalesce(1.0 / r{n}.cells, 0)" for n in range(len(routes)))
    true = "n" if measure == "people" else "events"
    return np.array(
        world.column(f"""
        SELECT (s.{measure}{values}) / (1{weights}) - t.{true}
        FROM {world.seen(side, "analyst", "footfall_daily")} AS s
        JOIN {world.truth(side)}.footfall_daily AS t USING (date, place_id)
        {joined} WHERE 1{weights} > 1""")
    )


def _rest_of_week(world: World, side: Side) -> str:
    """A week less its six other days, where all seven are visible."""
    daily, weekly = (world.seen(side, "analyst", table) for table in ("footfall_daily", "footfall_weekly"))
    return f"""SELECT d.date, d.place_id, w.events - sum(d.events) OVER whole + d.events AS total, 7 AS cells
        FROM {daily} AS d JOIN {weekly} AS w ON w.place_id = d.place_id AND w.week = date_trunc('week', d.date)
        WINDOW whole AS (PARTITION BY w.week, w.place_id) QUALIFY count(*) OVER whole = 7"""


def _complete(world: World, side: Side, relation: Relation) -> str:
    """Place-days whose details are all visible (the attacker is told which): their sum and their number."""
    keys = TABLES[relation.child].keys
    same = " AND ".join(f"s.{key} = c.{key}" for key in keys)
    return f"""SELECT c.date, c.place_id, sum(s.{relation.measure}) AS total, count(*) AS cells
        FROM {world.truth(side)}.{relation.child} AS c
        LEFT JOIN {world.seen(side, "analyst", relation.child)} AS s ON {same}
        GROUP BY ALL HAVING count(*) = count(s.place_id)"""
