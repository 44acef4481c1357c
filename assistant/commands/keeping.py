"""`audit backup`, `restore`, `retain`, `hold`, `clock`: keeping the log over the years."""

from pathlib import Path
from typing import Annotated, TypeVar

import typer

from assistant.commands.access import Access, with_access
from assistant.commands.records import auditor, fail, open_log
from assistant.commands.words import say
from guardrails.audit import Broken, audit_id
from warehouse.catalog import Label

T = TypeVar("T")


def add_to(group: typer.Typer) -> None:
    """Register the commands."""
    why = Annotated[str, typer.Option(help=say("help.reason"))]

    @group.command("backup", help=say("help.audit_backup"))
    @with_access
    def backup(access: Access, to: Annotated[Path, typer.Option(help=say("help.backup_to"))]) -> None:
        from guardrails.audit.backup import backup as copy

        done = _whole(copy(open_log(access), to, auditor(access)))
        print(say("keeping.saved", count=done.count, file=to))

    @group.command("restore", help=say("help.audit_restore"))
    @with_access
    def restore(
        access: Access,
        saved: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.restore_from"), show_default=False)],
    ) -> None:
        from guardrails.audit.backup import restore as put_back

        done = put_back(saved, access.log_file)
        if isinstance(done, Label):
            fail(done[say.language], 1)
        restored = _whole(done)
        print(say("keeping.restored", count=restored.count, file=access.log_file, aside=restored.aside or "–"))

    @group.command("retain", help=say("help.audit_retain"))
    @with_access
    def retain(access: Access, months: Annotated[int, typer.Option(help=say("help.months"), min=1)] = 12) -> None:
        from guardrails.audit.retention import retain as remove_old

        done = _whole(remove_old(open_log(access), auditor(access), months))
        print(say("keeping.retained" if done.removed else "keeping.nothing", count=done.removed, id=done.audit_id))

    @group.command("hold", help=say("help.audit_hold"))
    @with_access
    def hold(
        access: Access,
        first: Annotated[str, typer.Argument(metavar="FIRST", help=say("help.hold_first"), show_default=False)],
        reason: why,
        last: Annotated[str, typer.Argument(metavar="LAST", help=say("help.hold_last"), show_default=False)] = "",
        lift: Annotated[bool, typer.Option("--lift", help=say("help.hold_lift"))] = False,
    ) -> None:
        from guardrails.audit.retention import hold as keep

        log = open_log(access)
        unknown = next((i for i in (first, last or first) if log.peek(i) is None), None)
        if unknown:
            fail(say("audit.unknown", id=unknown), 2)
        if not reason.strip():
            fail(say("audit.no_reason"), 2)
        done = keep(log, first, last or first, reason, auditor(access), lift)
        print(say("keeping.lifted" if lift else "keeping.held", first=first, last=last or first, id=done))

    @group.command("clock", help=say("help.audit_clock"))
    @with_access
    def clock(access: Access, reason: why) -> None:
        from guardrails.audit import Entry

        if not reason.strip():
            fail(say("audit.no_reason"), 2)
        done = open_log(access).append(Entry("clock", "noted", auditor(access), comment=reason))
        print(say("keeping.clock", id=done))


def _whole(outcome: T | Broken) -> T:
    if isinstance(outcome, Broken):
        fail(say("audit.broken", id=audit_id(outcome.seq), why=outcome.why[say.language]), 1)
    return outcome
