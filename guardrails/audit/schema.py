"""The SQLite schema of the audit log and its migrations. No migration touches a stored record: the chain stays whole.

What is looked for (time, kind, status ...) is computed from the body and indexed; nothing is kept twice unproven.
"""

import sqlite3
from contextlib import closing

APPEND_ONLY = (
    "create trigger no_update before update on log begin select raise(abort, 'append only'); end",
    "create trigger no_delete before delete on log begin select raise(abort, 'append only'); end",
)
_INDEXED = ("time", "kind", "status", "user", "role", "about")


def _computed(name: str, path: str) -> str:
    # a damaged body must still be storable and readable: verify is to name it
    return (
        f"alter table log add column {name} text generated always as "
        f"(case when json_valid(body) then body {path} end) virtual"
    )


_VERSIONS: tuple[tuple[str, ...], ...] = (
    (
        "create table log"
        "(seq integer primary key, prev text not null unique, hash text not null unique, body text not null)",
        *APPEND_ONLY,
    ),
    (
        *(_computed(name, f"->> '{name}'") for name in _INDEXED),
        _computed("findings", "-> 'findings'"),
        *(f"create index log_{name} on log({name})" for name in _INDEXED),
        "create index log_findings on log(findings) where findings <> '[]'",
    ),
)
SCHEMA_VERSION = len(_VERSIONS)
CHECKPOINT_PAGES = 4000
"""16 MB of new records and index pages before they are moved into the file itself, which holds the writers up."""


def prepare(db: sqlite3.Connection) -> None:
    """Set up a new file or bring an older one up to date, in one transaction. Raises sqlite3.Error."""
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")
    db.execute(f"pragma wal_autocheckpoint = {CHECKPOINT_PAGES}")
    if _version(db) < SCHEMA_VERSION:
        db.execute("begin immediate")
        for statements in _VERSIONS[_version(db) :]:
            for statement in statements:
                db.execute(statement)
        db.execute(f"pragma user_version = {SCHEMA_VERSION}")
        db.execute("commit")
    if _version(db) > SCHEMA_VERSION:
        raise sqlite3.DatabaseError("written by a newer version of footfall")


def altered(db: sqlite3.Connection) -> tuple[str, ...]:
    """Names of tables, indexes and triggers that are not as this program makes them: missing, changed or added."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        prepare(new)
        return tuple(sorted({name for name, _ in _definitions(db) ^ _definitions(new)}))


def _definitions(db: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    return frozenset(db.execute("select name, sql from sqlite_master where name not like 'sqlite\\_%' escape '\\'"))


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("pragma user_version").fetchone()[0])
