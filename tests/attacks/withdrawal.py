"""Two builds of the same four weeks, some people withdrawn in between: what 9 and 11 are played on."""

import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from tests.attacks.asker import Asker
from tests.attacks.layout import TABLES
from tests.attacks.panel import cut, with_objections
from tests.attacks.truth import count_truth
from tests.attacks.world import World, load, read_factors, rebuild
from warehouse.inputs import Inputs

DAILY = TABLES["footfall_daily"]


@dataclass(frozen=True)
class Before:
    """The four weeks as first published. `lab`: the truth, and the place-days a user sees in table `before`."""

    inputs: Inputs
    folder: Path
    lab: duckdb.DuckDBPyConnection

    def regulars(self, count: int, seed: int) -> tuple[str, ...]:
        """People whose place-days are worth finding: seen on at least twelve."""
        found = self.lab.execute("""SELECT person_id FROM plain.part_footfall_daily JOIN member USING (person)
            GROUP BY person_id HAVING count(*) >= 12 ORDER BY person_id""").fetchall()
        return tuple(random.Random(seed).sample([str(who) for (who,) in found], min(count, len(found))))

    def withdraw(self, people: tuple[str, ...]) -> None:
        """Rebuilds without these people: `after` as a user sees it, `bare_after` unprotected, `gone` who left."""
        inputs = with_objections(self.inputs, people, self.folder / "objected")
        look(self.lab, rebuild(inputs, self.folder / "after.duckdb"), "after", self.folder / "after.audit")
        self.lab.execute(
            "CREATE OR REPLACE TABLE gone AS SELECT person FROM member WHERE list_contains(?, person_id)", [[*people]]
        )
        self.lab.execute("""
            CREATE OR REPLACE TABLE bare_after AS
            SELECT date, place_id, count(*) AS people, sum(weight) AS weight
            FROM plain.part_footfall_daily JOIN member USING (person) ANTI JOIN gone USING (person) GROUP BY ALL""")


@lru_cache(maxsize=1)
def first_published(world: World) -> Before:
    """The busiest four weeks of the panel and their first build; made once, closed with the world."""
    folder = world.scratch("four_weeks")
    inputs = cut(world.inputs, folder, world.busiest_weeks())
    lab = count_truth(inputs)
    world.closing.callback(lab.close)
    look(lab, rebuild(inputs, folder / "before.duckdb"), "before", folder / "before.audit")
    return Before(inputs, folder, lab)


def look(lab: duckdb.DuckDBPyConnection, warehouse: Path, name: str, audit: Path) -> None:
    """The place-days of a warehouse as an analyst sees them, as a table of the lab."""
    read_factors(lab, warehouse)
    asker = Asker.open(warehouse, "analyst", audit)
    try:
        load(lab, name, DAILY, asker.copy(DAILY), scaled=True)
    finally:
        asker.close()
