"""`python -m tests.attacks [--people N] [--panel DIR] [--quick] [--json FILE]`: all attacks, and what they come to.

Exit code 0 if every attack works on the undefended build and meets its mark on the defended one, else 1.
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
from tests.attacks.panel import demo_inputs, inputs_in, plant
from tests.attacks.suite import ATTACKS
from tests.attacks.utility import Usefulness, usefulness
from tests.attacks.world import open_world

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def main() -> int:
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="attacks-") as scratch:
        folder = Path(scratch)
        if given.panel:
            inputs = inputs_in(given.panel)
        else:
            inputs = plant(demo_inputs(folder / "inputs", given.people, given.first, given.last), folder / "planted")
        with open_world(inputs, folder, thorough=not given.quick) as world:
            outcomes = []
            for attack in ATTACKS:
                outcomes.append(attack(world))
                print(_line(outcomes[-1]), file=sys.stderr)
            useful = usefulness(world)
    _show(outcomes, useful)
    if given.json:
        given.json.write_text(_as_json(outcomes, useful), "utf-8")
    shown = given.panel or all(outcome.leak_shown for outcome in outcomes)
    return 0 if shown and all(outcome.passed for outcome in outcomes) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.attacks", description="Attacks on a warehouse, through its gate."
    )
    parser.add_argument("--people", type=int, default=60_000, help="size of the synthetic panel (60000)")
    parser.add_argument("--first", type=date.fromisoformat, default=FIRST, help="its first day (2026-01-01)")
    parser.add_argument("--last", type=date.fromisoformat, default=LAST, help="its last day (2026-06-30)")
    parser.add_argument(
        "--panel", type=Path, help="a folder with visits, customers, places (and trips, objections) instead"
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds of the attacks that repeat")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    return parser.parse_args()


def _show(outcomes: list[Outcome], useful: list[Usefulness]) -> None:
    risk = Table("attack", "measured", "undefended", "defended", "pass mark", "verdict", title="Risk")
    for o in outcomes:
        risk.add_row(o.attack, o.metric, _figure(o.undefended), _figure(o.defended), str(o.pass_mark), _verdict(o))
    worth = Table("figure", "measured", "caps, noise and rounding alone", "mark", title="Utility")
    for u in useful:
        worth.add_row(u.what, _figure(u.figure), _figure(u.unavoidable), str(u.mark or ""))
    console = Console(width=None if sys.stdout.isatty() else 170)
    console.print(risk)
    console.print(worth)


def _line(o: Outcome) -> str:
    return f"{o.attack}: {_figure(o.undefended)} -> {_figure(o.defended)} ({o.pass_mark}) {_verdict(o)}"


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
