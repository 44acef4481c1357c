"""What an attack is played on: one panel, its protected and its undefended warehouse, the truth, and rebuilds."""

import csv
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import duckdb

from tests.attacks.asker import Asker
from tests.attacks.layout import TABLES, Layout
from tests.attacks.truth import count_truth
from tests.attacks.undefended import Bare, write_undefended
from warehouse.build import BuildReport, build
from warehouse.inputs import Inputs

Side = Literal["defended", "undefended"]
FOUR_WEEKS = 27  # days after the first


@dataclass(eq=False)
class World:
    """Opened by `open_world`. `lab` holds the truth (schemas capped, plain) and, on demand, what askers see."""

    folder: Path
    inputs: Inputs
    files: dict[Side, Path]
    lab: duckdb.DuckDBPyConnection
    days: tuple[date, date]
    thorough: bool
    closing: ExitStack = field(default_factory=ExitStack)
    _askers: dict[tuple[Side, str], Asker] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def asker(self, side: Side, role: str) -> Asker:
        """A user in a role, before the protected or the undefended warehouse; both through the gate."""
        if (side, role) not in self._askers:
            self._askers[side, role] = Asker.open(self.files[side], role, self.folder / f"{side}.audit")
        return self._askers[side, role]

    def truth(self, side: Side) -> str:
        """The schema of the cells a side is made of."""
        return "capped" if side == "defended" else "plain"

    def seen(self, side: Side, role: str, table: str) -> str:
        """A table of the lab with all a role sees of `table`: keys, and measures in observed people."""
        name = f"seen_{side}_{role}_{table}"
        if name not in self._seen:
            load(self.lab, name, TABLES[table], self.asker(side, role).copy(TABLES[table]), side == "defended")
            self._seen.add(name)
        return name

    def column(self, sql: str) -> list[float]:
        """The first column of a query on the lab."""
        return [float(row[0]) for row in self.lab.execute(sql).fetchall() if row[0] is not None]

    def number(self, sql: str) -> float:
        """The one figure of a query on the lab; 0 if it is null."""
        return next(iter(self.column(sql)), 0.0)

    @contextmanager
    def bare(self) -> Iterator[Bare]:
        """The undefended warehouse without the gate."""
        target = Bare(Path(shutil.copy(self.files["undefended"], self.folder / "bare.duckdb")))
        try:
            yield target
        finally:
            target.close()

    def busiest_weeks(self) -> tuple[date, date]:
        """The four weeks with the most visits, from a Monday to a Sunday."""
        ((monday,),) = self.lab.execute(f"""
            WITH daily AS (SELECT day, count(*) AS visits FROM capped.visit GROUP BY day)
            SELECT m.day FROM daily AS m JOIN daily AS d ON d.day BETWEEN m.day AND m.day + {FOUR_WEEKS}
            WHERE isodow(m.day) = 1 GROUP BY m.day ORDER BY sum(d.visits) DESC, m.day LIMIT 1""").fetchall()
        return monday, monday + timedelta(days=FOUR_WEEKS)

    def scratch(self, name: str) -> Path:
        """An empty folder."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def close(self) -> None:
        self.closing.close()
        for asker in self._askers.values():
            asker.close()
        self.lab.close()


@contextmanager
def open_world(inputs: Inputs, folder: Path, *, thorough: bool = True) -> Iterator[World]:
    """Builds both warehouses of a panel; `thorough` plays more rounds of the attacks that repeat."""
    folder.mkdir(parents=True, exist_ok=True)
    lab = count_truth(inputs)
    files: dict[Side, Path] = {
        "defended": rebuild(inputs, folder / "defended.duckdb"),
        "undefended": write_undefended(lab, folder / "undefended.duckdb"),
    }
    read_factors(lab, files["defended"])
    days = lab.execute("SELECT min(day), max(day) FROM seen_day").fetchall()[0]
    world = World(folder, inputs, files, lab, (days[0], days[1]), thorough)
    try:
        yield world
    finally:
        world.close()


def rebuild(inputs: Inputs, out: Path, policy: Path | None = None) -> Path:
    """A protected warehouse with a fresh secret, in a folder of its own: no ledger binds it to an older one."""
    out = Path(tempfile.mkdtemp(dir=out.parent)) / out.name
    report = build(inputs, out, secret=secrets.token_bytes(32), policy=policy, allow_rejects=True, binding=False)
    if not isinstance(report, BuildReport):
        raise SystemExit(report.message.en)
    return out


def read_factors(lab: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """The published factors: everybody may know them, so the attacker does."""
    copy = shutil.copy(warehouse, warehouse.with_suffix(".factors"))
    lab.execute(f"ATTACH '{copy}' AS published (READ_ONLY)")
    lab.execute("CREATE OR REPLACE TABLE factor AS FROM published.build.factors; DETACH published")


def load(
    con: duckdb.DuckDBPyConnection, name: str, layout: Layout, rows: list[tuple[object, ...]], scaled: bool
) -> None:
    """Rows a user has copied as a table of the lab; scaled ones are brought back to observed people."""
    types = ", ".join(f"'{c}': '{_type(layout, c)}'" for c in layout.columns)
    factor, join = _factor(layout) if scaled else ("1", "")
    measures = ", ".join(f"round(t.{m} / {factor})::BIGINT AS {kind}" for kind, m in layout.measures.items())
    keys = ", ".join(f"t.{key}" for key in layout.keys)
    released = ", ".join(f"t.{m} AS released_{kind}" for kind, m in layout.measures.items())
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
        file.flush()
        con.execute(f"""
            CREATE OR REPLACE TABLE {name} AS SELECT {keys}, {measures}, {released}, {factor} AS factor
            FROM read_csv('{file.name}', header = false, auto_detect = false, columns = {{{types}}}) AS t {join}""")


def _type(layout: Layout, column: str) -> str:
    if column in layout.measures.values() or column == "hour":
        return "BIGINT"
    return "DATE" if column in ("date", "week", "month") else "VARCHAR"


def _factor(layout: Layout) -> tuple[str, str]:
    """SQL of a row's published factor, and the join that finds it."""
    time = layout.keys[0]
    if "age_band" in layout.keys:
        return (
            "f.factor",
            """JOIN place USING (place_id) JOIN factor AS f ON f.applies_to = 'demographics'
            AND f.country = place.country AND f.year = year(t.date)
            AND f.age_band = t.age_band AND f.gender = t.gender""",
        )
    if len(layout.places) == 1:
        return (
            "f.factor",
            f"""JOIN factor AS f ON f.applies_to = 'place' AND f.place_id = t.place_id
            AND f.month = date_trunc('month', t.{time})""",
        )
    one, two = layout.places
    return (
        "(round(500 * (fa.factor + fb.factor)) / 1000)",
        f"""
        JOIN place AS a ON a.place_id = t.{one}
        JOIN factor AS fa ON fa.applies_to = 'country' AND fa.country = a.country
        JOIN place AS b ON b.place_id = t.{two}
        JOIN factor AS fb ON fb.applies_to = 'country' AND fb.country = b.country""",
    )
