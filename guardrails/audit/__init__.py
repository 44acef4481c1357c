"""The audit log. What answering needs is here; anchors, export, review and upkeep have modules of their own."""

from guardrails.audit.body import catalogue_texts
from guardrails.audit.chain import Broken, Verified
from guardrails.audit.entry import Entry, Kind, Record, Selection, Status
from guardrails.audit.log import AuditLog, audit_id
from guardrails.audit.unavailable import AuditUnavailable

__all__ = [
    "AuditLog", "AuditUnavailable", "Broken", "Entry", "Kind", "Record", "Selection", "Status", "Verified", "audit_id",
    "catalogue_texts",
]  # fmt: skip
