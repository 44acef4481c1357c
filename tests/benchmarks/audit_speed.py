"""How fast the audit log writes beside bare SQLite commits, and how it reads with a million records.

python -m tests.benchmarks.audit_speed [--seconds 2] [--rounds 7] [--records 1000000] [--folder DIR]

Prints figures and asserts nothing about time except the bar: 25 % of bare commits of the same size in the same run.
"""

import argparse
import multiprocessing
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from guardrails.audit import AuditLog, Entry, Selection
from guardrails.audit.body import canonical, fields_of
from guardrails.audit.chain import START, chain
from guardrails.audit.index import Index
from guardrails.audit.review import states
from guardrails.verdict import Asker, Finding
from warehouse.catalog import Label

WRITERS, BAR = 8, 0.25
AUDITOR = Asker("auditor", "benchmark")
SQL = (
    "SELECT date, SUM(visits) AS visits FROM footfall_daily JOIN places USING (place_id) "
    "WHERE place = 'Lindenallee' AND date BETWEEN '2026-05-01' AND '2026-05-31' GROUP BY date ORDER BY date"
)


def entry(number: int) -> Entry:
    """Every tenth one is refused, by one of twenty rules."""
    refused, role = number % 10 == 0, ("analyst", "sales", "marketer")[number % 3]
    sql = f"{SQL} LIMIT {number + 1}"  # no two alike: what is remembered of a text would flatter
    rule = Finding(f"K{number // 10 % 20:02d}", Label(de="geschützt", en="protected"))
    return Entry(
        "asked", "refused" if refused else "cleared", Asker(role, f"u{number % 50}", f"Kunde {number % 30}"),
        question=f"Wie viele Besuche hatte die Lindenallee an Tag {number}?", language="de",
        sql=sql, sql_run=f"{sql} OFFSET 0",
        findings=(rule,) if refused else (), threshold=20, timings_ms={"gate": 3.2}, author="reader",
        versions={"build": "b1", "policy": "p1"},
    )  # fmt: skip


def append_until(path: Path, end: float, counts: "multiprocessing.Queue[tuple[int, float]]") -> None:
    """Writer of the audit log."""
    log, done, slowest = AuditLog.open(path), 0, 0.0
    while (now := time.monotonic()) < end:
        log.append(entry(done))
        done, slowest = done + 1, max(slowest, time.monotonic() - now)
    counts.put((done, slowest))


def commit_until(path: Path, end: float, counts: "multiprocessing.Queue[tuple[int, float]]") -> None:
    """Writer of bare commits: one text of the same size a transaction, in the same mode of SQLite."""
    db, done, slowest = sqlite3.connect(path, timeout=60, isolation_level=None), 0, 0.0
    db.execute("pragma synchronous = full")
    body = stored(1)
    while (now := time.monotonic()) < end:
        db.execute("begin immediate")
        db.execute("insert into bare (body) values (?)", (body,))
        db.execute("commit")
        done, slowest = done + 1, max(slowest, time.monotonic() - now)
    counts.put((done, slowest))


def stored(number: int, when: str = "2026-01-01T00:00:00.000+00:00") -> str:
    """The body under which an entry is stored."""
    return canonical(
        {**fields_of(entry(number), lambda user: f"{hash(user) % 16**16:016x}", frozenset()), "time": when}
    )


def per_second(write: Callable[..., None], path: Path, seconds: float) -> float:
    """Writes a second of all writers together; prints the slowest single one."""
    counts: multiprocessing.Queue[tuple[int, float]] = multiprocessing.Queue()
    end = time.monotonic() + seconds + 0.5
    running = [multiprocessing.Process(target=write, args=(path, end, counts)) for _ in range(WRITERS)]
    for process in running:
        process.start()
    found = [counts.get() for _ in running]
    for process in running:
        process.join()
    rate = sum(done for done, _ in found) / (seconds + 0.5)
    print(f"  {write.__name__}: {rate:.0f} a second, slowest {max(slowest for _, slowest in found):.2f} s")
    return rate


def appends(folder: Path, seconds: float, rounds: int) -> float:
    """The median share of bare commits that appends reach, rounds taken in turn."""
    shares = []
    for turn in range(rounds):
        bare = folder / f"bare{turn}.sqlite"
        with sqlite3.connect(bare) as db:
            db.execute("pragma journal_mode = wal")
            db.execute("create table bare (id integer primary key, body text)")
        AuditLog.open(folder / f"audit{turn}.sqlite").close()
        commits = per_second(commit_until, bare, seconds)
        shares.append(per_second(append_until, folder / f"audit{turn}.sqlite", seconds) / commits)
    print(f"appends by {WRITERS} writers: {statistics.median(shares):.0%} of bare commits ({len(stored(1))} bytes)")
    return statistics.median(shares)


def fill(path: Path, records: int) -> None:
    """A log of so many records over 180 days, written at once."""
    AuditLog.open(path).close()
    start, step = datetime(2026, 1, 1, tzinfo=UTC), timedelta(days=180) / records
    with sqlite3.connect(path) as db:
        db.execute("pragma synchronous = off")
        prev, began = START, time.perf_counter()
        parts = stored(0, "@TIME@").replace(" Tag 0?", " Tag @N@?")
        templates = {n: stored(n, "@TIME@").replace(f" Tag {n}?", " Tag @N@?") for n in range(600)}
        assert parts == templates[0]
        for seq in range(1, records + 1):
            when = (start + seq * step).isoformat(timespec="milliseconds")
            body = templates[seq % 600].replace("@TIME@", when).replace("@N@", str(seq))
            head = chain(seq, prev, body)
            db.execute("insert into log values (?, ?, ?, ?)", (seq, prev, head, body))
            prev = head
    print(f"filled {records:,} records in {time.perf_counter() - began:.0f} s, {path.stat().st_size / 1e6:.0f} MB")


FILTERS = {
    "newest 50": Selection(limit=50),
    "refused": Selection(status="refused", limit=50),
    "no such status": Selection(status="failed", limit=50),
    "one rule": Selection(rule="K07", limit=50),
    "no such rule": Selection(rule="Z99", limit=50),
    "one user": Selection(user="u7", limit=50),
    "one role": Selection(role="sales", limit=50),
    "one day": Selection(since=date(2026, 3, 1), until=date(2026, 3, 1), limit=50),
    "half the time": Selection(since=date(2026, 1, 10), until=date(2026, 4, 10), limit=50),
    "refused by a rule in a week": Selection(
        status="refused", rule="K13", since=date(2026, 2, 1), until=date(2026, 2, 7), limit=50
    ),
    "frequent text": Selection(text="lindenallee", limit=50),
    "part of a word": Selection(text="denallee", limit=50),
    "no such text": Selection(text="Ostbahnhof", limit=50),
    "frequent text, refused by a rule": Selection(text="lindenallee", rule="K13", limit=50),
    "frequent text, no such status": Selection(text="lindenallee", status="failed", limit=50),
    "one client": Selection(client="Kunde 7", limit=50),
    "page 1000": Selection(limit=50, before="A950000"),
    "rare text": Selection(text="Tag 12345?", limit=50),
    "rare text in a week": Selection(text="Tag 12345?", since=date(2026, 2, 1), until=date(2026, 2, 7), limit=50),
}


def reading(path: Path) -> None:
    """Prints how long it takes to open, filter, append and verify."""

    def timed(name: str, work: Callable[[], object]) -> None:
        took = []
        for _ in range(3):
            began = time.perf_counter()
            work()
            took.append(time.perf_counter() - began)
        print(f"  {name}: first {took[0] * 1000:.1f} ms, median {statistics.median(took) * 1000:.1f} ms")

    timed("open", lambda: AuditLog.open(path).close())
    log = AuditLog.open(path)
    index, began = Index(log.store), time.perf_counter()
    index.refresh()
    size = index.path.stat().st_size / path.stat().st_size
    print(f"  making the index: {time.perf_counter() - began:.0f} s, {size:.0%} of the log's size")
    timed("counts of 30 days", lambda: index.days("2026-05-01", "2026-05-30"))
    timed("counts of all days", lambda: index.days("2026-01-01", "2026-12-31"))
    for name, selection in FILTERS.items():
        timed(name, lambda chosen=selection: log.read(chosen, AUDITOR))  # type: ignore[misc]
    timed("append", lambda: log.append(entry(1)))
    timed("review states of 50", lambda: states(log, [f"A{n:06d}" for n in range(1, 51)]))
    began = time.perf_counter()
    print(f"  verify: {type(log.verify()).__name__} in {time.perf_counter() - began:.1f} s")


def main() -> None:
    """Exit code 1 if appends miss their bar."""
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=2)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--records", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        os.environ["FOOTFALL_HOME"] = name
        share = appends(Path(name), given.seconds, given.rounds)
        if given.records:
            fill(Path(name) / "large.sqlite", given.records)
            reading(Path(name) / "large.sqlite")
    sys.exit(share < BAR)


if __name__ == "__main__":
    main()
