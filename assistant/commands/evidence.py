"""`audit anchor`, `audit key`, `audit export`: what proves the log to others."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from assistant.commands.access import Access, day, with_access
from assistant.commands.records import auditor, fail, open_log
from assistant.commands.words import say
from guardrails.audit import audit_id


def add_to(group: typer.Typer) -> None:
    """Register the commands."""
    dated: dict[str, Any] = {"parser": day, "metavar": say("help.date")}

    @group.command("anchor", help=say("help.audit_anchor"))
    @with_access
    def anchor(access: Access, to: Annotated[Path | None, typer.Option(help=say("help.anchor_to"))] = None) -> None:
        from guardrails.audit import anchor as anchors

        log = open_log(access)
        made = anchors.anchor(log, to)
        if made is None:
            fail(say("audit.none"), 1)
        print(say("evidence.anchored", id=audit_id(made.seq), file=to or anchors.own_file(log)))

    @group.command("key", help=say("help.audit_key"))
    def key(lang: Annotated[str, typer.Option("--lang", help=say("help.lang"), show_default=False)] = "") -> None:
        from guardrails.audit.anchor import public_key

        print(public_key())

    @group.command("report", help=say("help.audit_report"))
    @with_access
    def report(
        access: Access,
        output: Annotated[Path, typer.Option(help=say("help.report_output"))],
        month: Annotated[datetime, typer.Option(help=say("help.report_month"), formats=["%Y-%m"])],
    ) -> None:
        from assistant.monthly.report import report as write
        from guardrails.audit.month import month_of

        form = output.suffix.lower()
        if form not in (".pdf", ".csv"):
            fail(say("evidence.report_form", file=output), 2)
        found = month_of(open_log(access), month.date(), auditor(access))
        output.write_bytes(write(found, "pdf" if form == ".pdf" else "csv", say.language))
        print(say("evidence.reported", file=output))

    @group.command("export", help=say("help.audit_export"))
    @with_access
    def export(
        access: Access,
        output: Annotated[Path, typer.Option(help=say("help.export_output"))],
        form: Annotated[Literal["jsonl", "csv"], typer.Option("--format", help=say("help.export_format"))] = "jsonl",
        since: Annotated[date | None, typer.Option(help=say("help.filter_since"), **dated)] = None,
        until: Annotated[date | None, typer.Option(help=say("help.filter_until"), **dated)] = None,
    ) -> None:
        from guardrails.audit.export import export as write

        done = write(open_log(access), output, form, auditor(access), since, until)
        if done is None:
            fail(say("audit.none"), 1)
        print(say("evidence.exported", count=done.count, file=output, script=done.files[2]))
