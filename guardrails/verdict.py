"""What the gate says: cleared or refused, with every finding."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from warehouse.catalog import Label

if TYPE_CHECKING:
    from sqlglot.optimizer.scope import Scope

Interface = Literal["cli", "batch", "chat", "brief", "desk", "api", "mcp", "python"]
Cell = bool | int | float | str | date | datetime | None


@dataclass(frozen=True)
class Finding:
    """Why something is refused: a rule's id and the message for the asker in both languages.

    `start`: where in the statement, as an offset in characters, if that is known.
    """

    rule: str
    message: Label
    start: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Asker:
    """Who asks, as which role, through which door, for which client and purpose."""

    role: str = "analyst"
    user: str = "local"
    client: str = ""
    purpose: str = ""
    interface: Interface = "python"


@dataclass(frozen=True)
class Draft:
    """A statement nobody trusts yet, with where it came from. `question` is the raw text that led to it; `versions`
    names what had a part in it besides this product, such as a model; `about` is the audit id of the statement that
    answers the question, where this one only adds to it."""

    sql: str
    author: Literal["reader", "model", "analyst"] = "analyst"
    question: str = ""
    language: Literal["de", "en"] = "en"
    plan: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True)
class Cleared:
    """A statement that may run: as written, and with the role's threshold in every scan.

    `cautions`: nothing to refuse, but the answer should say it (sums of distinct people); `scopes`: its SELECTs, with
    all names resolved.
    """

    sql: str
    sql_run: str
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    threshold: int
    cautions: tuple[Finding, ...] = ()
    scopes: "tuple[Scope, ...]" = field(default=(), repr=False, compare=False)


@dataclass(frozen=True)
class Refused:
    """A statement or question that may not run; all findings, in the order of the rules."""

    findings: tuple[Finding, ...]
    audit_id: str = ""


@dataclass(frozen=True)
class Released:
    """The result of a cleared statement, after the locked engine and the audit.

    `truncated`: there were more rows than the policy's limit, and only the first ones are here.
    """

    cleared: Cleared
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    audit_id: str
    timings_ms: dict[str, float] = field(default_factory=dict)
    truncated: bool = False


@dataclass(frozen=True)
class Failed:
    """No result through no fault of the asker: an engine error or a full time limit; its text stays inside."""

    message: Label
    audit_id: str
