"""What the gate costs, beside what no gate could do without: `python -m tests.benchmarks.gate`.

The yardstick of every statement, in the same run: sqlglot parse, qualify and generate, and DuckDB's EXPLAIN (FORMAT
json) of the statement that runs, in a plain in-process connection. Execution is timed in a worker and in that
connection. Statements: those of tests/cases/rules/allowed.yaml, or those of
`--statements FILE.jsonl`, lines like `{"sql": [...], "expect": "allow"}`; the warehouse is a small one or
`--warehouse`.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import sqlglot
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from guardrails.review import review
from guardrails.verdict import Cleared, Refused
from tests.guardrails import small_warehouse
from tests.guardrails.statements import allowed
from warehouse.catalog import catalogue
from warehouse.engine import CATALOG, Engine


class Yardstick:
    """The steps no gate can do without, each in a plain form."""

    def __init__(self, warehouse: Path) -> None:
        self._plain = duckdb.connect(":memory:")
        self._plain.execute(f"ATTACH '{warehouse}' AS {CATALOG} (READ_ONLY)")
        self._schema = MappingSchema(dict(catalogue().public_schema()), dialect="duckdb")

    def __call__(self, sql: str, sql_run: str) -> None:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
        qualified = qualify(
            tree, dialect="duckdb", schema=self._schema, quote_identifiers=False, identify=False, isolate_tables=False
        )
        qualified.sql(dialect="duckdb", copy=False)
        self._plain.execute(f"EXPLAIN (FORMAT json) {sql_run}").fetchall()

    def run(self, sql_run: str) -> None:
        """Execution in this process."""
        self._plain.execute(sql_run).fetchall()


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def measure(statements: list[str], engine: Engine, yardstick: Yardstick, rounds: int) -> None:
    """Print medians and totals over all rounds, the parts interleaved so that a busy machine disturbs them alike."""
    gate, plain, run, here = [], [], [], []
    verdicts = {sql: review(sql, "analyst", engine) for sql in statements}
    cleared = [(sql, verdict.sql_run) for sql, verdict in verdicts.items() if isinstance(verdict, Cleared)]
    for _ in range(rounds):
        for sql, sql_run in cleared:
            gate.append(timed(lambda sql=sql: review(sql, "analyst", engine)))  # type: ignore[misc]
            plain.append(timed(lambda sql=sql, sql_run=sql_run: yardstick(sql, sql_run)))  # type: ignore[misc]
            run.append(timed(lambda sql_run=sql_run: engine.run(sql_run)))  # type: ignore[misc]
            here.append(timed(lambda sql_run=sql_run: yardstick.run(sql_run)))  # type: ignore[misc]
    print(f"{len(cleared)} of {len(statements)} statements accepted, {rounds} rounds")
    for name, times in (("gate", gate), ("yardstick", plain), ("run, worker", run), ("run, here", here)):
        p99 = statistics.quantiles(times, n=100)[98]
        print(f"  {name:11} median {statistics.median(times):6.2f} ms   p99 {p99:6.2f} ms   sum {sum(times):8.0f} ms")
    print(f"  gate / yardstick: {statistics.median(gate) / statistics.median(plain):.2f} (medians), ", end="")
    print(f"{sum(gate) / sum(plain):.2f} (sums); share of gate + execution: {sum(gate) / (sum(gate) + sum(run)):.0%}")


def measure_long(statements: list[str], engine: Engine, rounds: int) -> None:
    """Print what a refused statement of 200 kB costs beside an accepted one."""
    long = "SELECT place FROM places WHERE place IN (" + ", ".join(f"'{n:06d}'" for n in range(20_000)) + ")"
    if not isinstance(review(long, "analyst", engine), Refused):
        raise SystemExit("the long statement was not refused")
    refused = [timed(lambda: review(long, "analyst", engine)) for _ in range(rounds * 10)]
    accepted = [timed(lambda sql=sql: review(sql, "analyst", engine)) for sql in statements]  # type: ignore[misc]
    print(f"  refused, {len(long) // 1000} kB: median {statistics.median(refused):.2f} ms; ", end="")
    print(f"accepted: median {statistics.median(accepted):.2f} ms, least {min(accepted):.2f} ms")


def given(file: Path | None) -> list[str]:
    """The statements to measure."""
    if file is None:
        return allowed()
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [sql for line in lines if line.get("expect") == "allow" for sql in line["sql"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warehouse", type=Path)
    parser.add_argument("--statements", type=Path)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        warehouse = options.warehouse or small_warehouse.write(Path(folder) / "small.duckdb")
        engine, statements = Engine.open(warehouse), given(options.statements)
        measure(statements, engine, Yardstick(warehouse), options.rounds)
        measure_long(statements, engine, options.rounds)
        engine.close()


if __name__ == "__main__":
    main()
