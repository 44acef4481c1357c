"""`users`: who may sign in, as what, and with which tokens. Each step is in the audit log, under pseudonyms."""

import json as json_text
import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.commands.access import Access
from assistant.commands.records import fail
from assistant.commands.words import say
from warehouse.secret import home

if TYPE_CHECKING:
    from assistant.people.register import Listed, Register

Role = Literal["analyst", "sales", "marketer", "auditor"]
NAME = re.compile(r"[\w.@+-]{1,64}")

_Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]
_Audit = Annotated[Path | None, typer.Option("--audit")]
_By = Annotated[str, typer.Option("--user", show_default=False)]
_Lang = Annotated[str, typer.Option("--lang", show_default=False)]


@dataclass(frozen=True)
class Desk:
    """Where the register is kept: every change is recorded before it is made."""

    register: "Register"
    access: Access

    def note(self, step: str, name: str, **details: str) -> None:
        """Record a step about somebody. Raises AuditUnavailable: then nothing is changed."""
        from guardrails.audit import AuditLog, Entry
        from guardrails.verdict import Asker

        with closing(AuditLog.open(self.access.log_file)) as log:
            said = {"what": f"users {step}", "about": log.user_key(name), **details}
            log.append(
                Entry("door", "noted", Asker("administrator", self.access.user_name, interface="cli"), details=said)
            )

    def known(self, name: str) -> "Listed":
        """The line of somebody who is registered; else the command ends."""
        line = self.register.find(name)
        if line is None:
            fail(f"footfall: {say('people.unknown', name=name)}", 2)
        return line


@contextmanager
def _desk(audit: Path | None, by: str) -> Iterator[Desk]:
    import sqlite3

    from assistant.people.register import FILE, Register

    try:
        register = Register(home() / FILE)
    except sqlite3.Error as problem:
        fail(f"footfall: {say('people.unreadable', file=home() / FILE, problem=problem)}", 2)
    with closing(register):
        yield Desk(register, Access(audit=audit, user=by))


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    group = typer.Typer(help=say("help.users"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="users")
    _add_people(group)
    _add_access(group)


def _add_people(group: typer.Typer) -> None:
    role = Annotated[Role, typer.Option(help=say("help.users_role"))]
    client = Annotated[str, typer.Option(help=say("help.users_client"), show_default=False)]

    @group.command("add", help=say("help.users_add"))
    def add(name: _Name, role: role, client: client = "", audit: _Audit = None, by: _By = "", lang: _Lang = "") -> None:
        from assistant.people.person import Person

        if not NAME.fullmatch(name):
            fail(f"footfall: {say('people.bad_name', name=name)}", 2)
        with _desk(audit, by) as desk:
            if desk.register.find(name):
                fail(f"footfall: {say('people.taken', name=name)}", 2)
            password = _new_password()
            desk.note("add", name, role=role)
            desk.register.add(Person(name, role, client), password)
        print(say("people.added", name=name, role=role))

    @group.command("change", help=say("help.users_change"))
    def change(
        name: _Name, role: role, client: client = "", audit: _Audit = None, by: _By = "", lang: _Lang = ""
    ) -> None:
        from assistant.people.person import Person

        with _desk(audit, by) as desk:
            desk.known(name)
            desk.note("change", name, role=role)
            desk.register.set_place(Person(name, role, client))
        print(say("people.changed", name=name, role=role))

    @group.command("list", help=say("help.users_list"))
    def list_people(
        json: Annotated[bool, typer.Option("--json", help=say("help.json"))] = False, lang: _Lang = ""
    ) -> None:
        with _desk(None, "") as desk:
            lines = desk.register.listed()
        if json:
            print(json_text.dumps([asdict(line) for line in lines], ensure_ascii=False))
        else:
            print("\n".join(map(_line, lines)) or say("people.none"))


def _add_access(group: typer.Typer) -> None:
    @group.command("disable", help=say("help.users_disable"))
    def disable(name: _Name, audit: _Audit = None, by: _By = "", lang: _Lang = "") -> None:
        with _desk(audit, by) as desk:
            desk.known(name)
            desk.note("disable", name)
            desk.register.disable(name)
        print(say("people.disabled", name=name))

    @group.command("enable", help=say("help.users_enable"))
    def enable(name: _Name, audit: _Audit = None, by: _By = "", lang: _Lang = "") -> None:
        with _desk(audit, by) as desk:
            desk.known(name)
            desk.note("enable", name)
            desk.register.enable(name)
        print(say("people.enabled", name=name))

    @group.command("passwd", help=say("help.users_passwd"))
    def passwd(name: _Name, audit: _Audit = None, by: _By = "", lang: _Lang = "") -> None:
        with _desk(audit, by) as desk:
            desk.known(name)
            password = _new_password()
            desk.note("passwd", name)
            desk.register.set_password(name, password)
        print(say("people.new_password", name=name))

    @group.command("token", help=say("help.users_token"))
    def token(name: _Name, audit: _Audit = None, by: _By = "", lang: _Lang = "") -> None:
        with _desk(audit, by) as desk:
            if desk.known(name).disabled:
                fail(f"footfall: {say('people.is_disabled', name=name)}", 1)
            desk.note("token", name)
            print(desk.register.new_token(name))
        print(say("people.token_once"), file=sys.stderr)

    @group.command("revoke", help=say("help.users_revoke"))
    def revoke(name: _Name, audit: _Audit = None, by: _By = "", lang: _Lang = "") -> None:
        with _desk(audit, by) as desk:
            desk.known(name)
            desk.note("revoke", name)
            count = desk.register.void_tokens(name)
            desk.register.end_sessions(name)
        print(say("people.revoked", name=name, count=count))


def _new_password() -> str:
    """Asked for twice at a terminal, else the first line of standard input; the command ends where it is too short."""
    from assistant.people.password import LONGEST, SHORTEST

    if sys.stdin.isatty():
        given = str(typer.prompt(say("people.password"), hide_input=True, confirmation_prompt=True))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if not SHORTEST <= len(given) <= LONGEST:
        fail(f"footfall: {say('people.short', least=SHORTEST, most=LONGEST)}", 2)
    return given


def _line(line: "Listed") -> str:
    since = datetime.fromtimestamp(line.added, UTC).date()
    state = say("people.locked_out") if line.disabled else say("people.may_sign_in")
    return f"{line.name:<20} {line.role:<9} {line.client or '-':<16} {since} {state:<12} {line.tokens}"
