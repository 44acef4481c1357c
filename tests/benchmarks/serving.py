"""Answers from 100 M cells, and the execution layer under many clients: `python -m tests.benchmarks.serving`.

First a warehouse of 5,700 invented places, 730 days and 24 hours (three minutes, 550 MB; `--cells FILE` keeps it and
takes it again). Four questions about a place or a city: an answer without its reading beside its statement alone, in a
plain connection to the same file (bar: 3 x raw + 20 ms). Then one statement of 17 to 20 ms, by plain cursors of one
process and by the engine with its worker processes: 8 clients (bar: 80 % of the cursors' throughput), 32 clients (bar:
no error, 95th percentile under 4 x the median), and 4 clients beside two statements that never end (bar: 60 % of their
throughput alone). `--json FILE` writes the same figures.
"""

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from assistant.service import Assistant
from tests.benchmarks.answer import Raw
from tests.benchmarks.cells import make
from warehouse.engine import CATALOG, Engine, EngineLimits, Rows

PLACES, DAYS = 5_700, 730
ASKED = (
    "visits {place} by hour in May 2026",
    "visits {place} by day in March 2026",
    "top 10 days in {city} in 2025 by visits",
    "visits {city} by place in May 2026",
)
HOURLY = f"{CATALOG}.main.footfall_hourly"
RUNAWAY = f"SELECT count(*) FROM {HOURLY} AS a, {HOURLY} AS b WHERE a.visits + b.visits = 7"
AIM_MS = 18.5

Figures = dict[str, Any]
Call = Callable[[], bool]


def answers(warehouse: Path, audit: Path, rounds: int) -> Figures:
    """Median milliseconds of each question without its reading, and of its statement alone."""
    raw, found = Raw(warehouse), {}
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{warehouse}' AS cells (READ_ONLY)")
        place, city = con.execute("SELECT place, city FROM cells.places ORDER BY hash(place_id) LIMIT 1").fetchall()[0]
    assistant = Assistant.open(warehouse, audit=audit)
    for asked in ASKED:
        question = asked.format(place=place, city=city)
        sql = assistant.ask(question).sql
        took = [(_without_reading(assistant, question), raw.milliseconds(sql)) for _ in range(rounds)]
        found[asked] = tuple(statistics.median(column) for column in zip(*took, strict=True))
    assistant.close()
    return {"answers": found}


def _without_reading(assistant: Assistant, question: str) -> float:
    timings = assistant.ask(question).timings_ms
    return timings["total"] - timings["read"]


def layer(warehouse: Path, seconds: float) -> Figures:
    """Statements a second of both ways, and the times of 32 clients."""
    engine = Engine.open(warehouse, EngineLimits(seconds=60))
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{warehouse}' AS {CATALOG} (READ_ONLY)")
        sql, alone = _statement(con)
        by_cursors = crowd(8, seconds, lambda _: _cursor(con, sql))
        by_engine = crowd(8, seconds, lambda n: _client(engine, n, sql))
    many = crowd(32, seconds * 2, lambda n: _client(engine, n, sql))
    few = crowd(4, seconds, lambda n: _client(engine, n, sql))
    with _runaways(engine):
        beside = crowd(4, seconds, lambda n: _client(engine, n, sql))
    engine.close()
    return {
        "statement_ms": alone, "cursors": by_cursors, "engine": by_engine, "engine_32": many, "engine_4": few,
        "engine_4_beside_runaways": beside,
    }  # fmt: skip


def _statement(con: duckdb.DuckDBPyConnection) -> tuple[str, float]:
    """A statement over as many places as take 17 to 20 ms, and what it takes."""
    places, took = 20, 0.0
    for _ in range(12):
        sql = (
            f"SELECT hour, sum(visits) FROM {HOURLY} WHERE place_id IN (SELECT place_id "
            f"FROM {CATALOG}.main.places ORDER BY place_id LIMIT {places}) GROUP BY hour ORDER BY hour"
        )
        took = statistics.median(_milliseconds(con, sql) for _ in range(9))
        if 17 <= took <= 20:
            break
        places = max(1, round(places * AIM_MS / took))
    return sql, took


def _milliseconds(con: duckdb.DuckDBPyConnection, sql: str) -> float:
    started = time.perf_counter()
    con.execute(sql).fetchall()
    return (time.perf_counter() - started) * 1000


def _cursor(con: duckdb.DuckDBPyConnection, sql: str) -> Call:
    cursor = con.cursor()
    return lambda: bool(cursor.execute(sql).fetchall())


def _client(engine: Engine, number: int, sql: str) -> Call:
    own = engine.on_behalf_of(f"client {number}")
    return lambda: isinstance(own.run(sql), Rows)


def crowd(clients: int, seconds: float, client: Callable[[int], Call]) -> Figures:
    """Clients that ask one after the other without a pause: statements a second, median, 95th percentile, errors."""
    times: list[float] = []
    errors: list[int] = []
    until = time.perf_counter() + seconds

    def ask_on(number: int) -> None:
        call = client(number)
        while (started := time.perf_counter()) < until:
            if not call():
                errors.append(number)
            times.append(time.perf_counter() - started)

    threads = [threading.Thread(target=ask_on, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    p95 = statistics.quantiles(times, n=100)[94]
    return {
        "per_second": len(times) / seconds, "p50_ms": statistics.median(times) * 1000, "p95_ms": p95 * 1000,
        "errors": len(errors),
    }  # fmt: skip


@contextmanager
def _runaways(engine: Engine) -> Iterator[None]:
    """Two statements that never end, from two askers, until the engine is closed."""
    for name in ("first", "second"):
        threading.Thread(target=engine.on_behalf_of(name).run, args=(RUNAWAY,), daemon=True).start()
    time.sleep(1)
    yield


def show(found: Figures) -> None:
    """The figures as a table."""
    for asked, (took, raw) in found["answers"].items():
        print(f"  {asked:45} {took:7.1f} ms   raw {raw:6.1f}   bar {raw * 3 + 20:6.1f}")
    cursors, engine, many = found["cursors"], found["engine"], found["engine_32"]
    few, beside = found["engine_4"], found["engine_4_beside_runaways"]
    print(f"  statement alone {found['statement_ms']:.1f} ms")
    share = engine["per_second"] / cursors["per_second"]
    print(
        f"  8 clients: cursors {cursors['per_second']:.0f}/s, engine {engine['per_second']:.0f}/s: {share:.0%} (80 %)"
    )
    spread = many["p95_ms"] / many["p50_ms"]
    print(f"  32 clients: p50 {many['p50_ms']:.0f} ms, p95 {many['p95_ms']:.0f} ms: {spread:.1f} x (4 x), ", end="")
    print(f"{many['errors']} errors (0)")
    left = beside["per_second"] / few["per_second"]
    print(
        f"  4 clients: {few['per_second']:.0f}/s, beside two runaways {beside['per_second']:.0f}/s: {left:.0%} (60 %)"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=Path, help="keep the warehouse here")
    parser.add_argument("--places", type=int, default=PLACES)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        warehouse = options.cells or Path(folder) / "cells.duckdb"
        if not warehouse.exists():
            make(warehouse, options.places, options.days)
        found = answers(warehouse, Path(folder) / "audit.sqlite", options.rounds) | layer(warehouse, options.seconds)
    show(found)
    if options.json:
        options.json.write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main()
