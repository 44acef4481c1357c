"""Backup and restore of a log while it is in use, by SQLite's own online backup."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from guardrails.audit.chain import Broken, Verified
from guardrails.audit.keys import key_of
from guardrails.audit.log import AuditLog
from guardrails.audit.unavailable import AuditUnavailable
from guardrails.verdict import Asker
from warehouse.catalog import Label


@dataclass(frozen=True)
class Restored:
    """So many records are in place again; what was there before lies in `aside` (None if there was nothing)."""

    count: int
    aside: Path | None


def backup(log: AuditLog, to: Path, asker: Asker) -> Verified | Broken:
    """Copy log and key to a new file, others writing meanwhile, and verify the copy. The backup is recorded first.

    Raises AuditUnavailable, also when the file is there already.
    """
    log.record_read("backup", 0, asker)
    try:
        os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(log.store.path, to)
        _copy_key(log.store.path, to)
    except (OSError, sqlite3.Error) as error:
        raise AuditUnavailable(_failed(to, error)) from error
    with closing(AuditLog.open(to)) as copy:
        return copy.verify()


def restore(saved: Path, into: Path) -> Restored | Broken | Label:
    """Put a backup in place; a log that is in use goes on with it.

    A backup that does not verify is Broken. A Label says why not: the log in place is whole and would lose records.
    What was in place is kept beside it. Raises AuditUnavailable.
    """
    if not saved.exists():
        raise AuditUnavailable(_failed(saved, FileNotFoundError("no such file")))
    with closing(AuditLog.open(saved)) as log:
        verified = log.verify()
        heads = {row[0]: row[1] for row in log.store.query("select seq, hash, '' from log")}
    if isinstance(verified, Broken):
        return verified
    lost = _would_lose(into, heads)
    if lost:
        return lost
    try:
        aside = _put_aside(into)
        try:
            _copy(saved, into)
        except sqlite3.DatabaseError:  # what was there is no database any more
            for ending in ("", "-wal", "-shm"):
                into.with_name(into.name + ending).unlink(missing_ok=True)
            _copy(saved, into)
        into.chmod(0o600)
        _copy_key(saved, into)
    except (OSError, sqlite3.Error) as error:
        raise AuditUnavailable(_failed(into, error)) from error
    return Restored(verified.count, aside)


def _would_lose(into: Path, heads: dict[int, str]) -> Label | None:
    """Says so if the log in place is whole and holds a record that the backup does not."""
    if not into.exists():
        return None
    try:
        with closing(AuditLog.open(into)) as log:
            whole = log.verify()
    except AuditUnavailable:
        return None
    if isinstance(whole, Broken) or whole.count == 0 or heads.get(whole.count) == whole.head:
        return None
    return Label(
        de=f"{into} ist unversehrt und enthält Einträge, die der Sicherung fehlen; es wurde nichts ersetzt.",
        en=f"{into} is whole and holds records that the backup lacks; nothing was replaced.",
    )


def _put_aside(path: Path) -> Path | None:
    if not path.exists():
        return None
    aside = path.with_name(f"{path.name}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    for ending in ("", "-wal", ".key"):
        part = path.with_name(path.name + ending)
        if part.exists():
            shutil.copy2(part, aside.with_name(aside.name + ending))
    return aside


def _copy(source: Path, target: Path) -> None:
    """All pages in one transaction of the target: whoever has it open sees the old or the new log, nothing between."""
    with closing(sqlite3.connect(source, timeout=15)) as read, closing(sqlite3.connect(target, timeout=15)) as write:
        read.backup(write)


def _copy_key(source: Path, target: Path) -> None:
    new = key_of(target).with_name(f"{key_of(target).name}.new")
    shutil.copy2(key_of(source), new)
    new.chmod(0o600)
    new.replace(key_of(target))


def _failed(path: Path, error: Exception) -> Label:
    return Label(
        de=f"{path}: Sicherung oder Rücksicherung nicht möglich ({error}); es wurde nichts ersetzt.",
        en=f"{path}: backup or restore not possible ({error}); nothing was replaced.",
    )
