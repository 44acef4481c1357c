"""The manifest of a build: what went in, by which rules, and how much of it was published."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.cells import COUNTS, in_minutes, other_measures, people_measure
from warehouse.inputs import Source
from warehouse.policy import Policy
from warehouse.protect import shown_as
from warehouse.rejects import Rejects, as_json

Manifest = dict[str, Any]


def describe(
    con: duckdb.DuckDBPyConnection,
    build_id: str,
    policy: Policy,
    sources: dict[str, Source],
    rejects: dict[str, Rejects],
) -> Manifest:
    """The manifest as it will be written; counts only, nothing of a person."""
    first, last = _row(con, "SELECT first, last FROM period")
    return {
        "build_id": build_id,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": f"duckdb {duckdb.__version__}",
        "period": {"first": first.isoformat(), "last": last.isoformat()},
        "policy": policy.model_dump(mode="json"),
        "inputs": {name: {"sha256": source.sha256, "rows": source.rows} for name, source in sources.items()},
        "objections": _objections(con, sources),
        "rejects": {name: as_json(found) for name, found in rejects.items()},
        "people": _people(con),
        "visits": _visits(con),
        "tables": {table: _cells(con, table, policy.ladder) for table in COUNTS},
    }


def write(manifest: Manifest, path: Path) -> None:
    """Writes the manifest as JSON."""
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _objections(con: duckdb.DuckDBPyConnection, sources: dict[str, Source]) -> dict[str, object]:
    if "objections" not in sources:
        return {"status": "none given"}
    (people,) = _row(con, "SELECT count(DISTINCT person_id) FROM input_objections")
    (found,) = _row(con, "SELECT count(DISTINCT person_id) FROM objector_found")
    rows = {name: source.objected for name, source in sources.items() if source.objected}
    return {"status": "honoured", "people": people, "found": found, "rows_taken_out": rows}


def _people(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    known, seen, strangers = _row(
        con,
        """SELECT (SELECT count(*) FROM judged_customer WHERE reject IS NULL), count(*), count(*) FILTER (stranger)
        FROM (SELECT person, bool_and(c.person_id IS NULL) AS stranger
              FROM seen JOIN person AS p USING (person)
              LEFT JOIN judged_customer AS c ON c.person_id = p.person_id AND c.reject IS NULL GROUP BY person)""",
    )
    return {"customers": known, "seen": seen, "seen_without_customer_record": strangers}


def _visits(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Where the accepted visits went; sensitive ones as one total."""
    accepted, sensitive = _row(con, "SELECT accepted, sensitive FROM stays_found")
    within, counted = _row(con, "SELECT count(*), count(*) FILTER (day IN (FROM covered_day)) FROM visit")
    return {
        "accepted": accepted,
        "at_sensitive_places": sensitive,
        "above_cap": accepted - sensitive - within,
        "outside_period": within - counted,
        "counted": counted,
    }


def _cells(con: duckdb.DuckDBPyConnection, table: str, ladder: tuple[int, ...]) -> dict[str, object]:
    """Cells published and suppressed, by reason; a cross-visit pair counts in both directions, as published.

    `ladder`: stored cells that the residual rule hides from roles with this threshold though they have as many people.
    `minutes_withheld`: stored cells without minutes, because one person makes too many of them.
    """
    each = 2 if table == "cross_visits_monthly" else 1
    found = con.execute(f"SELECT hidden, count(*) FROM cells_{table} GROUP BY hidden ORDER BY hidden").fetchall()
    reasons = {reason: each * cells for reason, cells in found if reason is not None}
    stored = _count(con, f"scaled_{table}")
    cells: dict[str, object] = {"stored": stored, "suppressed": sum(reasons.values()), "reasons": reasons}
    cells["ladder"] = {str(role): _count(con, f"cells_{table} WHERE {_lowered(table, role)}") for role in ladder[1:]}
    for minutes in (name for name in other_measures(table) if in_minutes(name)):
        cells["minutes_withheld"] = _count(con, f"scaled_{table} WHERE {minutes} IS NULL")
    return cells


def _lowered(table: str, role: int) -> str:
    """SQL: whether a role does not see a stored cell that has as many people as it asks for."""
    return f"hidden IS NULL AND group_size < {role} AND {shown_as(people_measure(table))} >= {role}"


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    return int(_row(con, f"SELECT count(*) FROM {relation}")[0])


def _row(con: duckdb.DuckDBPyConnection, statement: str) -> tuple[Any, ...]:
    row = con.execute(statement).fetchone()
    if row is None:
        raise LookupError("a count must yield a row")
    return row
