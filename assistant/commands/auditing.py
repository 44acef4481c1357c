"""`audit list`, `audit show`, `audit verify`."""

import json as json_text
import sys
from datetime import date
from typing import Annotated, Any

import typer

from assistant.commands.access import Access, day, with_access
from assistant.commands.words import say
from guardrails.audit import AuditLog, Broken, Record, Selection, Status, audit_id
from guardrails.verdict import Asker

COLUMNS = ("time", "status", "role", "user", "client")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    group = typer.Typer(help=say("help.audit"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="audit")
    as_json = Annotated[bool, typer.Option("--json", help=say("help.json"))]
    dated: dict[str, Any] = {"parser": day, "metavar": say("help.date")}

    @group.command("list", help=say("help.audit_list"))
    @with_access
    def list_records(
        access: Access,
        status: Annotated[Status | None, typer.Option(help=say("help.filter_status"))] = None,
        rule: Annotated[str, typer.Option(help=say("help.filter_rule"))] = "",
        by: Annotated[str, typer.Option(help=say("help.filter_by"))] = "",
        since: Annotated[date | None, typer.Option(help=say("help.filter_since"), **dated)] = None,
        until: Annotated[date | None, typer.Option(help=say("help.filter_until"), **dated)] = None,
        text: Annotated[str, typer.Option(help=say("help.filter_text"))] = "",
        limit: Annotated[int, typer.Option(help=say("help.limit"), min=1)] = 50,
        json: as_json = False,
    ) -> None:
        wanted = Selection(None, status, rule, access.role or "", by, since, until, text, limit)
        records = _log(access).read(wanted, _auditor(access))
        if json:
            print("\n".join(_as_json(r) for r in records))
        else:
            print("\n".join(map(_line, records)) or say("audit.none"))

    @group.command("show", help=say("help.audit_show"))
    @with_access
    def show(
        access: Access,
        wanted: Annotated[str, typer.Argument(metavar="ID", help=say("help.audit_id"), show_default=False)],
        json: as_json = False,
    ) -> None:
        record = _log(access).get(wanted, _auditor(access))
        if record is None:
            print(say("audit.unknown", id=wanted), file=sys.stderr)
            raise typer.Exit(2)
        print(_as_json(record) if json else _as_json(record, indent=2))

    @group.command("verify", help=say("help.audit_verify"))
    @with_access
    def verify(access: Access) -> None:
        outcome = _log(access).verify()
        if isinstance(outcome, Broken):
            print(say("audit.broken", id=audit_id(outcome.seq), why=outcome.why[say.language]), file=sys.stderr)
            raise typer.Exit(1)
        print(say("audit.verified", count=outcome.count, head=outcome.head))


def _log(access: Access) -> AuditLog:
    if not access.log_file.exists():
        print(say("audit.missing", file=access.log_file), file=sys.stderr)
        raise typer.Exit(2)
    return AuditLog.open(access.log_file)


def _auditor(access: Access) -> Asker:
    return Asker("auditor", access.user_name, access.client, access.purpose, "cli")


def _as_json(record: Record, indent: int | None = None) -> str:
    fields = {"audit_id": record.audit_id, "hash": record.hash, **record.body}
    return json_text.dumps(fields, ensure_ascii=False, indent=indent)


def _line(record: Record) -> str:
    body = record.body
    what = body["question"] or body["sql"] or body["about"]
    rules = " ".join(finding["rule"] for finding in body["findings"])
    shown = " ".join(str(body[name]) for name in COLUMNS if body[name])
    return f"{record.audit_id}  {shown}  {rules + '  ' if rules else ''}{' '.join(what.split())[:160]}"
