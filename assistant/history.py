"""The questions somebody asked, and those they pinned: on the server, by person, and never an answer or a figure."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

KEPT, PINNED = 60, 30
_TABLE = """
create table if not exists question (
    person text not null, text text not null, asked_at real not null, pinned integer not null default 0,
    primary key (person, text)
) without rowid"""


@dataclass(frozen=True)
class Asked:
    """A question as it was typed."""

    text: str
    pinned: bool = False


class History:
    """The store behind one file, readable by its owner alone; safe for threads and processes.

    `person` is a pseudonym everywhere: the same as in the audit log, so that the file names nobody.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        with self._open() as db:
            db.execute(_TABLE)

    def remember(self, person: str, text: str) -> None:
        """Keep a question as the newest one; of more than KEPT the oldest go, pinned ones stay."""
        newest = "on conflict do update set asked_at = excluded.asked_at"
        old = "select text from question where person = ? and not pinned order by asked_at desc limit -1 offset ?"
        with self._open() as db:
            db.execute(f"insert into question values (?, ?, ?, 0) {newest}", (person, text, time.time()))
            db.execute(f"delete from question where person = ? and text in ({old})", (person, person, KEPT))

    def of(self, person: str) -> tuple[Asked, ...]:
        """All questions of a person, pinned ones first, the newest first."""
        with self._open() as db:
            found = db.execute(
                "select text, pinned from question where person = ? order by pinned desc, asked_at desc", (person,)
            ).fetchall()
        return tuple(Asked(str(text), bool(pinned)) for text, pinned in found)

    def pin(self, person: str, text: str, pinned: bool) -> None:
        """Pin a question, or take the pin off; beyond PINNED none is pinned any more."""
        with self._open() as db:
            count = db.execute("select count(*) from question where person = ? and pinned", (person,)).fetchone()[0]
            if pinned and count >= PINNED:
                return
            told = "on conflict do update set pinned = excluded.pinned"
            db.execute(f"insert into question values (?, ?, ?, ?) {told}", (person, text, time.time(), int(pinned)))

    def forget(self, person: str) -> None:
        """Delete a person's questions that are not pinned."""
        with self._open() as db:
            db.execute("delete from question where person = ? and not pinned", (person,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=10)) as db, db:
            db.execute("pragma secure_delete = on")
            yield db
