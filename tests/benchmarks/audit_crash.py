"""Writers of one log killed at random moments: every record they were given an id for is there, and the chain is whole.

python -m tests.benchmarks.audit_crash [--kills 1000] [--writers 8] [--seed N]
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from guardrails.audit import AuditLog, Broken, Entry
from guardrails.verdict import Asker

LONGEST_LIFE = 0.4
"""Seconds: some are killed while they open the log, some in the middle of their writing."""


@dataclass
class Writer:
    """A process that writes until it is killed, and the end of the pipe on which it says what it was told."""

    pid: int
    said: int


def start(path: Path, number: int) -> Writer:
    """A writer whose records say whose they are and which."""
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return Writer(pid, read)
    os.close(read)
    log, count = AuditLog.open(path), 0
    while True:
        told = log.append(Entry("asked", "help", Asker(), question=f"Schreiber {number} Satz {count}"))
        os.write(write, f"{told} Schreiber {number} Satz {count}\n".encode())
        count += 1


def killed(writer: Writer) -> list[str]:
    """The lines of a writer that is killed now; a line cut short was still an id given."""
    os.kill(writer.pid, signal.SIGKILL)
    os.waitpid(writer.pid, 0)
    with os.fdopen(writer.said, "rb") as said:
        return said.read().decode().splitlines()


def lost(folder: Path, kills: int, writers: int, seed: int) -> list[str]:
    """Records that were acknowledged and are not in the log, and a broken chain; prints the counts."""
    path, chance, told = folder / "audit.sqlite", random.Random(seed), list[str]()
    running, began = [start(path, n) for n in range(writers)], time.monotonic()
    for number in range(writers, writers + kills):
        time.sleep(chance.random() * LONGEST_LIFE / writers)
        chosen = chance.randrange(len(running))
        told += killed(running[chosen])
        running[chosen] = start(path, number)
    for writer in running:
        told += killed(writer)
    log = AuditLog.open(path)
    stored = {row[0]: row[2] for row in log.store.query("select seq, '', body ->> 'question' from log")}
    missing = [line for line in told if not _is_stored(line, stored)]
    verdict = log.verify()
    seconds = time.monotonic() - began
    print(f"{kills + writers} kills of {writers} writers in {seconds:.0f} s (seed {seed}): {len(told)} acknowledged,"
          f" {len(stored)} stored, {len(missing)} lost, chain {type(verdict).__name__}")  # fmt: skip
    return missing + ([verdict.why.en] if isinstance(verdict, Broken) else [])


def _is_stored(line: str, stored: dict[int, str]) -> bool:
    told, question = line.split(" ", 1)
    return stored.get(int(told[1:])) == question


def main() -> None:
    """Exit code 1 if anything was lost."""
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--seed", type=int, default=int(time.time()))
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ["FOOTFALL_HOME"] = name
        wrong = lost(Path(name), given.kills, given.writers, given.seed)
    print("\n".join(wrong))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
