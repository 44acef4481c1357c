"""Rows that cannot be used: counted by table and reason, never listed, for a listing would be about people."""

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.catalog import Label
from warehouse.stop import message


@dataclass(frozen=True)
class Rejects:
    """How many of a table's rows were rejected, by reason, the most frequent first."""

    table: str
    rows: int
    reasons: dict[str, int]

    @property
    def rejected(self) -> int:
        """Rejected rows in all."""
        return sum(self.reasons.values())

    @property
    def share(self) -> float:
        """Rejected rows as a share of all rows of people who did not object."""
        return self.rejected / self.rows if self.rows else 0.0


def count_rejects(con: duckdb.DuckDBPyConnection, table: str, judged: str) -> Rejects:
    """Counts what `judged` found in `table`: `reject` is the reason, `copies` how many equal rows it stands for."""
    rows = con.execute(f"SELECT coalesce(sum(copies), 0)::BIGINT FROM {judged}").fetchone()
    reasons = con.execute(f"""
        SELECT reason, sum(rows)::BIGINT AS rows FROM (
            SELECT reject AS reason, copies AS rows FROM {judged} WHERE reject IS NOT NULL
            UNION ALL SELECT 'duplicate', copies - 1 FROM {judged} WHERE reject IS NULL AND copies > 1
        ) GROUP BY reason ORDER BY rows DESC, reason""").fetchall()
    return Rejects(table, int(rows[0]) if rows else 0, dict(reasons))


def write_report(rejects: dict[str, Rejects], path: Path) -> None:
    """Writes the counts as JSON."""
    content = {name: as_json(found) for name, found in rejects.items()}
    path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def as_json(found: Rejects) -> dict[str, object]:
    """Counts of one table as they stand in the report and the manifest."""
    return {"rows": found.rows, "rejected": found.rejected, "reasons": found.reasons}


def too_many(found: Rejects, allowed: float, report: Path) -> Label:
    """Says that more than the allowed share of a table was rejected, and where the counts are."""
    return message(
        "too_many_rejects",
        table=found.table,
        rejected=found.rejected,
        rows=found.rows,
        share=f"{found.share:.1%}",
        allowed=f"{allowed:.0%}",
        reason=message(f"reason_{next(iter(found.reasons))}"),
        report=report,
    )
