"""The common options: which warehouse, which log, who asks, as what, for whom."""

import functools
import inspect
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from assistant.commands.words import say
from warehouse.secret import home

if TYPE_CHECKING:
    from assistant.service import Assistant
    from guardrails.verdict import Interface

Role = Literal["analyst", "sales", "marketer"]
COMMON = ("--warehouse", "--audit", "--role", "--user", "--client", "--purpose", "--today", "--lang")


@dataclass(frozen=True)
class Access:
    """What the common options say; None where an option was not given."""

    warehouse: Path | None = None
    audit: Path | None = None
    role: Role | None = None
    user: str = ""
    client: str = ""
    purpose: str = ""
    today: date | None = None
    lang: Literal["de", "en"] | None = None

    @property
    def log_file(self) -> Path:
        """The audit log to use."""
        return self.audit or home() / "audit.sqlite"

    @property
    def user_name(self) -> str:
        """Who asks: as given, else the name in the environment."""
        return self.user or os.environ.get("USER") or os.environ.get("USERNAME") or "local"

    def warehouse_file(self) -> Path:
        """The warehouse to use; the demo is made where none is named and none is there yet."""
        named = self.warehouse or os.environ.get("FOOTFALL_WAREHOUSE")
        if named:
            return Path(named)
        demo = home() / "demo.duckdb"
        if not demo.exists():
            from assistant.commands.making import make_demo

            print(say("demo.first_use", file=demo), file=sys.stderr)
            make_demo(demo, None)
        return demo

    def open(self, interface: "Interface", role: Role = "analyst") -> "Assistant":
        """The assistant before that warehouse. Raises WarehouseUnavailable or AuditUnavailable."""
        from guardrails.opening import start_opening

        opening = start_opening(self.warehouse_file())
        from assistant.service import Assistant  # loads while a worker opens the warehouse

        return Assistant.open(
            opening, role=self.role or role, user=self.user_name, audit=self.log_file, today=self.today,
            client=self.client, purpose=self.purpose, interface=interface, language=self.lang,
        )  # fmt: skip


def day(text: str) -> date:
    """A date option."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(say("world.bad_date", value=text)) from None


def with_access(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the common options; it receives them as `access`."""
    names = [field.name for field in fields(Access)]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        command(access=Access(**{name: given.pop(name) for name in names}), **given)

    own = [p for p in inspect.signature(command, eval_str=True).parameters.values() if p.name != "access"]
    every = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (*own, *_options())]
    run.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in every}
    del run.__wrapped__  # its signature would win
    return run


def _options() -> list[inspect.Parameter]:
    kinds: dict[str, tuple[Any, Any, dict[str, Any]]] = {
        "warehouse": (Path | None, None, {"help": say("help.warehouse")}),
        "audit": (Path | None, None, {"help": say("help.audit_file")}),
        "role": (Role | None, None, {"help": say("help.role")}),
        "user": (str, "", {"help": say("help.user"), "show_default": False}),
        "client": (str, "", {"help": say("help.client"), "show_default": False}),
        "purpose": (str, "", {"help": say("help.purpose"), "show_default": False}),
        "today": (date | None, None, {"help": say("help.today"), "parser": day, "metavar": say("help.date")}),
        "lang": (Literal["de", "en"] | None, None, {"help": say("help.lang")}),
    }
    return [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=default,
            annotation=Annotated[kind, typer.Option(f"--{name}", **more)],
        )
        for name, (kind, default, more) in kinds.items()
    ]  # fmt: skip
