"""An index beside the log: which records hold three letters in a row, and how many a day ended how.

It is no evidence: everything in it is taken from the redacted records, it can be deleted at any time and is then made
anew, and whatever it finds is looked up in the log. Three letters are kept without their order, so that no text can be
read back. Records that retention removed leave it too: after a tombstone it is emptied, overwritten and made anew.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from guardrails.audit.searched import searched
from guardrails.audit.store import Row, Store
from guardrails.audit.unavailable import AuditUnavailable
from warehouse.catalog import Label

GRAM = 3
"""Letters of the pieces that are indexed; shorter texts cannot be looked up."""
_STEP = 5000
_VERSION = 1
_TABLES = (
    "create virtual table pieces using fts5(text, content='', columnsize=0, detail=none, tokenize='trigram')",
    "create table days (day text, kind text, status text, role text, client text, rule text, records integer not null,"
    " primary key (day, kind, status, role, client, rule)) without rowid",
    "create table marked (seq integer primary key)",
    # taken in up to record `seq`, which has this hash; tombstones up to `emptied` are told in what is here
    "create table taken (seq integer not null, hash text not null, emptied integer not null)",
    "insert into taken values (0, '', 0)",
)


class Day(NamedTuple):
    """So many records of a UTC day are alike; with `rule`, so many findings of that rule."""

    day: str
    kind: str
    status: str
    role: str
    client: str
    rule: str
    records: int


class Index:
    """The index of one log, `<log>.index`. Safe for several threads and processes; all raise AuditUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.path = store.path.with_name(store.path.name + ".index")

    def refresh(self) -> None:
        """Take in what the log has gained."""
        with self._opened() as db:
            while _step(db, self._store):
                pass

    def forget_removed(self) -> None:
        """Take in that records were removed, if there is an index; one that cannot be changed is deleted."""
        try:
            if self.path.exists():
                self.refresh()
        except AuditUnavailable:
            self._delete()

    def numbers(self, text: str) -> Iterator[int]:
        """Numbers of the records that may hold a text of three letters or more, newest first, as of now."""
        self.refresh()
        with self._opened() as db:
            found = db.execute("select rowid from pieces where pieces match ? order by rowid desc", (_wanted(text),))
            yield from (int(row[0]) for row in found)

    def days(self, since: str, until: str) -> list[Day]:
        """The counts of these UTC days (YYYY-MM-DD), both included, as of now."""
        self.refresh()
        with self._opened() as db:
            return [Day(*row) for row in db.execute("select * from days where day between ? and ?", (since, until))]

    def marked(self, before: int, limit: int) -> list[int]:
        """Numbers of the newest records below `before` that carry a sequence signal, newest first, as of now."""
        self.refresh()
        with self._opened() as db:
            wanted = "select seq from marked where seq < ? order by seq desc limit ?"
            return [int(row[0]) for row in db.execute(wanted, (before, limit))]

    def differs(self) -> bool:
        """Whether it is not what the records make of it: compared with one that is made anew for this."""
        self.refresh()
        with self._opened() as db, closing(_made(":memory:")) as new:
            while _step(new, self._store):
                pass
            return _content(db) != _content(new)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._made()) as db:
                yield db
        except (sqlite3.Error, OSError) as error:
            raise AuditUnavailable(_unusable(self.path, error)) from error

    def _made(self) -> sqlite3.Connection:
        try:
            return _made(self.path)
        except sqlite3.OperationalError:  # locked, or no room: not the file's fault
            raise
        except sqlite3.DatabaseError:
            self._delete()
            return _made(self.path)

    def _delete(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)


def _made(path: Path | str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=15, isolation_level=None, check_same_thread=False)
    try:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = off")  # lost pages only mean to make it anew
        db.execute("pragma secure_delete = on")
        if db.execute("pragma user_version").fetchone()[0] != _VERSION:
            _set_up(db)
    except sqlite3.Error:
        db.close()
        raise
    if isinstance(path, Path):
        path.chmod(0o600)
    return db


def _set_up(db: sqlite3.Connection) -> None:
    db.execute("begin immediate")
    if db.execute("pragma user_version").fetchone()[0] == 0:  # else another process was first
        for statement in _TABLES:
            db.execute(statement)
        db.execute(f"pragma user_version = {_VERSION}")
    db.execute("commit")


def _step(db: sqlite3.Connection, store: Store) -> bool:
    """Take in the next records; False if there are none."""
    db.execute("begin immediate")
    try:
        seq, head, emptied = db.execute("select seq, hash, emptied from taken").fetchone()
        same = store.query("select seq, hash, '' from log where seq = ? and hash = ?", (seq, head))
        rows = store.query("select seq, hash, body from log where seq > ? order by seq limit ?", (seq, _STEP))
        bodies = [(row, _read(row)) for row in rows]
        removed = any(body.get("kind") == "retention" and row[0] > emptied for row, body in bodies)
        if seq and (removed or not same):
            _empty(db, store)
        else:
            _take(db, bodies)
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise
    return bool(rows) or (not same and seq > 0)


def _take(db: sqlite3.Connection, bodies: Iterable[tuple[Row, Mapping[str, Any]]]) -> None:
    days: Counter[tuple[str, ...]] = Counter()
    last: Row | None = None
    for row, body in bodies:
        last = row
        db.execute("insert into pieces (rowid, text) values (?, ?)", (row[0], _plain(searched(body))))
        days.update(_counted(body))
        if any(body.get("signals", {}).values()):
            db.execute("insert or replace into marked values (?)", (row[0],))
    db.executemany(
        "insert into days values (?, ?, ?, ?, ?, ?, ?) on conflict do update set records = records + excluded.records",
        [(*key, count) for key, count in days.items()],
    )
    if last:
        db.execute("update taken set seq = ?, hash = ?", last[:2])


def _empty(db: sqlite3.Connection, store: Store) -> None:
    """Forget everything, to take it in anew; freed pages are overwritten."""
    newest = store.query("select coalesce(max(seq), 0), '', '' from log")[0][0]
    db.execute("insert into pieces (pieces) values ('delete-all')")
    db.execute("delete from days")
    db.execute("delete from marked")
    db.execute("update taken set seq = 0, hash = '', emptied = ?", (newest,))


def _read(row: Row) -> Mapping[str, Any]:
    try:
        body = json.loads(row[2])
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _counted(body: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    if not body.get("kind"):
        return
    key = (str(body["time"])[:10], body["kind"], body["status"], str(body.get("role", "")), str(body.get("client", "")))
    yield (*key, "")
    yield from ((*key, rule) for rule in sorted({finding["rule"] for finding in body.get("findings", ())}))


def _wanted(text: str) -> str:
    """The query for records that hold all pieces of a text, in whatever order."""
    text = _plain(text)
    pieces = sorted({text[at : at + GRAM] for at in range(len(text) - GRAM + 1)})
    return " AND ".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def _plain(text: str) -> str:
    """A text as SQLite can hold it, and without the character that ends texts there."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def _content(db: sqlite3.Connection) -> tuple[list[Any], ...]:
    db.execute("create virtual table if not exists temp.held using fts5vocab(main, pieces, row)")
    return (
        db.execute("select term, doc from temp.held order by term").fetchall(),
        db.execute("select * from days order by 1, 2, 3, 4, 5, 6").fetchall(),
        db.execute("select seq from marked order by seq").fetchall(),
    )


def _unusable(path: Path, error: Exception) -> Label:
    return Label(
        de=f"Das Suchverzeichnis {path} ist nicht benutzbar ({error}); es darf gelöscht werden und entsteht dann neu.",
        en=f"The search index {path} cannot be used ({error}); it may be deleted and is then made anew.",
    )
