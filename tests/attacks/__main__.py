"""`python -m tests.attacks`: all attacks on the demo panel, and what they come to; `--help` for another panel.

Exit code 0 if every attack works on the undefended build and meets its mark on the defended one, and every figure of
utility meets its own; else 1. On a panel that is given an attack may find nothing to attack.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.attacks.outcome import Outcome
from tests.attacks.panel import demo_inputs, plant
from tests.attacks.suite import ATTACKS, play
from tests.attacks.utility import Usefulness, usefulness
from tests.attacks.world import open_world
from warehouse.inputs import Inputs

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def main() -> int:
    given = _arguments()
    demo = given.visits is None
    with tempfile.TemporaryDirectory(prefix="attacks-") as scratch:
        folder = Path(scratch)
        with open_world(_inputs(given, folder), folder, thorough=not given.quick) as world:
            outcomes = []
            for attack in ATTACKS:
                outcomes += [_told(outcome) for outcome in play(attack, world)]
            useful = usefulness(world, demo=demo)
    _show(outcomes, useful)
    if given.json:
        given.json.write_text(_as_json(outcomes, useful), "utf-8")
    missed = [o.attack for o in outcomes if not o.passed or (demo and not o.leak_shown)]
    missed += [u.what for u in useful if not u.passed]
    print("all marks are met" if not missed else f"missed: {'; '.join(missed)}")
    return 1 if missed else 0


def _inputs(given: argparse.Namespace, folder: Path) -> Inputs:
    """The panel that is given, or the demo panel with what no demo has."""
    if given.visits:
        return Inputs(given.visits, given.customers, given.places, given.objections, given.trips)
    return plant(demo_inputs(folder / "inputs", given.people, given.first, given.last), folder / "planted")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.attacks", description="Attacks on a warehouse, through its gate."
    )
    parser.add_argument("--people", type=int, default=60_000, help="size of the synthetic panel (60000)")
    parser.add_argument("--first", type=date.fromisoformat, default=FIRST, help="its first day (2026-01-01)")
    parser.add_argument("--last", type=date.fromisoformat, default=LAST, help="its last day (2026-06-30)")
    for name in ("visits", "customers", "places", "trips", "objections"):
        parser.add_argument(f"--{name}", type=Path, help="of another panel, as in footfall build")
    parser.add_argument("--quick", action="store_true", help="fewer rounds of the attacks that repeat")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    given = parser.parse_args()
    if given.visits and not (given.customers and given.places):
        parser.error("--visits needs --customers and --places")
    return given


def _show(outcomes: list[Outcome], useful: list[Usefulness]) -> None:
    risk = Table("attack", "measured", "undefended", "defended", "pass mark", "verdict", title="Risk")
    for o in outcomes:
        risk.add_row(o.attack, o.metric, _figure(o.undefended), _figure(o.defended), str(o.pass_mark), _verdict(o))
    worth = Table("figure", "measured", "caps, noise and rounding alone", "mark", "verdict", title="Utility")
    for u in useful:
        verdict = "" if u.mark is None else "met" if u.passed else "MISSED"
        worth.add_row(u.what, _figure(u.figure), _figure(u.unavoidable), str(u.mark or ""), verdict)
    console = Console(width=None if sys.stdout.isatty() else 170)
    console.print(risk)
    console.print(worth)


def _told(o: Outcome) -> Outcome:
    """Says an outcome as soon as it is there."""
    line = f"{o.attack}: {_figure(o.undefended)} -> {_figure(o.defended)} ({o.pass_mark}) {_verdict(o)}"
    print(line, file=sys.stderr)
    return o


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def _verdict(outcome: Outcome) -> str:
    if outcome.defended is None:
        return "nothing to attack"
    leak = "" if outcome.leak_shown else ", leak not shown"
    return ("passed" if outcome.passed else "FAILED") + leak


def _as_json(outcomes: list[Outcome], useful: list[Usefulness]) -> str:
    risk = [
        {**asdict(o), "pass_mark": str(o.pass_mark), "passed": o.passed, "leak_shown": o.leak_shown} for o in outcomes
    ]
    return json.dumps({"risk": risk, "utility": [{**asdict(u), "mark": str(u.mark or "")} for u in useful]}, indent=2)


if __name__ == "__main__":
    sys.exit(main())
