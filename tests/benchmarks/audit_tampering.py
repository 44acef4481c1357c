"""Random single changes to an anchored log, each of which verify must find and name by its first wrong record.

python -m tests.benchmarks.audit_tampering [--changes 200] [--seed N]
"""

import argparse
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from guardrails.audit import AuditLog, Broken, Entry
from guardrails.audit.anchor import anchor
from guardrails.verdict import Asker

RECORDS = 120
Change = Callable[[Path, random.Random], int]
"""Changes the file and returns the number of the first record that is then wrong."""


def flip_in_field(path: Path, chance: random.Random) -> int:
    """One bit of one field of one record, through SQL."""
    seq, column = chance.randint(1, RECORDS), chance.choice(("prev", "hash", "body"))
    with _opened(path) as db:
        text = db.execute(f"select {column} from log where seq = ?", (seq,)).fetchone()[0].encode()
        changed = _flipped(text, chance)
        db.execute(f"update log set {column} = cast(? as text) where seq = ?", (changed, seq))
    return seq


def flip_in_number(path: Path, chance: random.Random) -> int:
    """One bit of a record's number."""
    seq = chance.randint(1, RECORDS)
    with _opened(path) as db:
        taken = {row[0] for row in db.execute("select seq from log")}
        changed = next(n for n in iter(lambda: seq ^ (1 << chance.randrange(16)), None) if n not in taken)
        db.execute("update log set seq = ? where seq = ?", (changed, seq))
    return min(seq, changed) if changed > 0 else 1


def flip_in_file(path: Path, chance: random.Random) -> int:
    """One bit of a record's text in the raw file."""
    seq = chance.randint(1, RECORDS)
    with _opened(path) as db:
        body = db.execute("select body from log where seq = ?", (seq,)).fetchone()[0].encode()
    raw = bytearray(path.read_bytes())
    at = raw.index(body) + chance.randrange(len(body))
    raw[at] ^= 1 << chance.randrange(8)
    path.write_bytes(raw)
    return seq


def remove(path: Path, chance: random.Random) -> int:
    """One record is gone."""
    seq = chance.randint(1, RECORDS)
    with _opened(path) as db:
        db.execute("delete from log where seq = ?", (seq,))
    return seq


def swap(path: Path, chance: random.Random) -> int:
    """Two records change places, with or without the hashes."""
    one, other = sorted(chance.sample(range(1, RECORDS + 1), 2))
    with _opened(path) as db:
        if chance.random() < 0.5:
            db.execute(
                "update log set seq = case seq when ? then -2 else -1 end where seq in (?, ?)", (one, one, other)
            )
            db.execute("update log set seq = case seq when -1 then ? else ? end where seq < 0", (one, other))
        else:
            bodies = dict(db.execute("select seq, body from log where seq in (?, ?)", (one, other)))
            db.execute("update log set body = ? where seq = ?", (bodies[other], one))
            db.execute("update log set body = ? where seq = ?", (bodies[one], other))
    return one


def copy(path: Path, chance: random.Random) -> int:
    """A record's content over another one, or as one more in between."""
    source, target = chance.sample(range(1, RECORDS + 1), 2)
    with _opened(path) as db:
        body = db.execute("select body from log where seq = ?", (source,)).fetchone()[0]
        if chance.random() < 0.5:
            db.execute("update log set body = ? where seq = ?", (body, target))
        else:
            db.execute("update log set seq = -seq where seq >= ?", (target,))
            db.execute("update log set seq = 1 - seq where seq < 0")
            db.execute("insert into log values (?, 'copy', 'copy', ?)", (target, body))
    return target


def cut(path: Path, chance: random.Random) -> int:
    """The tail is gone."""
    seq = chance.randint(1, RECORDS)
    with _opened(path) as db:
        db.execute("delete from log where seq >= ?", (seq,))
    return seq


CHANGES: tuple[Change, ...] = (flip_in_field, flip_in_number, flip_in_file, remove, swap, copy, cut)


def anchored_log(path: Path) -> None:
    """A log of questions, all its pages in one file, and an anchor over its last record."""
    log = AuditLog.open(path)
    for n in range(RECORDS):
        log.append(Entry("asked", "declined", Asker(), question=f"Frage {n} nach der Lindenallee"))
    anchor(log)
    log.store.query("pragma wal_checkpoint(truncate)")
    log.close()


def found(original: Path, change: Change, chance: random.Random) -> tuple[int, int | None]:
    """The first record that is wrong after the change, and the one that verify names."""
    path = original.with_name("changed") / original.name
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir()
    for ending in ("", ".key"):
        shutil.copy(original.with_name(original.name + ending), path.parent)
    expected = change(path, chance)
    log = AuditLog.open(path)
    verdict = log.verify(original.with_name("anchors.jsonl"))
    log.close()
    return expected, verdict.seq if isinstance(verdict, Broken) else None


def missed(folder: Path, changes: int, seed: int) -> list[str]:
    """What verify did not find or named wrongly; prints how many changes of each kind were made."""
    chance, original, wrong = random.Random(seed), folder / "audit.sqlite", list[str]()
    anchored_log(original)
    kept = next((folder / "anchors").iterdir())
    kept.rename(folder / "anchors.jsonl")
    kinds = [CHANGES[n % len(CHANGES)] for n in range(changes)]
    for change in kinds:
        expected, named = found(original, change, chance)
        if named != expected:
            wrong.append(f"{change.__name__}: record {expected}, verify names {named}")
    counted = Counter(change.__name__ for change in kinds)
    print(f"{changes - len(wrong)} of {changes} found with the right first record (seed {seed}): {dict(counted)}")
    return wrong


def _opened(path: Path) -> sqlite3.Connection:
    """The file as somebody would open it who wants no trace: no triggers, no constraints in the way."""
    db = sqlite3.connect(path)
    db.execute("drop trigger no_update")
    db.execute("drop trigger no_delete")
    return db


def _flipped(text: bytes, chance: random.Random) -> bytes:
    """One bit flipped, in a way that stays text: SQL stores no other."""
    while True:
        changed = bytearray(text)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(7)
        if b"\0" not in changed:
            return bytes(changed)


def main() -> None:
    """Exit code 1 if a change was missed."""
    options = argparse.ArgumentParser()
    options.add_argument("--changes", type=int, default=200)
    options.add_argument("--seed", type=int, default=7)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ["FOOTFALL_HOME"] = name
        wrong = missed(Path(name), given.changes, given.seed)
    print("\n".join(wrong))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
