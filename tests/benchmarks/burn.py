"""Statements that try to burn time or memory: `python -m tests.benchmarks.burn --statements 500`.

Several greedy askers send them at once, half through the gate and half past it straight to the engine, while a
neighbour asks a plain question again and again. Ends with status 1 if a statement outlives its limit by more than a
second, or the neighbour is not answered.
"""

import argparse
import random
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from guardrails.review import review
from guardrails.verdict import Cleared
from tests.guardrails import small_warehouse
from warehouse.engine import Engine, EngineLimits, Rows

ASKERS = 4
GATED = (
    "SELECT count(*) FROM calendar a, calendar b, calendar c, calendar d, calendar e",
    "SELECT string_agg(place_id, '') OVER (ORDER BY date, hour) FROM footfall_hourly",
    "SELECT mode(a.visits * r.n) FROM footfall_hourly a, range({rows}) r(n)",
    "SELECT quantile_cont(a.visits * r.n, 0.5) FROM demographics_daily a, range({rows}) r(n)",
    "SELECT a.weekday, b.place, r.n FROM calendar a, places b, range({rows}) r(n) ORDER BY 3, 2, 1",
    "SELECT max(date) FROM generate_series(DATE '2026-01-01', DATE '2026-02-01', INTERVAL 1 microsecond) r(date)",
    "SELECT length(replace(replace(replace('{a}', 'a', '{b}'), 'b', '{a}'), 'a', '{b}')) FROM places, range({rows})",
)
UNGATED = (
    "SELECT len(list_sort(range(0, {rows}000)))",
    "SELECT length(repeat('x', {rows}00000))",
    "SELECT count(*) FROM range({rows}0000) a, range({rows}0000) b WHERE a.range % 7 = b.range % 3",
    "SELECT levenshtein(repeat('ab', {rows}), repeat('ba', {rows}))",
    "WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
)


def burn(number: int, engine: Engine, chance: random.Random) -> tuple[str, float]:
    """What became of one statement, and the seconds it took from the moment it was sent."""
    form = chance.choice(GATED if number % 2 else UNGATED)
    sql = form.format(
        rows=chance.randint(5000, 10_000), a="a" * chance.randint(10, 200), b="b" * chance.randint(10, 200)
    )
    started = time.monotonic()
    asked = engine.on_behalf_of(f"greedy {number % ASKERS // 2}")
    verdict = review(sql, "analyst", asked) if number % 2 else None
    if verdict is not None and not isinstance(verdict, Cleared):
        return "refused", time.monotonic() - started
    started = time.monotonic()
    result = asked.run(sql if verdict is None else verdict.sql_run)
    return type(result).__name__, time.monotonic() - started


def neighbour(engine: Engine, over: threading.Event, waits: list[float], failures: list[object]) -> None:
    """Ask again and again until it is over."""
    while not over.is_set():
        started = time.monotonic()
        result = engine.on_behalf_of("neighbour").run("SELECT count(*) FROM warehouse.main.places")
        waits.append(time.monotonic() - started)
        if not isinstance(result, Rows):
            failures.append(result)
        over.wait(0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=2.0, help="limit of one statement")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = small_warehouse.write(Path(folder) / "small.duckdb")
        engine = Engine.open(file, EngineLimits(seconds=options.seconds, memory_mb=256, workers=6))
        over, waits, failures = threading.Event(), list[float](), list[object]()
        beside = threading.Thread(target=neighbour, args=(engine, over, waits, failures))
        beside.start()
        with ThreadPoolExecutor(ASKERS) as askers:
            found = list(askers.map(lambda n: burn(n, engine, random.Random(n)), range(options.statements)))
        over.set()
        beside.join()
        engine.close()
    slowest = max(seconds for _, seconds in found)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{len(found)} statements: {dict(Counter(kind for kind, _ in found))}")
    print(f"limit {options.seconds:g} s, slowest {slowest:.2f} s; largest worker {megabytes} MB")
    print(f"neighbour: {len(waits)} asked, {len(failures)} not answered, slowest {max(waits):.2f} s")
    sys.exit(0 if slowest <= options.seconds + 1 and not failures else 1)


if __name__ == "__main__":
    main()
