"""The report of a build that an auditor reads: what went in, what was suppressed and why, what was proven. Markdown."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from warehouse.build_info import read_build
from warehouse.catalog import Label, Language
from warehouse.claims import claims
from warehouse.inputs import quoted
from warehouse.ledger import read_ledger
from warehouse.proof import Finding, Proof, prove_file
from warehouse.report import Rejected, on_people
from warehouse.stop import BuildError, message

_DETAIL = (
    ("demographics_daily", "footfall_daily", "d.date = t.date"),
    ("dwell_daily", "footfall_daily", "d.date = t.date"),
    ("footfall_hourly", "footfall_daily", "d.date = t.date"),
    ("catchment_monthly", "footfall_monthly", "d.month = t.month"),
    ("frequency_monthly", "footfall_monthly", "d.month = t.month"),
    ("footfall_daily", "footfall_weekly", "d.date BETWEEN t.week AND t.week + 6"),
)


def account(file: Path, language: Language) -> str | Rejected:
    """The report of a finished warehouse, from its manifest, its published figures and the ledger beside it alone."""
    proof = prove_file(file)
    if isinstance(proof, Rejected):
        return proof
    manifest: Any = read_build(file).manifest
    if not manifest:
        return Rejected(message("no_manifest", file=file))
    parts = (_head(manifest), _inputs(manifest), _tables(manifest), _shortfalls(file, proof), _audit(proof, manifest))
    try:
        lines = [line[language] for part in (*parts, _history(file)) for line in part]
    except BuildError as stopped:
        return Rejected(stopped.reason)
    policy = yaml.safe_dump(manifest["policy"], sort_keys=False, allow_unicode=True).strip()
    return "\n".join([*lines, message("report_policy")[language], "", "```yaml", policy, "```", ""])


def _plain(text: str) -> Label:
    return Label(de=text, en=text)


def _number(count: int) -> Label:
    return Label(de=f"{count:,}".replace(",", "."), en=f"{count:,}")


def _share(share: float | None) -> Label:
    if share is None:
        return _plain("–")
    return Label(de=f"{100 * share:.1f} %".replace(".", ","), en=f"{share:.1%}")


def _row(*cells: str | int | Label) -> Label:
    """One row of a table."""
    said = [
        _number(cell) if isinstance(cell, int) else _plain(cell) if isinstance(cell, str) else cell for cell in cells
    ]
    return Label(de=f"| {' | '.join(cell.de for cell in said)} |", en=f"| {' | '.join(cell.en for cell in said)} |")


def _listed(counts: dict[str, int]) -> Label:
    """Counts by reason (the name of a sentence), the largest first."""
    largest = sorted(((name, count) for name, count in counts.items() if count), key=lambda found: -found[1])
    said = [message("report_count", what=message(name), count=_number(count)) for name, count in largest]
    return Label(de=", ".join(part.de for part in said), en=", ".join(part.en for part in said))


def _head(manifest: Any) -> Iterator[Label]:
    built = datetime.fromisoformat(manifest["created_at"])
    yield message("report_title", build_id=manifest["build_id"], **manifest["period"], at=f"{built:%Y-%m-%d %H:%M}")
    yield _plain("")
    yield message("report_claim")
    for claim in claims(manifest):
        yield _plain("")
        yield Label(de=f"> {claim.de}", en=f"> {claim.en}")
    yield _plain("")


def _inputs(manifest: Any) -> Iterator[Label]:
    yield message("report_inputs")
    objected = manifest["objections"].get("rows_taken_out", {})
    for name, source in manifest["inputs"].items():
        rejected = manifest["rejects"].get(name, {}).get("rejected", 0)
        yield _row(name, source["rows"], objected.get(name, 0), rejected, f"`{source['sha256']}`")
    yield _plain("")
    for table, rejects in manifest["rejects"].items():
        for reason, count in rejects["reasons"].items():
            yield message("report_rejected", table=table, count=_number(count), reason=message(f"reason_{reason}"))
    yield from on_people(manifest)
    yield message("report_visits", **{name: _number(count) for name, count in manifest["visits"].items()})
    yield _plain("")


def _tables(manifest: Any) -> Iterator[Label]:
    yield message("report_tables")
    for table, cells in manifest["tables"].items():
        why = _listed({f"why_{reason}": count for reason, count in cells["reasons"].items()})
        roles = ", ".join(f"{role}: {count}" for role, count in cells.get("ladder", {}).items() if count)
        yield _row(table, cells["stored"], cells["suppressed"], why, roles, cells.get("minutes_withheld", 0))
    yield _plain("")


def _shortfalls(file: Path, proof: Proof) -> Iterator[Label]:
    yield message("report_short")
    if any(finding.name == "catalogue_only" for finding in proof.failed):
        return
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as con:
        con.execute(f"ATTACH {quoted(file)} AS result (READ_ONLY)")
        for detail, total, inside in _DETAIL:
            row = con.execute(f"""
                SELECT sum(part) / sum(whole), quantile_cont(part / whole, 0.1) FROM (
                    SELECT any_value(t.visits) AS whole, coalesce(sum(d.visits), 0) AS part
                    FROM result.{total} AS t LEFT JOIN result.{detail} AS d ON d.place_id = t.place_id AND {inside}
                    GROUP BY t.place_id, t.{_period(total)}
                )""").fetchone()
            yield _row(detail, total, *(_share(share) for share in row or (None, None)))
    yield _plain("")


def _period(total: str) -> str:
    return {"footfall_daily": "date", "footfall_weekly": "week", "footfall_monthly": "month"}[total]


def _audit(proof: Proof, manifest: Any) -> Iterator[Label]:
    """What the file shows now, and what its build proved when the true counts were at hand."""
    then = manifest.get("proven") or ()
    parts = (
        ("report_refuted", proof.failed),
        ("report_proven", proof.proven),
        ("report_proven_then", tuple(found for found in proof.unshown if found.name in then)),
        ("report_unproven", tuple(found for found in proof.unshown if found.name not in then)),
    )
    yield message("report_proof")
    for heading, findings in parts:
        if findings:
            yield from (_plain(""), message(heading), _plain(""), *(_bullet(finding) for finding in findings))
    yield _plain("")
    yield message("report_open")
    yield _plain("")


def _bullet(finding: Finding) -> Label:
    said = message("proof_against", sentence=finding.sentence, rows=finding.violations)
    said = said if finding.violations else finding.sentence
    return Label(de=f"- {said.de}", en=f"- {said.en}")


def _history(file: Path) -> Iterator[Label]:
    """Receipts of objection files and changes of policy; nothing where no ledger is kept."""
    ledger = read_ledger(file)
    if ledger.objections:
        yield message("report_receipts")
        yield from (
            _row(one.received, one.people, one.found, one.honoured_from, f"`{one.sha256}`") for one in ledger.objections
        )
        yield _plain("")
    if ledger.policies:
        yield message("report_policies")
        for change in ledger.policies:
            said = (change.changed_by, change.because, change.approved_by)
            yield _row(change.at, change.build_id, *(text.replace("|", "/") or "–" for text in said))
        yield _plain("")
