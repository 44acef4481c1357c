"""Holds a build against the ledger of its `out`, and enters it there once it is published."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from warehouse import carry
from warehouse.inputs import Source
from warehouse.ledger import (
    Ledger,
    Month,
    PolicyChange,
    Publication,
    Receipt,
    check_replacement,
    continues,
    fingerprint,
    forget_old,
    ledger_path,
    now,
    read_ledger,
    write_ledger,
)  # fmt: skip
from warehouse.manifest import Manifest
from warehouse.policy import Policy, read_policy
from warehouse.stop import BuildError, message

Marks = dict[date, dict[int, str]]


@dataclass(frozen=True)
class Approval:
    """Who changes the policy, why, and who else has approved it."""

    changed_by: str = ""
    because: str = ""
    approved_by: str = ""


@dataclass(frozen=True)
class Standing:
    """What the ledger said of a build: the ledger itself, the months it replaces, how many people changed at least, and
    the published days it takes over, with the build they are taken from."""

    ledger: Ledger
    replaced: frozenset[date] = frozenset()
    changed: int = 0
    carried: tuple[date, ...] = ()
    carried_from: str = ""


def check(
    con: duckdb.DuckDBPyConnection, marks: str, out: Path, secret: bytes, policy: Policy, approval: Approval
) -> Standing:
    """Holds a build against the ledger, and takes over the closed periods it is not to replace.

    `marks` is the SQL that makes the marks. Raises BuildError.
    """
    ledger = read_ledger(out)
    _check_policy(ledger, policy, approval)
    con.execute("SET VARIABLE ledger_salt = ?", [ledger.salt])
    ledger.groups = ledger.groups or _groups(con, policy)
    con.execute(f"SET VARIABLE ledger_groups = {ledger.groups}")
    covered = [day for (day,) in con.execute("SELECT day FROM covered_day ORDER BY day").fetchall()]
    again = {month: closed for month, closed in ledger.months.items() if set(closed.days) & set(covered)}
    if not again:
        return Standing(ledger)
    closed = tuple(sorted(day for month in again.values() for day in month.days))
    if missing := set(closed) - set(covered):
        raise BuildError(message("ledger_days_missing", day=min(missing), days=len(missing)))
    changed = _changed({month: kept.marks for month, kept in again.items()}, _marks(con, marks, closed))
    if not continues(ledger, secret, policy):
        check_replacement(ledger, set(again), changed, secret, policy)
        return Standing(ledger, frozenset(again), changed)
    last = ledger.publications[-1].build_id
    if _held(ledger, closed) and carry.take(con, out, last, closed):
        return Standing(ledger, changed=changed, carried=closed, carried_from=last)
    if changed:
        raise BuildError(message("ledger_file_gone", file=out, first=min(again), last=max(again)))
    return Standing(ledger)


def _held(ledger: Ledger, closed: tuple[date, ...]) -> bool:
    """Whether the build published last holds these days."""
    last = ledger.publications[-1]
    return last.first <= closed[0] and closed[-1] <= last.last


def _check_policy(ledger: Ledger, policy: Policy, approval: Approval) -> None:
    """Another policy than the last one published, or a first one weaker than the shipped one, needs two names."""
    weaker = () if ledger.policies else policy.weaker_than(read_policy())
    if not weaker and (not ledger.policies or ledger.policies[-1].policy == policy.model_dump(mode="json")):
        return
    if not (approval.changed_by.strip() and approval.because.strip() and approval.approved_by.strip()):
        raise BuildError(message("policy_weaker", rules=", ".join(weaker)) if weaker else message("policy_change"))
    if approval.changed_by.strip().casefold() == approval.approved_by.strip().casefold():
        raise BuildError(message("policy_change_alone"))


def _groups(con: duckdb.DuckDBPyConnection, policy: Policy) -> int:
    row = con.execute("SELECT count(DISTINCT person) FROM visit").fetchone()
    return max(1, int(row[0]) // policy.smallest_group) if row else 1


def _marks(con: duckdb.DuckDBPyConnection, marks: str, days: Collection[date]) -> Marks:
    con.execute("CREATE OR REPLACE TEMP TABLE marked_day AS SELECT unnest(?::DATE[]) AS day", [list(days)])
    con.execute(marks)
    found: Marks = {}
    for month, bucket, mark in con.execute("SELECT month, bucket, mark FROM mark ORDER BY ALL").fetchall():
        found.setdefault(month, {})[bucket] = mark
    return found


def _changed(before: Marks, after: Marks) -> int:
    """Groups that changed in any month; each holds at least one changed person."""
    changed: set[int] = set()
    for month, marks in before.items():
        now_there = after.get(month, {})
        changed |= {bucket for bucket in marks.keys() | now_there.keys() if marks.get(bucket) != now_there.get(bucket)}
    return len(changed)


def enter(
    con: duckdb.DuckDBPyConnection, marks: str, standing: Standing, manifest: Manifest, secret: bytes, policy: Policy,
    approval: Approval,
) -> Ledger:  # fmt: skip
    """The ledger with this build in it."""
    ledger = standing.ledger
    days = [day for (day,) in con.execute("SELECT day FROM covered_day ORDER BY day").fetchall()]
    for month, found in _marks(con, marks, days).items():
        inside = [day for day in days if day.replace(day=1) == month]
        if set(inside) <= set(standing.carried):
            continue
        known = ledger.months.get(month)
        times = (known.replaced if known else 0) + (month in standing.replaced)
        ledger.months[month] = Month(days=inside, marks=found, replaced=times)
    if fingerprint(secret) not in ledger.secrets[-1:]:
        ledger.secrets.append(fingerprint(secret))
    ledger.publications.append(Publication(
        build_id=manifest["build_id"], at=now(), first=days[0], last=days[-1],
        replaced_with_changed_people=standing.changed if standing.replaced else None,
    ))  # fmt: skip
    _enter_policy(ledger, manifest["build_id"], policy, approval)
    forget_old(ledger, policy.rebuilds.keep_marks_months)
    return ledger


def _enter_policy(ledger: Ledger, build_id: str, policy: Policy, approval: Approval) -> None:
    values = policy.model_dump(mode="json")
    if not ledger.policies or ledger.policies[-1].policy != values:
        ledger.policies.append(PolicyChange(policy=values, at=now(), build_id=build_id, **vars(approval)))


def receive(con: duckdb.DuckDBPyConnection, ledger: Ledger, source: Source, manifest: Manifest) -> None:
    """Adds a receipt for an objection file that no published build has honoured yet."""
    if any(receipt.sha256 == source.sha256 for receipt in ledger.objections):
        return
    (newest,) = con.execute("SELECT max(received_at)::VARCHAR FROM input_objections").fetchone() or (None,)
    counted = manifest["objections"]
    ledger.objections.append(Receipt(
        sha256=source.sha256, received=now(), newest_objection=newest, people=counted["people"], found=counted["found"],
        honoured_from=manifest["build_id"],
    ))  # fmt: skip


def put_in_place(ledger: Ledger, prepared: Path, out: Path) -> None:
    """Replaces the ledger of `out`, before the warehouse itself: what may have been seen is never forgotten."""
    write_ledger(ledger, prepared)
    prepared.replace(ledger_path(out))
