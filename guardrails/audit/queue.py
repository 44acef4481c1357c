"""What is to be looked at: refusals nobody reviewed, reviews that wait, a sample of answers, signals, feedback.

Each look is recorded, as any other.
"""

import heapq
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Literal

from guardrails.audit.entry import Record
from guardrails.audit.index import Index
from guardrails.audit.log import AuditLog, audit_id, number, record_of
from guardrails.audit.review import State, states
from guardrails.audit.store import Row
from guardrails.verdict import Asker

Queue = Literal["refused", "in review", "misuse proposed", "sample", "signals", "feedback"]
NEW_FOR = timedelta(days=90)
SAMPLE = 20
"""Records a month."""
_DRAWN = 400
_NOT_REVIEWED = (
    "kind = 'asked' and status = 'refused' and +time >= ? and not exists (select 1 from log as step"
    " where step.about = printf('A%06d', log.seq) and +step.kind = 'review')"
)


def queued(log: AuditLog, queue: Queue, asker: Asker, limit: int, today: date | None = None) -> tuple[Record, ...]:
    """The newest records of a queue, newest first. The look is recorded."""
    day = today or datetime.now(UTC).date()
    ways: Mapping[Queue, Callable[[], tuple[Record, ...]]] = {
        "refused": lambda: _not_reviewed(log, day, limit),
        "in review": lambda: _in_state(log, "in review", limit),
        "misuse proposed": lambda: _in_state(log, "misuse proposed", limit),
        "sample": lambda: (*sample(log, day), *sample(log, day.replace(day=1) - timedelta(days=1))),
        "signals": lambda: _signalled(log, limit),
        "feedback": lambda: _records(log.store.select("kind = 'feedback'", (), limit)),
    }
    found = ways[queue]()
    log.record_read(f"queue {queue}", len(found), asker)
    return found


def sample(log: AuditLog, day: date) -> tuple[Record, ...]:
    """Up to 20 answered questions of the month `day` lies in, newest first.

    Those whose numbers have the lowest hashes under the log's key: the draw is the same for everybody, no reviewer can
    choose it, and of a month that still runs it changes only where a new question is drawn.
    """
    first = day.replace(day=1)
    start = _first_since(log, first)
    stop = _first_since(log, (first + timedelta(days=31)).replace(day=1))
    key = log.user_key(f"sample {first:%Y-%m}").encode()
    drawn = heapq.nsmallest(_DRAWN, range(start, stop), lambda seq: blake2b(b"%d" % seq, key=key).digest())
    answered = _numbered(log, drawn, "+kind = 'asked' and +status = 'cleared'")
    place = {audit_id(seq): at for at, seq in enumerate(drawn)}
    chosen = sorted(answered, key=lambda record: place[record.audit_id])[:SAMPLE]
    return tuple(sorted(chosen, key=lambda record: number(record.audit_id), reverse=True))


def _first_since(log: AuditLog, day: date) -> int:
    """Number of the first record from this day on, else the one that the next record will have."""
    first = "(select min(+seq) from log where time >= ?)"
    coming = "(select coalesce(max(seq), 0) + 1 from log)"
    return log.store.query(f"select coalesce({first}, {coming}), '', ''", (day.isoformat(),))[0][0]


def _not_reviewed(log: AuditLog, day: date, limit: int) -> tuple[Record, ...]:
    return _records(log.store.select(_NOT_REVIEWED, ((day - NEW_FOR).isoformat(),), limit))


def _in_state(log: AuditLog, state: State, limit: int) -> tuple[Record, ...]:
    ids = sorted({record.body["about"] for record in log.of_kind("review")})
    wanted = [i for i, found in states(log, ids).items() if found == state] if ids else []
    records = (log.peek(audit_id) for audit_id in sorted(wanted, reverse=True)[:limit])
    return tuple(record for record in records if record)


def _signalled(log: AuditLog, limit: int) -> tuple[Record, ...]:
    """The questions at which a series stood out; the signal itself is with the question or with its result."""
    found = _numbered(log, Index(log.store).marked(2**62, limit))
    questions = dict.fromkeys(record.body["about"] or record.audit_id for record in found)
    return tuple(record for record in map(log.peek, questions) if record)


def _numbered(log: AuditLog, numbers: list[int], where: str = "true") -> tuple[Record, ...]:
    marks = ", ".join("?" * len(numbers))
    return _records(log.store.select(f"seq in ({marks}) and {where}", numbers, -1))


def _records(rows: tuple[Row, ...]) -> tuple[Record, ...]:
    return tuple(map(record_of, rows))
