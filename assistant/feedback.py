"""What people think of an answer, for those who review: a record about the answer's own, never a figure in it."""

import re

from guardrails.audit import AuditLog, Entry
from guardrails.verdict import Asker

LONGEST = 1000
FIGURE = re.compile(r"\d[\d.,\s]*\d{2}")
HIDDEN = "#"


def give(log: AuditLog, asker: Asker, about: str, good: bool, comment: str = "") -> str:
    """Record what somebody thinks of the answer with the audit id `about`; gives the record's own id.

    Figures in the comment are left out, and the log redacts the rest as it does every text. Raises AuditUnavailable.
    """
    told = FIGURE.sub(HIDDEN, comment.strip()[:LONGEST])
    return log.append(Entry("feedback", "noted", asker, about=about, comment=told, details={"good": good}))
