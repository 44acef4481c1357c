"""How fast one person may ask: a burst, then a steady pace."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

BURST, PER_SECOND = 60, 2.0
MOST_PEOPLE = 10_000


class Pace:
    """Counts what each person asks; safe for threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def wait_or_count(self, name: str, how_many: int = 1) -> int:
        """Seconds to wait before so many questions may be asked; 0 if now, and then they are counted."""
        with self._lock:
            used = max(self._free_at.get(name, 0.0), self._now()) + how_many / PER_SECOND
            wait = math.ceil(used - self._now() - BURST / PER_SECOND)
            if wait > 0:
                return wait
            self._free_at[name] = used
            self._free_at.move_to_end(name)
            if len(self._free_at) > MOST_PEOPLE:
                self._free_at.popitem(last=False)
            return 0
