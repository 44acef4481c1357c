"""What a build costs beside its heaviest single count: `python -m tests.benchmarks.build --visits 10000000`.

A panel of the size asked for is drawn (warehouse.demo.volume), then built in a process of its own, with all protection
and the proof at the end. Before and after it, in the same run and with as many threads, the plain counts of distinct
people that no build can do without run on the same Parquet file; the slowest of them is the yardstick. Printed: seconds
of each step, the build against the yardstick and against one scan of the file, the largest resident memory, and
microseconds a visit. Bar: 8 x the heaviest count at 10 million visits. `--json FILE` writes the same figures (`-`: and
no table).
"""

import argparse
import json
import multiprocessing
import resource
import statistics
import tempfile
import time
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from warehouse.build import BuildReport, build
from warehouse.catalog import Label
from warehouse.demo.volume import VISITS_A_DAY, Size, make_volume
from warehouse.inputs import Inputs

DAYS = 90
PEOPLE_A_PLACE = 150
BARS = {10_000_000: 8.0, 50_000_000: 11.0}
_CELLS = {
    "hour": "date_trunc('hour', started_at), place_id",
    "day": "started_at::DATE, place_id",
    "week": "date_trunc('week', started_at), place_id",
    "month": "date_trunc('month', started_at), place_id",
}
SCAN = "SELECT max(person_id), max(place_id), max(started_at), max(ended_at) FROM '{}'"
COUNT = "SELECT sum(n) FROM (SELECT count(DISTINCT person_id) AS n FROM '{}' GROUP BY {})"

Figures = dict[str, Any]


def size_for(visits: int) -> Size:
    """A quarter in which about so many visits are made; places grow with people, so that cells stay as full."""
    people = max(2000, round(visits / DAYS / VISITS_A_DAY))
    return Size(people, max(30, people // PEOPLE_A_PLACE), DAYS)


def plain(inputs: Inputs, threads: int) -> dict[str, float]:
    """Seconds of one scan and of each count of distinct people."""
    with duckdb.connect(config={"threads": threads}) as engine:
        statements = {"scan": SCAN.format(inputs.visits)}
        statements |= {name: COUNT.format(inputs.visits, cells) for name, cells in _CELLS.items()}
        return {name: _seconds(engine, sql) for name, sql in statements.items()}


def _seconds(engine: duckdb.DuckDBPyConnection, sql: str) -> float:
    started = time.perf_counter()
    engine.execute(sql).fetchall()
    return time.perf_counter() - started


def built(inputs: Inputs, out: Path, threads: int, memory: str) -> Figures:
    """One build in this process, which does nothing else: seconds of each step and in all, and the peak of memory."""
    steps: list[tuple[str, float]] = []

    def progress(step: Label, done: int, total: int) -> None:
        steps.append((step.en, time.perf_counter()))

    report = build(
        inputs, out, secret=b"of the benchmark", threads=threads, memory=memory, binding=False, progress=progress
    )
    if not isinstance(report, BuildReport):
        raise SystemExit(report.message.en)
    took = {name: after - at for (name, at), (_, after) in pairwise(steps)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": report.seconds, "steps": took, "peak_mb": peak, "file_mb": out.stat().st_size / 2**20}


def measure(visits: int, threads: int, memory: str, folder: Path) -> Figures:
    """Draw, count, build, count again."""
    size, started = size_for(visits), time.perf_counter()
    inputs = make_volume(folder / "inputs", size)
    drawn = time.perf_counter() - started
    before = plain(inputs, threads)
    with multiprocessing.get_context("spawn").Pool(1) as alone:
        figures = alone.apply(built, (inputs, folder / "warehouse.duckdb", threads, memory))
    after = plain(inputs, threads)
    counts = {
        name: statistics.mean(times) for name, *times in zip(before, before.values(), after.values(), strict=True)
    }
    heaviest = max(_CELLS, key=lambda name: counts[name])
    with duckdb.connect() as engine:
        [(rows,)] = engine.execute(f"SELECT count(*) FROM '{inputs.visits}'").fetchall()
    return figures | {
        "visits": rows, "size": asdict(size), "drawn_seconds": drawn, "threads": threads, "memory_limit": memory,
        "plain": counts, "heaviest": heaviest, "of_heaviest": figures["seconds"] / counts[heaviest],
        "of_scan": figures["seconds"] / counts["scan"], "us_a_visit": figures["seconds"] / rows * 1e6,
    }  # fmt: skip


def show(found: Figures) -> None:
    """The figures as a table."""
    size = found["size"]
    print(f"{found['visits']:,} visits, {size['people']:,} people, {size['places']:,} places, {DAYS} days; ", end="")
    print(f"{found['threads']} threads, limit {found['memory_limit']}; drawn in {found['drawn_seconds']:.1f} s")
    for name, seconds in found["plain"].items():
        print(f"  {'one scan' if name == 'scan' else 'distinct people by ' + name:50} {seconds:8.2f} s")
    for name, seconds in found["steps"].items():
        print(f"  {name:50} {seconds:8.2f} s  {seconds / found['seconds']:4.0%}")
    print(
        f"  {'build in all':50} {found['seconds']:8.2f} s = {found['of_heaviest']:.1f} x the heaviest count, ", end=""
    )
    print(f"{found['of_scan']:.0f} x a scan; {found['us_a_visit']:.1f} us a visit")
    print(f"  {'largest resident memory':50} {found['peak_mb']:8.0f} MB; the file {found['file_mb']:.0f} MB")
    bar = next((bar for visits, bar in reversed(BARS.items()) if found["visits"] > 0.9 * visits), None)
    print(f"  bar: {bar} x the heaviest count" if bar else "  (bars are set at 10 and 50 million visits)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", default="2500MB")
    parser.add_argument("--json")
    options = parser.parse_args()
    found = []
    for visits in options.visits:
        with tempfile.TemporaryDirectory() as folder:
            found.append(measure(visits, options.threads, options.memory, Path(folder)))
        if options.json != "-":
            show(found[-1])
    if options.json == "-":
        print(json.dumps(found))
    elif options.json:
        Path(options.json).write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main()
