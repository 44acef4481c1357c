"""The register of an installation: its people, their sessions and their tokens, in one file its owner alone can read.

Passwords, sessions and tokens are kept as hashes: who copies the file can sign in as nobody.
"""

import hashlib
import os
import secrets
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.people.password import hashed, matches
from assistant.people.person import Person

FILE = "people.sqlite"
SESSION_SECONDS = 12 * 3600
IDLE_SECONDS = 2 * 3600
SEEN_EVERY_SECONDS = 300
BROWSER_SECONDS = 90 * 24 * 3600
TOKEN_PREFIX = "ff_"  # noqa: S105 (what a token begins with, so that searches for lost secrets find it)

_TABLES = """
create table if not exists people(
    name text primary key, role text not null, client text not null, password text not null,
    added integer not null, disabled integer);
create table if not exists sessions(
    key text primary key, name text not null references people(name), ends integer not null, seen integer not null);
create table if not exists browsers(
    key text primary key, name text not null references people(name), until integer not null);
create table if not exists tokens(
    key text primary key, name text not null references people(name), added integer not null);
"""
_LISTED = (
    "select name, role, client, added, disabled, (select count(*) from tokens t where t.name = p.name) from people p"
)
_PERSON = "select p.name, p.role, p.client from people p"


@dataclass(frozen=True)
class Listed:
    """One line of the register; `tokens` counts theirs, times are seconds since 1970 (UTC)."""

    name: str
    role: str
    client: str
    added: int
    disabled: int | None
    tokens: int


class Register:
    """The file; safe for several threads and processes. A change by `footfall users` counts from the next request."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        """Open the file, made if new. Raises OSError or sqlite3.Error if it cannot be used."""
        self._now, self._lock = now, Lock()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        self._db.executescript(f"pragma journal_mode = wal; pragma foreign_keys = on; {_TABLES}")

    def anybody(self) -> bool:
        """Whether there is anybody in it, be it disabled: then nobody gets in without saying who they are."""
        return bool(self._rows("select 1 from people limit 1"))

    def listed(self) -> tuple[Listed, ...]:
        """Everybody, by name."""
        return tuple(Listed(*row) for row in self._rows(f"{_LISTED} order by name"))

    def find(self, name: str) -> Listed | None:
        """The line of one person."""
        found = self._rows(f"{_LISTED} where name = ?", name)
        return Listed(*found[0]) if found else None

    def add(self, person: Person, password: str) -> bool:
        """Take somebody in; False if the name is taken."""
        values = (person.name, person.role, person.client, hashed(password), int(self._now()))
        return bool(self._change("insert or ignore into people values (?, ?, ?, ?, ?, null)", *values))

    def set_password(self, name: str, password: str) -> None:
        """A new password; whoever is signed in under the old one is signed out."""
        self._change("update people set password = ? where name = ?", hashed(password), name)
        self.end_sessions(name)

    def set_place(self, person: Person) -> None:
        """Another role and client from the next request on."""
        self._change("update people set role = ?, client = ? where name = ?", person.role, person.client, person.name)

    def disable(self, name: str) -> None:
        """Out at once: sessions end and tokens are void."""
        self._change("update people set disabled = ? where name = ?", int(self._now()), name)
        self.end_sessions(name)
        self.void_tokens(name)

    def enable(self, name: str) -> None:
        """In again, with the old password and no token."""
        self._change("update people set disabled = null where name = ?", name)

    def admits(self, name: str, password: str) -> Person | None:
        """The person with this name and password. Takes as long for a wrong name as for a wrong password."""
        found = self._rows("select password from people where name = ? and disabled is null", name)
        is_right = matches(password, found[0][0] if found else None)
        return self._person(f"{_PERSON} where name = ? and disabled is null", name) if is_right else None

    def begin_session(self, person: Person) -> str:
        """A new session and its key, which is told once. Sessions that are over are forgotten."""
        key, now = secrets.token_urlsafe(32), int(self._now())
        self._change("delete from sessions where ends <= ? or seen <= ?", now, now - IDLE_SECONDS)
        self._change("insert into sessions values (?, ?, ?, ?)", _mark(key), person.name, now + SESSION_SECONDS, now)
        return key

    def of_session(self, key: str) -> Person | None:
        """Who signed in, while the session lasts: twelve hours, two without a request, and never past a disabling."""
        now = int(self._now())
        person = self._person(
            f"{_PERSON} join sessions s on s.name = p.name where s.key = ? and s.ends > ? and s.seen > ? "
            "and p.disabled is null", _mark(key), now, now - IDLE_SECONDS)  # fmt: skip
        if person:
            self._note_seen(_mark(key), now)
        return person

    def end_session(self, key: str) -> None:
        """Sign out."""
        self._change("delete from sessions where key = ?", _mark(key))

    def end_sessions(self, name: str) -> None:
        """Sign somebody out everywhere."""
        self._change("delete from sessions where name = ?", name)

    def know_browser(self, name: str) -> str:
        """A mark for the browser from which somebody signed in, told once: guessing elsewhere does not slow it down."""
        mark, now = secrets.token_urlsafe(16), int(self._now())
        self._change("delete from browsers where until <= ?", now)
        self._change("insert into browsers values (?, ?, ?)", _mark(mark), name, now + BROWSER_SECONDS)
        return mark

    def knows_browser(self, name: str, mark: str) -> bool:
        """Whether this person signed in from that browser in the last ninety days."""
        return bool(self._rows("select 1 from browsers where key = ? and name = ? and until > ?",
                               _mark(mark), name, int(self._now())))  # fmt: skip

    def new_token(self, name: str) -> str:
        """A token for programs, told once."""
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        self._change("insert into tokens values (?, ?, ?)", _mark(token), name, int(self._now()))
        return token

    def of_token(self, token: str) -> Person | None:
        """Whose token it is, unless they are disabled."""
        where = "join tokens t on t.name = p.name where t.key = ? and p.disabled is null"
        return self._person(f"{_PERSON} {where}", _mark(token))

    def void_tokens(self, name: str) -> int:
        """Void all tokens of somebody; how many there were."""
        return self._change("delete from tokens where name = ?", name)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _note_seen(self, mark: str, now: int) -> None:
        with suppress(sqlite3.OperationalError):  # a locked file: noted with a later request
            if self._rows("select 1 from sessions where key = ? and seen <= ?", mark, now - SEEN_EVERY_SECONDS):
                self._change("update sessions set seen = ? where key = ?", now, mark)

    def _person(self, sql: str, *values: object) -> Person | None:
        found = self._rows(sql, *values)
        return Person(*found[0]) if found else None

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _change(self, sql: str, *values: object) -> int:
        with self._lock:
            return self._db.execute(sql, values).rowcount


def _mark(secret: str) -> str:
    """What is kept of a long random secret: it needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
