"""Whether the service can answer: a worker opens the warehouse, the audit log takes records, the disk has room."""

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Literal

from guardrails.audit import AuditUnavailable
from guardrails.gate import Gate

LEAST_ROOM_MB = 50
FRESH_SECONDS = 2.0
Condition = Literal["ok", "busy", "failed"]


@dataclass(frozen=True)
class Health:
    """The state of each part; `busy` answers late, `failed` does not. `build` is the id of the warehouse served."""

    engine: Condition
    audit: Condition
    disk: Condition
    build: str

    @property
    def is_well(self) -> bool:
        """Whether questions are answered."""
        return "failed" not in (self.engine, self.audit, self.disk)

    def as_json(self) -> dict[str, str]:
        """For machines."""
        return {"status": "ok" if self.is_well else "failed", **asdict(self)}


class Checkup:
    """Looks at most every two seconds, however often it is asked."""

    def __init__(self, gate: Gate, now: Callable[[], float] = time.monotonic) -> None:
        self._gate, self._now, self._lock = gate, now, Lock()
        self._found: Health | None = None
        self._until = 0.0

    def health(self) -> Health:
        """How it is."""
        with self._lock:
            if self._found is None or self._now() >= self._until:
                self._found = self._look()
                self._until = self._now() + FRESH_SECONDS
            return self._found

    def _look(self) -> Health:
        return Health(self._gate.pulse(), _audit(self._gate), _disk(self._gate), self._gate.build.build_id)


def _audit(gate: Gate) -> Condition:
    try:
        gate.log.probe()
    except AuditUnavailable:
        return "failed"
    return "ok"


def _disk(gate: Gate) -> Condition:
    try:
        found = os.statvfs(gate.log.store.path.parent)
    except OSError:
        return "failed"
    return "ok" if found.f_bavail * found.f_frsize >= LEAST_ROOM_MB << 20 else "failed"
