"""The chain: every record carries the hash of the one before it. Here it is computed and walked.

A bare chain does not show a cut tail or a full rewrite; marks kept elsewhere (see `anchor`) do. Records that were
removed after their time leave a gap, which a signed tombstone (see `retention`) bridges.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from warehouse.catalog import Label

START = "0" * 64
Stored = tuple[int, str, str, str]
"""A record as stored: seq, prev, hash, body."""


@dataclass(frozen=True)
class Verified:
    """The chain is whole: its last record has number `count` and hash `head`.

    `anchors`: how many anchors were compared with it; `removed`: how many records retention has taken out; `damage`:
    what beside the records is not as it should be, so that searches could miss some or changes were not held up.
    """

    count: int
    head: str
    anchors: int = 0
    removed: int = 0
    damage: tuple[str, ...] = ()


@dataclass(frozen=True)
class Broken:
    """The chain is broken, first at record `seq`; `why` says how."""

    seq: int
    why: Label


@dataclass(frozen=True)
class Gap:
    """Records `first` to `last` were removed; `prev` is the hash before them, `head` that of the last of them."""

    first: int
    last: int
    prev: str
    head: str


@dataclass(frozen=True)
class Mark:
    """What was known of the log at some time, from outside it: record `seq` has this hash."""

    seq: int
    head: str
    time: str


def chain(seq: int, prev: str, body: str) -> str:
    """The hash of a record: SHA-256 over its number, the hash before it and its body as stored."""
    return hashlib.sha256(f"{seq}\n{prev}\n{body}".encode()).hexdigest()


class Walk:
    """A walk over records in order of their numbers: names the first changed, removed, inserted, moved or cut off.

    `at` is the last record passed. `gaps` are keyed by their first record; `marks` is what is known from outside.
    """

    def __init__(self, gaps: Mapping[int, Gap], marks: Sequence[Mark]) -> None:
        self._gaps, self._marks = gaps, {mark.seq: mark for mark in marks}
        self._count = len(marks)
        self.at, self.head, self.marked, self.removed = 0, START, 0, 0

    def over(self, records: Iterable[Stored]) -> Verified | Broken:
        """Walk all of these and come to the verdict."""
        for record in records:
            broken = self._over_gaps(record[0]) or self._fault(record)
            if broken:
                return broken
        latest = max(self._marks, default=0)
        if latest > self.at:
            return Broken(self.at + 1, _cut(self._marks[latest]))
        return Verified(self.at, self.head, self._count, self.removed)

    def _over_gaps(self, seq: int) -> Broken | None:
        """Pass what was removed before the record `seq`."""
        while seq != self.at + 1 and (gap := self._gaps.get(self.at + 1)):
            if gap.prev != self.head:
                return Broken(gap.first, _moved())
            self.removed += gap.last - gap.first + 1
            broken = self._passed(gap.last, gap.head)
            if broken:
                return broken
        return None

    def _fault(self, record: Stored) -> Broken | None:
        """What is wrong with the next record; passes it if nothing is."""
        seq, prev, head, body = record
        expected = self.at + 1
        if seq != expected:
            return Broken(expected, _missing(seq))
        if prev != self.head:
            return Broken(expected, _moved())
        if not isinstance(body, str) or head != chain(expected, prev, body):
            return Broken(expected, _changed())
        return self._passed(expected, head)

    def _passed(self, seq: int, head: str) -> Broken | None:
        self.at, self.head = seq, head
        mark = self._marks.get(seq)
        if mark is None:
            return None
        if mark.head != head:
            return Broken(self.marked + 1, _rewritten(mark))
        self.marked = seq
        return None


def _missing(seq: object) -> Label:
    return Label(de=f"fehlt (es folgt Nummer {seq})", en=f"is missing (number {seq} follows)")


def _moved() -> Label:
    return Label(de="schließt nicht an den Eintrag davor an", en="does not follow from the record before it")


def _changed() -> Label:
    return Label(de="wurde verändert", en="was changed")


def _rewritten(mark: Mark) -> Label:
    return Label(
        de=f"wurde neu geschrieben, oder ein späterer bis Nummer {mark.seq} (der Anker vom {mark.time} widerspricht)",
        en=f"was written anew, it or a later one up to number {mark.seq} (the anchor of {mark.time} disagrees)",
    )


def _cut(mark: Mark) -> Label:
    return Label(
        de=f"fehlt mit allen folgenden (der Anker vom {mark.time} kennt {mark.seq} Einträge)",
        en=f"is missing with all that followed (the anchor of {mark.time} knows {mark.seq} records)",
    )
