"""Slows down guessing at passwords without locking anybody out.

Failures are counted by person and address, by address and by person; each count runs dry with time. A browser from
which somebody signed in before carries a mark and is counted apart: others may guess at that name, they still get in.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

MOST_COUNTS = 20_000


@dataclass(frozen=True)
class Allowance:
    """So many failures at once, and one more every so many seconds."""

    failures: int
    seconds: float


BY_BOTH = Allowance(5, 60)
BY_ADDRESS = Allowance(30, 20)
BY_PERSON = Allowance(60, 30)
BY_KNOWN_BROWSER = Allowance(5, 60)


class Throttle:
    """Counts failures, in memory; safe for threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._empty_at: OrderedDict[tuple[str, ...], float] = OrderedDict()

    def wait_or_count(self, name: str, address: str, known_browser: str = "") -> int:
        """Seconds to wait before the next try; 0 if it may be made now, and then it is counted as failed already."""
        with self._lock:
            counts = _counts(name, address, known_browser)
            wait = math.ceil(max(self._wait(key, allowed) for key, allowed in counts))
            if wait == 0:
                for key, allowed in counts:
                    self._add(key, allowed.seconds)
            return wait

    def succeeded(self, name: str, address: str, known_browser: str = "") -> None:
        """It was the right password: nothing to count, and what this person failed here before is forgotten."""
        with self._lock:
            (own, _), *shared = _counts(name, address, known_browser)
            self._empty_at.pop(own, None)
            for key, allowed in shared:
                self._add(key, -allowed.seconds)

    def _add(self, key: tuple[str, ...], seconds: float) -> None:
        self._empty_at[key] = max(self._empty_at.get(key, 0.0), self._now()) + seconds
        self._empty_at.move_to_end(key)
        while len(self._empty_at) > MOST_COUNTS:
            self._empty_at.popitem(last=False)

    def _wait(self, key: tuple[str, ...], allowed: Allowance) -> float:
        full = self._empty_at.get(key, 0.0) - self._now()
        return max(0.0, full - (allowed.failures - 1) * allowed.seconds)


def _counts(name: str, address: str, known_browser: str) -> list[tuple[tuple[str, ...], Allowance]]:
    if known_browser:
        return [(("browser", name, known_browser), BY_KNOWN_BROWSER)]
    return [(("both", name, address), BY_BOTH), (("address", address), BY_ADDRESS), (("person", name), BY_PERSON)]
