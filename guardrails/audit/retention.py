"""Retention: after its time a record goes; a signed tombstone keeps the chain whole and the counts a month.

Records on legal hold stay until the hold is lifted, and so do the steps that explain gaps and holds. Removed text is
overwritten in the file. Copies made by backup or export are not reached.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from guardrails.audit.anchor import public_key, sign
from guardrails.audit.chain import Broken
from guardrails.audit.entry import Entry
from guardrails.audit.index import Index
from guardrails.audit.log import AuditLog, audit_id, number, record_of
from guardrails.verdict import Asker

MONTHS = 12
_KEPT = ("retention", "hold", "clock")


@dataclass(frozen=True)
class Retained:
    """Removed records, and the id of the tombstone ("" if nothing was due)."""

    removed: int
    audit_id: str = ""


def retain(log: AuditLog, asker: Asker, months: int = MONTHS, now: datetime | None = None) -> Retained | Broken:
    """Remove what is older than so many months. A log that does not verify is left as it is: it is evidence."""
    verified = log.verify()
    if isinstance(verified, Broken):
        return verified
    due = _due(log, _cutoff(now or datetime.now(UTC), months))
    if not due:
        return Retained(0)
    said: dict[str, Any] = {"removed": due, "months": months, "key": public_key()}
    entry = Entry("retention", "noted", replace(asker, role="auditor"), details={**said, "signature": sign(said)})
    ranges = [(gap["first"], gap["last"]) for gap in due]
    seq = log.store.replace_by(ranges, log.body_of(entry))
    Index(log.store).forget_removed()
    return Retained(sum(last - first + 1 for first, last in ranges), audit_id(seq))


def hold(log: AuditLog, first: str, last: str, reason: str, asker: Asker, lift: bool = False) -> str:
    """Keep the records `first` to `last` whatever their age, or no longer; returns the id of the step."""
    said = {"first": number(first), "last": number(last), "lift": lift}
    return log.append(Entry("hold", "noted", replace(asker, role="auditor"), comment=reason, details=said))


def holds(log: AuditLog) -> tuple[tuple[int, int], ...]:
    """The number ranges on hold. Lifting takes a hold with exactly the same ends away."""
    held: dict[tuple[int, int], bool] = {}
    for record in log.of_kind("hold"):
        details = record.body["details"]
        held[details["first"], details["last"]] = not details["lift"]
    return tuple(ends for ends, on in held.items() if on)


def _cutoff(now: datetime, months: int) -> str:
    """The same day so many months ago, at most the 28th: a day of every month."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, 28)).isoformat(timespec="milliseconds")


def _due(log: AuditLog, cutoff: str) -> list[dict[str, Any]]:
    """What is to go, as stretches of consecutive records with the hashes at their ends and their counts a month."""
    held, found = holds(log), list[dict[str, Any]]()
    for seq, prev, head, body in _old(log, cutoff):
        if body["kind"] in _KEPT or any(first <= seq <= last for first, last in held):
            continue
        if not found or found[-1]["last"] != seq - 1:
            found.append({"first": seq, "prev": prev, "counts": Counter()})
        found[-1].update(last=seq, head=head)
        found[-1]["counts"].update(_counted(body))
    return [{**gap, "counts": dict(sorted(gap["counts"].items()))} for gap in found]


def _old(log: AuditLog, cutoff: str) -> Iterator[tuple[int, str, str, Mapping[str, Any]]]:
    newest = log.store.query("select max(+seq), '', '' from log where time < ?", (cutoff,))[0][0]
    with log.store.snapshot(1, newest or 0) as records:
        for seq, prev, head, body in records:
            yield seq, prev, head, record_of((seq, head, body)).body


def _counted(body: Mapping[str, Any]) -> Iterator[str]:
    """What a record counts as: month and outcome, and month and rule for each finding."""
    month = body["time"][:7]
    yield f"{month} {body['kind']} {body['status']}"
    yield from (f"{month} rule {rule}" for rule in sorted({f["rule"] for f in body["findings"]}))
