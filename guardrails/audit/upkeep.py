"""What a serving process does for its log by the clock: anchors every hour in which something was recorded, retention
once a day, the index kept up to date.
"""

import logging
import threading
from datetime import UTC, date, datetime

from guardrails.audit.anchor import anchor, own_file, read_anchors
from guardrails.audit.chain import Broken
from guardrails.audit.index import Index
from guardrails.audit.log import AuditLog
from guardrails.audit.retention import retain
from guardrails.audit.unavailable import AuditUnavailable
from guardrails.verdict import Asker

EVERY_SECONDS = 3600.0
_CLOCK = Asker("auditor", "footfall", interface="desk")


class Upkeep:
    """Looks after a log in a thread of its own until it is closed; what fails is said in the operational log."""

    def __init__(self, log: AuditLog, every: float = EVERY_SECONDS) -> None:
        self._log, self._every = log, every
        self._retained: date | None = None
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="audit upkeep", daemon=True)
        self._thread.start()

    def once(self) -> None:
        """Do what is due now."""
        newest = self._log.store.query("select coalesce(max(seq), 0), '', '' from log")[0][0]
        anchored = read_anchors(own_file(self._log))[-1:] if own_file(self._log).exists() else ()
        if newest and not (anchored and anchored[0].seq >= newest):
            anchor(self._log)
        today = datetime.now(UTC).date()
        if self._retained != today:
            if isinstance(retain(self._log, _CLOCK), Broken):
                logging.getLogger("footfall").error("the audit log does not verify: retention left it as it is")
            self._retained = today
        Index(self._log.store).refresh()

    def close(self) -> None:
        """End; what has begun is finished."""
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._end.wait(self._every):
            try:
                self.once()
            except AuditUnavailable as unavailable:
                logging.getLogger("footfall").warning("audit upkeep: %s", unavailable.message.en)
