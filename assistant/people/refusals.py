"""What was tried without the right to it goes into the audit log; a flood of it cannot fill the disk."""

import logging
import time
from collections.abc import Callable
from threading import Lock

from assistant.people.person import Person
from guardrails.audit import AuditLog, AuditUnavailable, Entry
from guardrails.verdict import Asker, Interface

MOST_A_MINUTE = 120
NOBODY = Person("", "")


class Refusals:
    """Records each try; beyond MOST_A_MINUTE they are counted, and the next record says how many there were."""

    def __init__(
        self, log: AuditLog, told: Callable[[str, str], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        """`told` hears of each try at a door, too."""
        self._log, self._told, self._now, self._lock = log, told, now, Lock()
        self._minute, self._in_minute, self._uncounted = -1, 0, 0

    def record(self, person: Person | None, interface: Interface, door: str, what: str) -> None:
        """Record that somebody tried what they may not: at which door, and what (a face, handler, file ...).

        It is refused even where it cannot be recorded.
        """
        self._told(door, what)
        with self._lock:
            minute = int(self._now() // 60)
            self._in_minute = 1 if minute != self._minute else self._in_minute + 1
            self._minute = minute
            if self._in_minute > MOST_A_MINUTE:
                self._uncounted += 1
                return
            unrecorded, self._uncounted = self._uncounted, 0
        self._write(person or NOBODY, interface, {"door": door, "what": what, "more": unrecorded})

    def _write(self, person: Person, interface: Interface, details: dict[str, object]) -> None:
        asker = Asker(person.role, person.name, person.client, interface=interface)
        try:
            self._log.append(Entry("door", "refused", asker, details=details))
        except AuditUnavailable as unavailable:
            logging.getLogger("footfall").error("refusal not recorded: %s", unavailable.message.en)
