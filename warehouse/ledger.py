"""The ledger beside a warehouse: what was published there, which objections were honoured, who changed the policy.

It binds the publication at one path. A day that was published is closed, and with it its week and month: a build under
the same secret and rules takes it over as it stands, so that two versions of one period can never be subtracted from
each other; to replace it, enough people must have changed, and the secret too.

No row of the ledger is about a person. To notice changes it keeps, a month, one salted hash for each group of at
least `smallest_group` people (on average); as many people have changed as groups have, at the least. These hashes go
after some months, and with them the last way to replace such a month.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warehouse.policy import Policy
from warehouse.stop import BuildError, message


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Month(_Record):
    """The published days of a month, the marks of its groups of people, and how often it was replaced."""

    days: list[date]
    marks: dict[int, str]
    replaced: int = 0


class Publication(_Record):
    """One build that was published, and at least how many people had changed in periods it replaced."""

    build_id: str
    at: str
    first: date
    last: date
    replaced_with_changed_people: int | None = None


class Receipt(_Record):
    """One objection file: when it reached a build, its newest objection, and the first build without these people."""

    sha256: str
    received: str
    newest_objection: str | None
    people: int
    found: int
    honoured_from: str


class PolicyChange(_Record):
    """A policy and since when it holds; who changed it, why, and who approved (a first one needs that
    only where it is weaker than the shipped one)."""

    policy: dict[str, Any]
    at: str
    build_id: str
    changed_by: str = ""
    because: str = ""
    approved_by: str = ""


class Ledger(_Record):
    """All of it; `groups` and `salt` are chosen by the first build."""

    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    groups: int = 0
    secrets: list[str] = []
    months: dict[date, Month] = {}
    publications: list[Publication] = []
    objections: list[Receipt] = []
    policies: list[PolicyChange] = []


def ledger_path(out: Path) -> Path:
    """Where the ledger of a warehouse lies: beside it."""
    return out.with_name(out.name + ".ledger.json")


def read_ledger(out: Path) -> Ledger:
    """The ledger of what is published at `out`; a new one where there is none.

    Raises BuildError when there is one that cannot be read: what it forbids would be forgotten.
    """
    path = ledger_path(out)
    if not path.exists():
        return Ledger()
    try:
        return Ledger.model_validate_json(path.read_text("utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise BuildError(message("ledger_unreadable", file=path)) from error


def write_ledger(ledger: Ledger, path: Path) -> None:
    """Writes a ledger that its owner alone can read."""
    path.touch(mode=0o600)
    path.write_text(ledger.model_dump_json(indent=1) + "\n", "utf-8")


def fingerprint(secret: bytes) -> str:
    """Tells whether two builds used one secret, and nothing of the secret."""
    return hmac.new(secret, b"footfall ledger", hashlib.sha256).hexdigest()


def now() -> str:
    """The time of a record, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def of_figures(policy: dict[str, Any]) -> dict[str, Any]:
    """The part of a policy that published figures depend on."""
    return {key: value for key, value in policy.items() if key not in ("largest_reject_share", "rebuilds")}


def continues(ledger: Ledger, secret: bytes, policy: Policy) -> bool:
    """Whether a build goes on under the secret and the rules of the last one; otherwise it means to replace it."""
    ruled = of_figures(ledger.policies[-1].policy) == of_figures(policy.model_dump(mode="json"))
    return ruled and ledger.secrets[-1] == fingerprint(secret)


def check_replacement(ledger: Ledger, months: set[date], changed: int, secret: bytes, policy: Policy) -> None:
    """Raises BuildError when what is published for `months` may not be replaced."""
    rules = policy.rebuilds
    span = {"first": min(months), "last": max(months)}
    if changed < rules.fewest_changed_people:
        raise BuildError(message("ledger_few_changed", changed=changed, fewest=rules.fewest_changed_people, **span))
    if fingerprint(secret) in ledger.secrets:
        raise BuildError(message("ledger_same_secret", **span))
    if any(ledger.months[month].replaced >= rules.most for month in months):
        raise BuildError(message("ledger_too_often", most=rules.most, **span))
    if any(not ledger.months[month].marks for month in months):
        raise BuildError(message("ledger_for_good", keep=rules.keep_marks_months, **span))


def forget_old(ledger: Ledger, months: int) -> None:
    """Takes the marks of all but the latest `months` months out: nothing about anybody's doings is kept for ever."""
    for month in sorted(ledger.months)[:-months]:
        ledger.months[month].marks = {}
