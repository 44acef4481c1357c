"""The service while it runs: what it answers is counted and logged, and it knows when it may stop."""

from threading import Lock

from assistant.answer import Answer
from assistant.operations.event_log import log_event
from assistant.operations.metrics import Metrics
from assistant.operations.watch import Watch
from guardrails.verdict import Asker


class Operations(Watch):
    """Watches one service; safe for threads. `stopping`: nothing new is taken in any more."""

    def __init__(self) -> None:
        self.metrics, self.stopping = Metrics(), False
        self._running, self._lock = 0, Lock()

    @property
    def running(self) -> int:
        """How many questions are being answered now."""
        return self._running

    def began(self) -> None:
        """A question has come."""
        self._count(1)

    def ended(self, answer: Answer, asker: Asker) -> None:
        """Its answer is known."""
        self._count(-1)
        self.metrics.answered(answer, asker)
        rules = [finding.id for finding in answer.findings]
        log_event(
            "answer", status=answer.status, rules=rules, interface=asker.interface, role=asker.role,
            audit_id=answer.audit_id, ms=answer.timings_ms,
        )  # fmt: skip

    def turned_away(self, door: str, what: str) -> None:
        """Somebody tried what they may not."""
        self.metrics.turned_away(what)
        log_event("refused at the door", door=door, what=what)

    def _count(self, change: int) -> None:
        with self._lock:
            self._running += change
            self.metrics.running.set(self._running)
