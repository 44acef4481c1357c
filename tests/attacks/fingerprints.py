"""11 Weight fingerprint: two extrapolated figures differ by the weight of who left, and a weight names a stratum."""

from collections import Counter

import numpy as np

from tests.attacks.outcome import Outcome, at_most
from tests.attacks.withdrawal import Before, first_published
from tests.attacks.world import World

PEOPLE = 60
DROPS = {  # place-days on which exactly one of the withdrawn was, and by how much the figure fell
    "undefended": """SELECT g.person, b.weight - coalesce(a.weight, 0) AS fell FROM plain.footfall_daily AS b
        JOIN alone AS g USING (date, place_id) LEFT JOIN bare_after AS a USING (date, place_id)""",
    "defended": """SELECT g.person, b.released_people - coalesce(a.released_people, 0) AS fell FROM before AS b
        JOIN alone AS g USING (date, place_id) LEFT JOIN after AS a USING (date, place_id)""",
}


def play(world: World) -> Outcome:
    before = first_published(world)
    found = before.lab.execute("SELECT DISTINCT round(weight, 2) FROM member ORDER BY 1").fetchall()
    weights = np.array(found, float)[:, 0]
    if len(weights) < 2:
        return Outcome("11 weight fingerprint", "one weight for all: nothing to name", None, None, at_most(0))
    before.withdraw(before.regulars(PEOPLE, 11))
    truth = _truth(before)
    prior = 100 * max(Counter(truth.values()).values()) / len(truth)
    undefended, defended = (_named(before, truth, weights, DROPS[side]) for side in ("undefended", "defended"))
    return Outcome(
        "11 weight fingerprint", f"% of withdrawn people whose stratum is named (commonest stratum {prior:.1f} %)",
        undefended, defended, at_most(2 * prior),
    )  # fmt: skip


def _truth(before: Before) -> dict[int, float]:
    before.lab.execute("""CREATE OR REPLACE TABLE alone AS SELECT any_value(person) AS person, date, place_id
        FROM plain.part_footfall_daily SEMI JOIN gone USING (person) GROUP BY date, place_id HAVING count(*) = 1""")
    return dict(
        before.lab.execute(
            "SELECT DISTINCT person, round(weight, 2) FROM member SEMI JOIN alone USING (person)"
        ).fetchall()
    )


def _named(before: Before, truth: dict[int, float], weights: np.ndarray, drops: str) -> float:
    """% of people whose weight is the one most often nearest to what the figures fell by."""
    votes: dict[int, Counter[float]] = {person: Counter() for person in truth}
    for person, fell in before.lab.execute(drops).fetchall():
        if fell > 0:
            votes[person][float(weights[np.abs(weights - float(fell)).argmin()])] += 1
    right = sum(bool(vote) and vote.most_common(1)[0][0] == float(truth[person]) for person, vote in votes.items())
    return 100 * right / len(truth)
