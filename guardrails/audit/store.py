"""The store under the audit log: an append-only SQLite table of chained records.

WAL with synchronous FULL: several processes write, others read meanwhile, and an acknowledged record survives a
kill. `unique(prev)` forbids forks of the chain; triggers forbid changes.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from guardrails.audit.chain import START, Stored, chain
from guardrails.audit.schema import APPEND_ONLY, altered, prepare
from guardrails.audit.searched import mentions
from guardrails.audit.unavailable import AuditUnavailable
from warehouse.catalog import Label

WAIT_SECONDS = 15.0
_ASK_AGAIN = 0.001
Row = tuple[int, str, str]


class Store:
    """The table `log(seq, prev, hash, body)`; safe for several threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        with self._world():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._db, self._file = _connect(path), _identity(path)

    def append(self, body_after: Callable[[str], str]) -> int:
        """Write one record durably and return its number.

        `body_after` makes the body, given the time of the last record ("" if there is none): it is called while no
        other process can write. Raises AuditUnavailable.
        """
        with self._lock, self._world(), self._transaction():
            return self._append(body_after)

    def probe(self) -> None:
        """Raise AuditUnavailable where no record could be written now; writes nothing."""
        with self._lock, self._world(), self._transaction():
            pass

    def replace_by(self, ranges: Sequence[tuple[int, int]], body_after: Callable[[str], str]) -> int:
        """Remove the records of these number ranges and append one that says so, in one step; returns its number."""
        with self._lock, self._world():
            self._db.execute("pragma secure_delete = on")  # removed text is overwritten, not only unlinked
            with self._transaction():
                self._db.execute("drop trigger no_delete")
                seq = self._append(body_after)
                for first, last in ranges:
                    self._db.execute("delete from log where seq between ? and ?", (first, last))
                self._db.execute(APPEND_ONLY[1])
            self._db.execute("pragma wal_checkpoint(truncate)")
        return seq

    def select(self, where: str, parameters: Sequence[object], limit: int) -> tuple[Row, ...]:
        """`(seq, hash, body)` of the newest `limit` records for which the SQL condition `where` holds, newest first."""
        return tuple(self.query(f"select seq, hash, body from log where {where} order by seq desc limit ?",
                                (*parameters, limit)))  # fmt: skip

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[int, str, str]]:
        """All rows of a reading statement."""
        with self._lock, self._world():
            return self._db.execute(sql, parameters).fetchall()

    @contextmanager
    def snapshot(self, first: int = 1, last: int | None = None) -> Iterator[Iterator[Stored]]:
        """The records as of now, oldest first, on a connection of their own: others go on writing meanwhile."""
        with self._world(), closing(_connect(self.path)) as db:
            db.execute("pragma query_only = on")
            yield db.execute(
                "select seq, prev, hash, body from log not indexed where seq >= ? and seq <= ? order by seq",
                (first, 2**62 if last is None else last),
            )

    def damage(self, thorough: bool) -> tuple[str, ...]:
        """What beside the records is not as it should be: definitions; if `thorough`, the contents of indexes too."""
        with self._world(), closing(_connect(self.path)) as db:
            found = altered(db)
            checked = db.execute("pragma integrity_check(3)").fetchall() if thorough else []
        return (*found, *(str(row[0]) for row in checked if row[0] != "ok"))

    def close(self) -> None:
        """Close the file; idempotent."""
        self._db.close()

    def _append(self, body_after: Callable[[str], str]) -> int:
        last = self._db.execute("select seq, hash, time from log order by seq desc limit 1").fetchone()
        number, prev, before = last or (0, START, "")
        body = body_after(before or "")
        seq = int(number) + 1
        self._db.execute("insert into log values (?, ?, ?, ?)", (seq, prev, chain(seq, prev, body), body))
        return seq

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if _identity(self.path) != self._file:  # somebody put another file in its place
            self._db.close()
            self._db, self._file = _connect(self.path), _identity(self.path)
        self._begin()
        try:
            yield
            self._db.execute("commit")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("rollback")
            raise

    def _begin(self) -> None:
        """Take the turn to write; asked for often, because SQLite itself lets a writer that waits sleep ever longer."""
        deadline = time.monotonic() + WAIT_SECONDS
        self._db.execute("pragma busy_timeout = 0")
        try:
            while not self._begun(is_last_try=time.monotonic() > deadline):
                time.sleep(_ASK_AGAIN)
        finally:
            self._db.execute(f"pragma busy_timeout = {WAIT_SECONDS * 1000:.0f}")

    def _begun(self, is_last_try: bool) -> bool:
        try:
            self._db.execute("begin immediate")
        except sqlite3.OperationalError as error:
            if is_last_try or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True

    @contextmanager
    def _world(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error, UnicodeDecodeError) as error:  # a damaged file can have damaged messages
            raise AuditUnavailable(_unavailable(self.path, error)) from error


def _identity(path: Path) -> tuple[int, int]:
    """Which file it is, by whatever name."""
    found = path.stat()
    return found.st_dev, found.st_ino


def _connect(path: Path) -> sqlite3.Connection:
    """Open and, for a new or older file, set up; processes that start together wait for each other."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        db = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            prepare(db)
            db.create_function("mentions", 2, mentions, deterministic=True)
            return db
        except sqlite3.OperationalError as error:
            db.close()
            # switching to WAL does not honour the busy timeout
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        except sqlite3.Error:
            db.close()
            raise


def _unavailable(path: Path, error: Exception) -> Label:
    return Label(
        de=f"Das Protokoll {path} ist nicht benutzbar ({error}); ohne Protokoll wird nichts ausgeführt. "
        "Bitte Rechte und freien Speicherplatz prüfen oder mit --audit eine andere Datei angeben.",
        en=f"The audit log {path} cannot be used ({error}); without it nothing is run. "
        "Please check its permissions and the free disk space, or name another file with --audit.",
    )
