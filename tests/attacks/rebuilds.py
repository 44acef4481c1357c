"""9 Rebuild differencing: what changed between two builds is where the withdrawn person was."""

from dataclasses import dataclass

from tests.attacks.outcome import Outcome, at_most
from tests.attacks.withdrawal import Before, first_published
from tests.attacks.world import World

WITHDRAWN = (10, 50, 200)
DRAWS = 3  # groups of each size
CHANGED = {  # what a reader of both builds takes for a trace, best first
    "defended": (
        """SELECT date, place_id FROM before FULL JOIN after USING (date, place_id)
           WHERE before.people IS DISTINCT FROM after.people""",
        """SELECT date, place_id FROM before LEFT JOIN after USING (date, place_id)
           WHERE before.people > coalesce(after.people, 0)""",
    ),
    "undefended": (
        """SELECT date, place_id FROM plain.footfall_daily AS b LEFT JOIN bare_after AS a USING (date, place_id)
           WHERE b.n IS DISTINCT FROM a.people""",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """Place-days: changed ones, all published ones; and those of withdrawn people among both, one person at a time."""

    changed: float
    published: float
    hits: float
    present: float

    @property
    def lift(self) -> float:
        """How much likelier a changed place-day is one of the target's than any published one."""
        return self.hits / self.changed / self.base if self.hits else 0.0

    @property
    def base(self) -> float:
        """The share of the published place-days on which the target was there."""
        return self.present / self.published


def one_person(world: World) -> Outcome:
    """The bar: one person withdrawn, over several people."""
    people = 12 if world.thorough else 4
    before = first_published(world)
    found = [_withdrawn(before, 1, seed) for seed in range(people)]
    bare, *ours = _by_way(found)
    return Outcome(
        "9 rebuild, one withdrawn",
        f"precision of finding the place-days / base rate ({ours[0].base:.1%}; {people} people)",
        bare.lift, max(way.lift for way in ours), at_most(2.0),
    )  # fmt: skip


def many_people(world: World) -> Outcome:
    """Groups withdrawn together, each person looked for alone."""
    before = first_published(world)
    counts = WITHDRAWN if world.thorough else WITHDRAWN[:1]
    found = [_by_way([_withdrawn(before, count, count + draw) for draw in range(DRAWS)]) for count in counts]
    return Outcome(
        "9 rebuild, 10 to 200 withdrawn",
        "precision / base rate, worst number of people",
        max(kinds[0].lift for kinds in found), max(way.lift for kinds in found for way in kinds[1:]), at_most(2.0),
    )  # fmt: skip


def _withdrawn(before: Before, count: int, seed: int) -> tuple[Found, ...]:
    """Undefended first, then each way to read the protected builds."""
    before.withdraw(before.regulars(count, seed))
    ways = [("plain.footfall_daily", way) for way in CHANGED["undefended"]] + [
        ("before", way) for way in CHANGED["defended"]
    ]
    return tuple(_found(before, published, way) for published, way in ways)


def _found(before: Before, published: str, changed: str) -> Found:
    """Figures a person: every withdrawn person has the same changed cells to be found in."""
    (figures,) = before.lab.execute(f"""
        WITH changed AS ({changed}), theirs AS (SELECT * FROM plain.part_footfall_daily SEMI JOIN gone USING (person))
        SELECT people * (SELECT count(*) FROM changed), people * (SELECT count(*) FROM {published}),
            (SELECT count(*) FROM theirs SEMI JOIN changed USING (date, place_id)),
            (SELECT count(*) FROM theirs SEMI JOIN {published} USING (date, place_id))
        FROM (SELECT count(*) AS people FROM gone)""").fetchall()
    return Found(*map(float, figures))


def _by_way(found: list[tuple[Found, ...]]) -> list[Found]:
    """All rounds as one, for each way to look."""
    return [_pooled(list(way)) for way in zip(*found, strict=True)]


def _pooled(found: list[Found]) -> Found:
    return Found(*(sum(getattr(f, name) for f in found) for name in ("changed", "published", "hits", "present")))
