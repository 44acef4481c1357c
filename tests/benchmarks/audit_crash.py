"""Writers of one log killed at random moments: every record they were given an id for is there, and the chain is whole.

python -m tests.benchmarks.audit_crash [--kills 1000] [--writers 8] [--assistants 4] [--life 3] [--seed N]

So many of the writers are whole assistants that answer questions over a small warehouse: whatever they handed out is
recorded as asked and as released, and no process of theirs outlives them.
"""

import argparse
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assistant.service import Assistant
from guardrails.audit import AuditLog, Broken, Entry
from guardrails.verdict import Asker
from tests.assistant.small_warehouse import write_small_warehouse

LONGEST_START = 60.0
"""Seconds until the first line of a writer, on a busy machine."""
Work = Callable[[Path, int], Iterator[str]]
"""What a writer does with the log: a line for each id it was given, `id outcome question`."""


@dataclass
class Writer:
    """A process that writes until it is killed, what it does, and the end of the pipe on which it says what it was
    told."""

    pid: int
    work: Work
    said: int


def records(path: Path, number: int) -> Iterator[str]:
    """A writer of nothing but records, which say whose they are and which."""
    log, count = AuditLog.open(path), 0
    while True:
        question = f"Schreiber {number} Satz {count}"
        yield f"{log.append(Entry('asked', 'help', Asker(), question=question))} help {question}"
        count += 1


def answers(warehouse: Path, path: Path, number: int) -> Iterator[str]:
    """A whole assistant: every question another day, some of them refused."""
    assistant, count = Assistant.open(warehouse, audit=path), 0
    while True:
        asked = "Wo wohnt der Besucher" if count % 7 == 6 else "Wie viele Besuche hatte die Lindenallee"
        answer = assistant.ask(f"{asked} am {(number + count) % 30 + 1}. Juni 2026?")
        yield f"{answer.audit_id} {answer.status} {answer.question}"
        count += 1


def start(work: Work, path: Path, number: int) -> Writer:
    """A writer in a process of its own, leader of its session: whatever it starts can be told by that."""
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return Writer(pid, work, read)
    try:
        os.setsid()
        os.close(read)
        for line in work(path, number):
            os.write(write, f"{line}\n".encode())
    finally:
        os._exit(1)


def killed(writer: Writer) -> list[str]:
    """The lines of a writer that is killed now; a line cut short was still an id given."""
    os.kill(writer.pid, signal.SIGKILL)
    _, status = os.waitpid(writer.pid, 0)
    with os.fdopen(writer.said, "rb") as said:
        lines = said.read().decode().splitlines()
    return lines if os.WIFSIGNALED(status) else [*lines, "- ended by itself"]


def lost(folder: Path, kills: int, writers: int, seed: int, assistants: int = 0, life: float = 0.4) -> list[str]:
    """Records that were acknowledged and are not in the log, a broken chain, processes left; prints the counts.

    `life`: seconds; some are killed while they open the log, some in the middle of their writing.
    """
    path, chance, told = folder / "audit.sqlite", random.Random(seed), list[str]()
    asking = partial(answers, write_small_warehouse(folder / "small.duckdb")) if assistants else records
    works = [asking] * assistants + [records] * (writers - assistants)
    running, began = [start(work, path, n) for n, work in enumerate(works)], time.monotonic()
    sessions = {writer.pid for writer in running}
    for number in range(writers, writers + kills):
        time.sleep(chance.random() * life / writers)
        chosen = chance.randrange(len(running))
        told += killed(running[chosen])
        running[chosen] = start(running[chosen].work, path, number)
        sessions.add(running[chosen].pid)
    for writer in running:
        select.select([writer.said], [], [], LONGEST_START)  # the last ones have all been told something
        told += killed(writer)
    missing, verdict = _missing(path, told)
    answered, orphans = sum(" answered " in line for line in told), _orphans(sessions)
    print(f"{kills + writers} kills of {writers} writers, {assistants} of them assistants, in"
          f" {time.monotonic() - began:.0f} s (seed {seed}): {len(told)} acknowledged, {answered} of them answers with"
          f" figures; {len(missing)} lost, {len(orphans)} processes left, chain {type(verdict).__name__}")  # fmt: skip
    return [*missing, *orphans, *([verdict.why.en] if isinstance(verdict, Broken) else [])]


def _missing(path: Path, told: list[str]) -> tuple[list[str], object]:
    log = AuditLog.open(path)
    stored = {row[0]: row[2] for row in log.store.query("select seq, '', body ->> 'question' from log")}
    released = {record.body["about"] for record in log.of_kind("released")}
    verdict = log.verify()
    log.close()
    return [line for line in told if not _is_stored(line, stored, released)], verdict


def _is_stored(line: str, stored: dict[int, str], released: set[str]) -> bool:
    told, outcome, question = line.split(" ", 2)
    return stored.get(int(told[1:] or 0)) == question and (outcome != "answered" or told in released)


def _orphans(sessions: set[int], patience: float = 5.0) -> list[str]:
    """Processes of ended sessions that are still there after so many seconds."""
    until, found = time.monotonic() + patience, list[str]()
    while (found := list(_of_sessions(sessions))) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def _of_sessions(sessions: set[int]) -> Iterator[str]:
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[3]) in sessions and fields[0] != "Z":
            yield f"process {status.parent.name} of session {fields[3]} is left"


def main() -> None:
    """Exit code 1 if anything was lost."""
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--assistants", type=int, default=4)
    options.add_argument("--life", type=float, default=3)
    options.add_argument("--seed", type=int, default=int(time.time()))
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ["FOOTFALL_HOME"] = name
        wrong = lost(Path(name), given.kills, given.writers, given.seed, given.assistants, given.life)
    print("\n".join(wrong))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
