"""`audit list`, `audit show`, `audit verify`; the rest of `audit` is in evidence, reviewing and keeping."""

import json as json_text
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.commands import evidence, keeping, reviewing
from assistant.commands.access import Access, day, with_access
from assistant.commands.records import auditor, fail, open_log
from assistant.commands.words import say
from guardrails.audit import Broken, Kind, Record, Selection, Status, audit_id

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
        kind: Annotated[Kind | None, typer.Option(help=say("help.filter_kind"))] = None,
        limit: Annotated[int, typer.Option(help=say("help.limit"), min=1)] = 50,
        json: as_json = False,
    ) -> None:
        from guardrails.audit.review import states

        log = open_log(access)
        wanted = Selection(kind, status, rule, access.role or "", by, since, until, text, limit)
        records = log.read(wanted, auditor(access))
        reviewed = states(log, [r.audit_id for r in records])
        if json:
            print("\n".join(_as_json(r, reviewed) for r in records))
        else:
            print("\n".join(_line(r, reviewed) for r in records) or say("audit.none"))

    @group.command("show", help=say("help.audit_show"))
    @with_access
    def show(
        access: Access,
        wanted: Annotated[str, typer.Argument(metavar="ID", help=say("help.audit_id"), show_default=False)],
        json: as_json = False,
    ) -> None:
        from guardrails.audit.review import states

        log = open_log(access)
        record = log.get(wanted, auditor(access))
        if record is None:
            fail(say("audit.unknown", id=wanted), 2)
        reviewed = states(log, [record.audit_id])
        print(_as_json(record, reviewed) if json else _as_json(record, reviewed, indent=2))

    @group.command("verify", help=say("help.audit_verify"))
    @with_access
    def verify(
        access: Access,
        anchors: Annotated[Path | None, typer.Option(help=say("help.anchors"))] = None,
        key: Annotated[str, typer.Option(help=say("help.public_key"))] = "",
        thorough: Annotated[bool, typer.Option("--thorough", help=say("help.thorough"))] = False,
    ) -> None:
        outcome = open_log(access).verify(anchors, key, thorough)
        if isinstance(outcome, Broken):
            fail(say("audit.broken", id=audit_id(outcome.seq), why=outcome.why[say.language]), 1)
        print(say("audit.verified", count=outcome.count, head=outcome.head))
        print(say("audit.anchored" if outcome.anchors else "audit.not_anchored", count=outcome.anchors))
        if outcome.removed:
            print(say("audit.removed", count=outcome.removed))
        if outcome.damage:
            fail(say("audit.damage", what=", ".join(outcome.damage)), 1)

    for module in (evidence, reviewing, keeping):
        module.add_to(group)


def _as_json(record: Record, reviewed: Mapping[str, str], indent: int | None = None) -> str:
    fields = {"audit_id": record.audit_id, "hash": record.hash, **record.body}
    state = {"review": reviewed[record.audit_id]} if record.audit_id in reviewed else {}
    return json_text.dumps({**fields, **state}, ensure_ascii=False, indent=indent)


def _line(record: Record, reviewed: Mapping[str, str]) -> str:
    body = record.body
    what = body["question"] or body["sql"] or f"{body['about']} {_opinion(body)}"
    rules = " ".join(finding["rule"] for finding in body["findings"])
    shown = " ".join(str(body[name]) for name in COLUMNS if body[name])
    state = f"[{say(f'review.{reviewed[record.audit_id]}')}]  " if record.audit_id in reviewed else ""
    return f"{record.audit_id}  {shown}  {rules + '  ' if rules else ''}{state}{' '.join(what.split())[:160]}"


def _opinion(body: Mapping[str, Any]) -> str:
    """What somebody thinks of the answer that the record is about."""
    if body["kind"] != "feedback":
        return ""
    return f"{'+' if body['details']['good'] else '−'} {body['comment']}"
