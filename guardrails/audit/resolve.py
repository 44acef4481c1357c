"""From a pseudonym to a name: only by trying names somebody brings along. The log keeps no list of names."""

from collections.abc import Iterable
from dataclasses import replace

from guardrails.audit.entry import Entry
from guardrails.audit.log import AuditLog
from guardrails.verdict import Asker


def resolve(log: AuditLog, user_key: str, names: Iterable[str], reason: str, asker: Asker) -> str | None:
    """The one of these names that is recorded as `user_key`, or None. The step is recorded before, with its reason."""
    tried = [name.strip() for name in names if name.strip()]
    said = {"step": "resolve", "user_key": user_key, "tried": len(tried)}
    log.append(Entry("read", "read", replace(asker, role="auditor"), question=f"resolve {user_key}", rows=0,
                     comment=reason, details=said))  # fmt: skip
    return next((name for name in tried if log.user_key(name) == user_key), None)
