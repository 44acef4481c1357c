"""What was tried without the right to it goes into the audit log; a flood of it cannot fill the disk."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

from assistant.people.person import Person
from guardrails.audit import AuditLog, AuditUnavailable, Entry
from guardrails.verdict import Asker, Interface

MOST_A_MINUTE = 120
NOBODY = Person("", "")


class Refusals:
    """Records each try. Beyond MOST_A_MINUTE of one person (or of all who are not known) they are only counted, and
    their next record says how many more there were: nobody's flood hides what somebody else tries.
    """

    def __init__(
        self, log: AuditLog, told: Callable[[str, str], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        """`told` hears of each try at a door, too."""
        self._log, self._told, self._now, self._lock = log, told, now, Lock()
        self._minute = -1
        self._in_minute, self._uncounted = Counter[Person](), Counter[Person]()

    def record(self, person: Person | None, interface: Interface, door: str, what: str) -> None:
        """Record that somebody tried what they may not: at which door, and what (a face, handler, file ...).

        It is refused even where it cannot be recorded.
        """
        self._told(door, what)
        # a name that only somebody at the sign-in form claims is not known
        who = person if person and person.role else NOBODY
        with self._lock:
            minute = int(self._now() // 60)
            if minute != self._minute:
                self._minute = minute
                self._in_minute.clear()
            self._in_minute[who] += 1
            if self._in_minute[who] > MOST_A_MINUTE:
                self._uncounted[who] += 1
                return
            more = self._uncounted.pop(who, 0)
        self._write(person or NOBODY, interface, {"door": door, "what": what, "more": more})

    def close(self) -> None:
        """Record what was only counted so far."""
        for who, more in self._uncounted.items():
            self._write(who, "chat", {"door": "all", "what": "flood", "more": more - 1})
        self._uncounted.clear()

    def _write(self, person: Person, interface: Interface, details: dict[str, object]) -> None:
        asker = Asker(person.role, person.name, person.client, interface=interface)
        try:
            self._log.append(Entry("door", "refused", asker, details=details))
        except AuditUnavailable as unavailable:
            logging.getLogger("footfall").error("refusal not recorded: %s", unavailable.message.en)
