"""What was asked and refused in a span of days, counted: by outcome, rule, role, client and day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from guardrails.audit.index import Day, Index
from guardrails.audit.log import AuditLog


@dataclass(frozen=True)
class Share:
    """Of so many questions and statements, so many were refused."""

    asked: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Summary:
    """The days `since` to `until` (UTC, both included).

    `outcomes` counts questions and statements by how they were judged (cleared, refused, declined, clarify, help);
    `failed` those that were cleared and then stopped or broke; `doors` tries at doors that are shut to a role; `looks`
    looks into the log. `rules` counts findings, most frequent first; of `roles` and `clients` those that asked most
    come first; `days` holds every day of the span.
    """

    since: date
    until: date
    outcomes: Mapping[str, int]
    failed: int
    doors: int
    looks: int
    rules: tuple[tuple[str, int], ...]
    roles: tuple[tuple[str, Share], ...]
    clients: tuple[tuple[str, Share], ...]
    days: tuple[tuple[date, Share], ...]

    @property
    def asked(self) -> int:
        """All questions and statements."""
        return sum(self.outcomes.values())

    @property
    def refused(self) -> int:
        """Those a rule refused."""
        return self.outcomes.get("refused", 0)


def summary(log: AuditLog, since: date, until: date) -> Summary:
    """Count these days. Raises AuditUnavailable."""
    counts = Index(log.store).days(since.isoformat(), until.isoformat())
    records = [c for c in counts if not c.rule]
    asked = [c for c in records if c.kind == "asked"]
    span = (date.fromordinal(n) for n in range(since.toordinal(), until.toordinal() + 1))
    by_day = dict(_shares(asked, "day"))
    return Summary(
        since,
        until,
        _total(asked, "status"),
        sum(c.records for c in records if (c.kind, c.status) == ("released", "failed")),
        sum(c.records for c in records if c.kind == "door"),
        sum(c.records for c in records if c.kind == "read"),
        tuple(Counter(_total([c for c in counts if c.rule], "rule")).most_common()),
        _shares(asked, "role"),
        _shares(asked, "client"),
        tuple((day, by_day.get(day.isoformat(), Share())) for day in span),
    )


def _total(counts: Iterable[Day], by: str) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total[getattr(count, by)] += count.records
    return dict(total)


def _shares(asked: list[Day], by: str) -> tuple[tuple[str, Share], ...]:
    refused = _total([c for c in asked if c.status == "refused"], by)
    most = Counter(_total(asked, by)).most_common()
    return tuple((name, Share(count, refused.get(name, 0))) for name, count in most)
