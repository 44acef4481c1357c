"""The store under the audit log: an append-only SQLite table whose records are chained by SHA-256.

WAL with synchronous FULL: several processes write, others read meanwhile, and an acknowledged record survives a
kill. `unique(prev)` forbids forks of the chain; triggers forbid changes. A bare chain does not show a cut tail or a
full rewrite by someone who owns the file: for that the head hash must also be kept elsewhere.
"""

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from warehouse.catalog import Label

SCHEMA_VERSION = 1
START = "0" * 64
_WAIT_SECONDS = 30.0
_SCHEMA = (
    "create table log"
    "(seq integer primary key, prev text not null unique, hash text not null unique, body text not null)",
    "create trigger no_update before update on log begin select raise(abort, 'append only'); end",
    "create trigger no_delete before delete on log begin select raise(abort, 'append only'); end",
    f"pragma user_version = {SCHEMA_VERSION}",
)
Row = tuple[int, str, str]


class AuditUnavailable(Exception):  # noqa: N818 (a state of the world that the gate answers with a refusal)
    """The log cannot be opened, read or written; then nothing may be run. `message` is for the user."""

    def __init__(self, message: Label) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True)
class Verified:
    """The chain is whole: `count` records, the last one's hash is `head`."""

    count: int
    head: str


@dataclass(frozen=True)
class Broken:
    """The chain is broken, first at record `seq`; `why` says how."""

    seq: int
    why: Label


class Store:
    """The table `log(seq, prev, hash, body)`; safe for several threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        with self._world():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._db = _connect(path)

    def append(self, body: str) -> int:
        """Write one record durably and return its sequence number. Raises AuditUnavailable."""
        with self._lock, self._world(), self._transaction():
            last = self._db.execute("select seq, hash from log order by seq desc limit 1").fetchone() or (0, START)
            seq, prev = last[0] + 1, last[1]
            self._db.execute("insert into log values (?, ?, ?, ?)", (seq, prev, chain(seq, prev, body), body))
        return int(seq)

    def select(self, where: str, parameters: Sequence[object], limit: int) -> tuple[Row, ...]:
        """`(seq, hash, body)` of the newest `limit` records for which the SQL condition `where` holds, newest first."""
        query = f"select seq, hash, body from log where {where} order by seq desc limit ?"
        with self._lock, self._world():
            return tuple(self._db.execute(query, (*parameters, limit)).fetchall())

    def verify(self) -> Verified | Broken:
        """Walk the whole chain; name the first record that was changed, removed, inserted or moved."""
        expected, prev = 1, START
        with self._lock, self._world():
            try:
                for record in self._db.execute("select seq, prev, hash, body from log order by seq"):
                    why = _fault(expected, prev, record)
                    if why:
                        return Broken(expected, why)
                    expected, prev = expected + 1, record[2]
            except sqlite3.DatabaseError:
                return Broken(expected, Label(de="nicht lesbar", en="cannot be read"))
        return Verified(expected - 1, prev)

    def close(self) -> None:
        """Close the file; idempotent."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    @contextmanager
    def _world(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise AuditUnavailable(_unavailable(self.path, error)) from error


def chain(seq: int, prev: str, body: str) -> str:
    """The hash of a record: SHA-256 over its number, the hash before it and its body as stored."""
    return hashlib.sha256(f"{seq}\n{prev}\n{body}".encode()).hexdigest()


def _fault(expected: int, prev: str, record: tuple[object, ...]) -> Label | None:
    seq, stored_prev, stored_hash, body = record
    if seq != expected:
        return Label(de=f"fehlt (es folgt Nummer {seq})", en=f"is missing (number {seq} follows)")
    if stored_prev != prev:
        return Label(de="schließt nicht an den Eintrag davor an", en="does not follow from the record before it")
    if not isinstance(body, str) or stored_hash != chain(expected, prev, body):
        return Label(de="wurde verändert", en="was changed")
    return None


def _connect(path: Path) -> sqlite3.Connection:
    """Open and, for a new file, set up; processes that start together wait for each other."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        db = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            _prepare(db)
            return db
        except sqlite3.OperationalError as error:
            db.close()
            # switching to WAL does not honour the busy timeout
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _prepare(db: sqlite3.Connection) -> None:
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")
    if _version(db) == 0:
        db.execute("begin immediate")
        if _version(db) == 0:
            for statement in _SCHEMA:
                db.execute(statement)
        db.execute("commit")
    if _version(db) > SCHEMA_VERSION:
        raise sqlite3.DatabaseError("written by a newer version of footfall")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("pragma user_version").fetchone()[0])


def _unavailable(path: Path, error: Exception) -> Label:
    return Label(
        de=f"Das Protokoll {path} ist nicht benutzbar ({error}); ohne Protokoll wird nichts ausgeführt. "
        "Bitte Rechte und freien Speicherplatz prüfen oder mit --audit eine andere Datei angeben.",
        en=f"The audit log {path} cannot be used ({error}); without it nothing is run. "
        "Please check its permissions and the free disk space, or name another file with --audit.",
    )
