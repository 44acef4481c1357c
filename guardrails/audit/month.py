"""The log of one month, for its report: what was asked, what its review came to, whether the log is whole."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from guardrails.audit.chain import Broken, Verified
from guardrails.audit.log import AuditLog
from guardrails.audit.retention import holds
from guardrails.audit.review import states
from guardrails.audit.summary import Summary, summary
from guardrails.verdict import Asker


@dataclass(frozen=True)
class Month:
    """One month of a log.

    `reviews`: how many records are in which state, of those reviewed in the month; `removed`: how many of the month's
    records retention has taken out since, as its tombstones say; `tombstones`: ids of the removals made in the month;
    `holds`: how many legal holds are in force; `verified`: what checking the whole log came to, just now.
    """

    first: date
    summary: Summary
    reviews: Mapping[str, int]
    removed: int
    tombstones: tuple[str, ...]
    holds: int
    verified: Verified | Broken


def month_of(log: AuditLog, first: date, asker: Asker) -> Month:
    """The month that begins on `first`. That it was looked at is recorded."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    name = f"{first:%Y-%m}"
    log.record_read(f"report {name}", 0, asker)
    removals = log.of_kind("retention")
    steps = [r for r in log.of_kind("review") if r.body["time"].startswith(name)]
    reviewed = states(log, sorted({r.body["about"] for r in steps})) if steps else {}
    counted = [gap["counts"] for removal in removals for gap in removal.body["details"]["removed"]]
    return Month(
        first,
        summary(log, first, last),
        Counter(reviewed.values()),
        sum(count for counts in counted for key, count in counts.items() if _is_record_of(key, name)),
        tuple(r.audit_id for r in removals if r.body["time"].startswith(name)),
        len(holds(log)),
        log.verify(),
    )


def _is_record_of(key: str, month: str) -> bool:
    """Keys of a tombstone's counts are `2026-06 asked refused` for records, `2026-06 rule K01` for findings."""
    said, kind, _ = key.split(" ", 2)
    return said == month and kind != "rule"
