"""`audit review`, `audit replay`, `audit resolve`: working on single records."""

import json as json_text
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from assistant.commands.access import Access, with_access
from assistant.commands.records import auditor, fail, open_log
from assistant.commands.words import say

if TYPE_CHECKING:
    from assistant.replay import Decision, Replayed

Choice = Literal["in-review", "justified", "false-positive", "misuse"]


def add_to(group: typer.Typer) -> None:
    """Register the commands."""
    record_id = Annotated[str, typer.Argument(metavar="ID", help=say("help.audit_id"), show_default=False)]
    by_whom = Annotated[str, typer.Option("--by", help=say("help.review_by"))]

    @group.command("review", help=say("help.audit_review"))
    @with_access
    def review(
        access: Access,
        wanted: record_id,
        state: Annotated[Choice, typer.Option(help=say("help.review_state"))],
        comment: Annotated[str, typer.Option(help=say("help.review_comment"))],
        by: by_whom = "",
    ) -> None:
        from guardrails.audit.review import NotReviewed, Step
        from guardrails.audit.review import review as take_step

        step = cast(Step, state.replace("-", " "))
        done = take_step(open_log(access), wanted, step, comment, auditor(access, by))
        if isinstance(done, NotReviewed):
            fail(done.why[say.language], 1)
        print(say("review.done", id=wanted, state=say(f"review.{done.state}"), step=done.audit_id))

    @group.command("replay", help=say("help.audit_replay"))
    @with_access
    def replay(
        access: Access,
        wanted: record_id,
        json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = False,
    ) -> None:
        from assistant.replay import replay as play

        log = open_log(access)
        record = log.peek(wanted)
        if record is None or record.body["kind"] != "asked":
            fail(say("audit.unknown", id=wanted), 2)
        same_role = replace(access, role=record.body["role"], purpose=f"replay {wanted}")
        played = play(same_role.open("cli"), log, record)
        print(_as_json(played) if json else "\n".join(_told(played)))
        if not played.same:
            raise typer.Exit(1)

    @group.command("resolve", help=say("help.audit_resolve"))
    @with_access
    def resolve(
        access: Access,
        user_key: Annotated[str, typer.Argument(metavar="USERKEY", help=say("help.user_key"), show_default=False)],
        names: Annotated[str, typer.Option(help=say("help.names"))],
        reason: Annotated[str, typer.Option(help=say("help.reason"))],
        by: by_whom = "",
    ) -> None:
        from guardrails.audit.resolve import resolve as find_name

        if not reason.strip():
            fail(say("audit.no_reason"), 2)
        given = sys.stdin.read() if names == "-" else Path(names).read_text("utf-8")
        name = find_name(open_log(access), user_key, given.splitlines(), reason, auditor(access, by))
        if name is None:
            fail(say("review.nobody", pseudonym=user_key), 1)
        print(name)


def _as_json(played: "Replayed") -> str:
    return json_text.dumps({**asdict(played), "same": played.same}, ensure_ascii=False)


def _told(played: "Replayed") -> Iterator[str]:
    yield say("replay.then", what=_ended(played.then))
    yield say("replay.today", what=_ended(played.today), id=played.audit_id)
    yield say(f"replay.{played.rows.replace(' ', '_')}")
    if played.masked:
        yield say("replay.masked")
    if (played.then.build, played.then.policy) != (played.today.build, played.today.policy):
        yield say("replay.other_versions")


def _ended(decision: "Decision") -> str:
    rules = " ".join(decision.rules)
    threshold = "" if decision.threshold is None else say("replay.threshold", threshold=decision.threshold)
    rows = "" if decision.rows is None else say("replay.rows", rows=decision.rows)
    versions = say("replay.versions", build=decision.build, policy=decision.policy)
    return ", ".join(part for part in (decision.status, rules, rows, threshold, versions) if part)
