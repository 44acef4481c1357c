"""Open-ended input for the gate: `python -m tests.benchmarks.fuzz --statements 100000`.

Words of SQL in any order, cases with words put in, swapped and cut, cases within cases, and raw bytes. Group sizes of
the warehouse are unmistakable numbers; each statement that is cleared runs. Ends with status 1 on a crash, a hang or a
leak.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb
import yaml

from guardrails.review import review
from guardrails.verdict import Cleared
from tests.guardrails import small_warehouse
from tests.guardrails.statements import QUERIES, SHAPES, allowed, refused, unordered
from warehouse.catalog import catalogue
from warehouse.engine import Engine, EngineLimits, Rows, Stopped

WORDS: list[str] = yaml.safe_load((Path(__file__).parents[1] / "cases" / "sql_words.yaml").read_text("utf-8"))
CASES = [*allowed(), *unordered(), *(sql for _, sql in refused())]
MARK = 7_654_321_000
SECONDS = 2.0
SLOWEST = 2 * SECONDS + 1  # planned and run, each within its limit


def marked_warehouse(path: Path) -> Path:
    """A warehouse whose group sizes begin with digits that stand in no other figure."""
    small_warehouse.write(path)
    with duckdb.connect(str(path)) as db:
        for name, table in catalogue().tables.items():
            if table.kind == "fact":
                db.execute(f"ALTER TABLE {name} ALTER group_size TYPE BIGINT")
                db.execute(f"UPDATE {name} SET group_size = group_size + {MARK} WHERE group_size >= 20")
    return path


def statement(chance: random.Random) -> str:
    """One text: bytes, words, or a case that was changed."""
    kind = chance.random()
    if kind < 0.2:
        return chance.randbytes(chance.randint(0, 200)).decode(chance.choice(("utf-8", "latin-1")), "surrogateescape")
    if kind < 0.4:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 25)))
    if kind < 0.5:
        return chance.choice(SHAPES).format(one=chance.choice(QUERIES), other=chance.choice(QUERIES))
    parts = chance.choice(CASES).split(" ")
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(parts))
        piece = chance.choice((chance.choice(WORDS), chance.choice(chance.choice(CASES).split(" ")), ""))
        parts[place : place + chance.randint(0, 2)] = [piece]
    return " ".join(parts)


def outcome(sql: str, engine: Engine) -> str:
    """What became of the text; 'leak' if a group size is in the result."""
    verdict = review(sql, "analyst", engine)
    if not isinstance(verdict, Cleared):
        return "refused"
    result = engine.run(verdict.sql_run)
    if isinstance(result, Rows):
        shown = " ".join(str(value) for row in result.rows for value in row)
        return "leak" if str(MARK)[:7] in shown else "answered"
    return "stopped" if isinstance(result, Stopped) else "faulted"


def fuzz(statements: int, seed: int, engine: Engine) -> bool:
    """Run them all, print what became of them; True if nothing bad happened."""
    chance, found, slowest = random.Random(seed), Counter[str](), 0.0
    for number in range(statements):
        sql, started = statement(chance), time.monotonic()
        try:
            found[end := outcome(sql, engine)] += 1
        except Exception as error:
            found[end := "crash"] += 1
            print(f"{number}: {type(error).__name__}")
        took = time.monotonic() - started
        slowest = max(slowest, took)
        if took > SLOWEST:
            found[end := "hang"] += 1
        if end in ("leak", "crash", "hang"):
            print(f"{number}: {end}, {took:.1f} s: {sql!r}")
    print(f"{statements} statements: {dict(found)}; the slowest took {slowest:.2f} s")
    return not any(found[bad] for bad in ("leak", "crash", "hang"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine.open(marked_warehouse(Path(folder) / "marked.duckdb"), EngineLimits(seconds=SECONDS))
        good = fuzz(options.statements, options.seed, engine)
        engine.close()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
