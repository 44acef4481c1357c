"""The audit log: who asked what, what was decided and what ran; never result values, group sizes or personal data.

Everything is redacted here, on the way in, so that no caller can forget it.
"""

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from guardrails.audit.body import canonical, catalogue_texts, fields_of
from guardrails.audit.chain import Broken, Verified
from guardrails.audit.entry import Entry, Record, Selection
from guardrails.audit.keys import key_of, secret_key
from guardrails.audit.search import matching
from guardrails.audit.store import Store
from guardrails.audit.unavailable import AuditUnavailable
from guardrails.verdict import Asker
from warehouse.catalog import Label

ANCHOR_EVERY = 1000
CLOCK_TOLERANCE = timedelta(seconds=5)
"""A clock may step back so far when it is set by the network; the record then takes the time of the one before it."""
_KEY = re.compile("[0-9a-f]{16}")
# +seq: by the index of times, not by walking the records; +time: never that index, which would need sorting
_FROM_DAY = "seq >= (select min(+seq) from log where time >= ?) and +time >= ?"
_BEFORE_DAY = "seq <= (select max(+seq) from log where time < ?) and +time < ?"
_HAS_RULE = "seq in (select seq from log where findings <> '[]' and instr(findings, ?))"


class AuditLog:
    """One log file and the key of its pseudonyms. Use `open`."""

    def __init__(self, store: Store, key: bytes, known: frozenset[str]) -> None:
        self.store, self._key, self._known = store, key, known

    @classmethod
    def open(cls, path: Path, known: frozenset[str] = frozenset()) -> "AuditLog":
        """Open the log, made with its key file if new. `known`: texts of the warehouse that SQL literals may keep.

        Raises AuditUnavailable.
        """
        store = Store(path)
        texts = frozenset(text.casefold() for text in known) | catalogue_texts()
        return cls(store, secret_key(key_of(path)), texts)

    def append(self, entry: Entry) -> str:
        """Write the entry durably and return its audit id. Raises AuditUnavailable: then nothing may be run."""
        body = self.body_of(entry)
        seq = self.store.append(body)
        if seq % ANCHOR_EVERY == 0 or body.begins_a_day:
            self._anchor()
        return audit_id(seq)

    def probe(self) -> None:
        """Raise AuditUnavailable where nothing could be recorded now."""
        self.store.probe()

    def body_of(self, entry: Entry) -> "Body":
        """The stored form of an entry, still to be given the time of the record before it."""
        return Body(fields_of(entry, self.user_key, self._known), entry.kind == "clock")

    def read(self, selection: Selection, asker: Asker) -> tuple[Record, ...]:
        """The newest records that match, newest first. The look itself is recorded, with what was looked for."""
        where, parameters = self._conditions(selection)
        found = matching(self.store, where, parameters, selection.limit, selection.text, selection.client)
        wanted = {k: v for k, v in vars(selection).items() if v not in (None, "")}
        if selection.user:
            wanted["user"] = self._user_keys(selection.user)[1]
        self.record_read("list " + json.dumps(wanted, default=str), len(found), asker)
        return tuple(map(record_of, found))

    def get(self, wanted: str, asker: Asker) -> Record | None:
        """One record by its audit id, None if there is none. The look is recorded."""
        record = self.peek(wanted)
        self.record_read(f"show {wanted}", int(record is not None), asker)
        return record

    def peek(self, wanted: str) -> Record | None:
        """One record for a step that leaves a record of its own."""
        seq = number(wanted)
        found = self.store.select("seq = ?", (seq,), 1) if seq else ()
        return record_of(found[0]) if found else None

    def of_kind(self, *kinds: str, about: str = "") -> tuple[Record, ...]:
        """All records of these kinds, oldest first, for a step that leaves a record of its own."""
        listed = f"in ({', '.join('?' * len(kinds))})"
        where = f"+kind {listed} and about = ?" if about else f"kind {listed}"  # few records are about one
        found = self.store.select(where, (*kinds, about) if about else kinds, -1)
        return tuple(map(record_of, reversed(found)))

    def verify(self, anchors: Path | None = None, public_key: str = "", thorough: bool = False) -> Verified | Broken:
        """Check the whole chain, against anchors too: those of the file, else those this installation keeps."""
        from guardrails.audit.proof import verify  # noqa: PLC0415 (loads signatures, which no question needs)

        return verify(self, anchors, public_key, thorough)

    def user_key(self, user: str) -> str:
        """The pseudonym under which `user` is recorded."""
        return hmac.new(self._key, user.encode(), hashlib.sha256).hexdigest()[:16]

    def result_hash(self, audit_id: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
        """What a result is recorded as: HMAC-SHA256 over the record's id, the columns and the rows in sorted order.

        Keyed and bound to the id, so that it cannot be guessed at and equal results of two records do not show. Sorted,
        because a statement without ORDER BY may give its rows in any order.
        """
        keyed = hmac.new(self._key, f"result\n{audit_id}\n{json.dumps(columns)}".encode(), hashlib.sha256)
        for row in sorted(json.dumps(row, default=str) for row in rows):
            keyed.update(b"\n" + row.encode())
        return keyed.hexdigest()

    def record_read(self, what: str, rows: int, asker: Asker) -> None:
        """Record a look into the log: what was looked for, and how many records were shown."""
        self.append(Entry(kind="read", status="read", asker=asker, question=what, rows=rows))

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def _anchor(self) -> None:
        """The anchor that is due. The record stands without it, so a failure is logged and the next one makes up."""
        from guardrails.audit.anchor import anchor  # noqa: PLC0415 (loads signatures, needed once a day)

        try:
            anchor(self)
        except AuditUnavailable as unavailable:
            logging.getLogger("footfall").warning("anchor not written: %s", unavailable.message.en)

    def _user_keys(self, user: str) -> tuple[str, str]:
        """An auditor may give a name or, from an earlier record, its key."""
        key = self.user_key(user)
        return key, user if _KEY.fullmatch(user) else key

    def _conditions(self, selection: Selection) -> tuple[str, list[object]]:
        since, until = _day(selection.since), _day(selection.until, 1)
        conditions: list[tuple[str, tuple[object, ...]]] = [
            ("kind = ?", (selection.kind,) if selection.kind else ()),
            ("status = ?", (selection.status,) if selection.status else ()),
            ("role = ?", (selection.role,) if selection.role else ()),
            ("user in (?, ?)", self._user_keys(selection.user) if selection.user else ()),
            (_HAS_RULE, (f'"rule":{json.dumps(selection.rule.upper())}',) if selection.rule else ()),
            (_FROM_DAY, (since, since) if since else ()),
            (_BEFORE_DAY, (until, until) if until else ()),
            ("seq < ?", (number(selection.before),) if selection.before else ()),
        ]
        given = [c for c in conditions if c[1]]
        return " and ".join(c[0] for c in given) or "true", [p for c in given for p in c[1]]


class Body:
    """Makes the body once the time of the record before is known: times never go back."""

    def __init__(self, fields: dict[str, object], may_go_back: bool) -> None:
        # made up to the time already: the store calls while no other process can write
        self._start, _, self._end = canonical({**fields, "time": ""}).rpartition('"time":""')
        self._may_go_back = may_go_back
        self.begins_a_day = False

    def __call__(self, before: str) -> str:
        """The stored text; `before` is "" for the first record. Raises AuditUnavailable for a clock that went back."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        if before > now and not self._may_go_back:
            if datetime.fromisoformat(before) - datetime.fromisoformat(now) > CLOCK_TOLERANCE:
                raise AuditUnavailable(_clock_back(before, now))
            now = before
        self.begins_a_day = "" < before[:10] < now[:10]
        return f'{self._start}"time":"{now}"{self._end}'


def audit_id(seq: int) -> str:
    """The id people see for the record with this sequence number."""
    return f"A{seq:06d}"


def number(audit_id: str) -> int:
    """The sequence number of an audit id; 0 if it is none."""
    digits = audit_id.removeprefix("A")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0


def record_of(row: tuple[int, str, str]) -> Record:
    """A row of the store (seq, hash, body) as a record. Raises AuditUnavailable for one that is damaged."""
    try:
        return Record(audit_id(row[0]), row[1], json.loads(row[2]))
    except ValueError as error:
        raise AuditUnavailable(_damaged(row[0])) from error


def _day(day: date | None, later: int = 0) -> str:
    return (day + timedelta(days=later)).isoformat() if day else ""


def _damaged(seq: int) -> Label:
    return Label(
        de=f"Eintrag {audit_id(seq)} ist beschädigt; „footfall audit verify“ zeigt, wo der Schaden beginnt.",
        en=f'Record {audit_id(seq)} is damaged; "footfall audit verify" shows where the damage begins.',
    )


def _clock_back(before: str, now: str) -> Label:
    return Label(
        de=f"Die Uhr geht zurück: Der letzte Protokolleintrag ist vom {before[:19]} UTC, jetzt ist {now[:19]} UTC. Bis "
        "die Uhr stimmt, wird nichts ausgeführt; stimmt sie schon, bitte „footfall audit clock --reason ...“ aufrufen.",
        en=f"The clock went back: the last audit record is of {before[:19]} UTC, now it is {now[:19]} UTC. Nothing is "
        'run until the clock is right; if it is right already, please call "footfall audit clock --reason ...".',
    )
