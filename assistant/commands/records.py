"""What all commands on the audit log share: the log, who looks into it, and an end with a sentence."""

import sys
from typing import NoReturn

import typer

from assistant.commands.access import Access
from assistant.commands.words import say
from guardrails.audit import AuditLog
from guardrails.verdict import Asker


def open_log(access: Access) -> AuditLog:
    """The log of these options; it is not made here."""
    if not access.log_file.exists():
        fail(say("audit.missing", file=access.log_file), 2)
    return AuditLog.open(access.log_file)


def auditor(access: Access, name: str = "") -> Asker:
    """Who looks, as an auditor."""
    return Asker("auditor", name or access.user_name, access.client, access.purpose, "cli")


def fail(sentence: str, code: int) -> NoReturn:
    """End with a sentence on standard error."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(code)
