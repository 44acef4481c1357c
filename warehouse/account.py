"""The report of a build that an auditor reads: what went in, what was suppressed and why, what was proven. Markdown."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import yaml

from warehouse.build_info import read_build
from warehouse.catalog import Label, Language
from warehouse.claims import claims
from warehouse.inputs import quoted
from warehouse.proof import Proof, prove_file
from warehouse.report import Rejected, on_people
from warehouse.stop import message

_DETAIL = (
    ("demographics_daily", "footfall_daily", "d.date = t.date"),
    ("dwell_daily", "footfall_daily", "d.date = t.date"),
    ("footfall_hourly", "footfall_daily", "d.date = t.date"),
    ("catchment_monthly", "footfall_monthly", "d.month = t.month"),
    ("frequency_monthly", "footfall_monthly", "d.month = t.month"),
    ("footfall_daily", "footfall_weekly", "d.date BETWEEN t.week AND t.week + 6"),
)


def account(file: Path, language: Language) -> str | Rejected:
    """The report of a finished warehouse, from its manifest and its published figures alone."""
    proof = prove_file(file)
    if isinstance(proof, Rejected):
        return proof
    manifest: Any = read_build(file).manifest
    if not manifest:
        return Rejected(message("no_manifest", file=file))
    parts = (_head(manifest), _inputs(manifest), _tables(manifest), _shortfalls(file, proof))
    lines = [line[language] for part in parts for line in part]
    audit = [message("report_proof")[language], "", *(f"- {line}" for line in _audit(proof, manifest, language))]
    policy = yaml.safe_dump(manifest["policy"], sort_keys=False, allow_unicode=True).strip()
    return "\n".join([*lines, "", *audit, "", message("report_policy")[language], "", "```yaml", policy, "```", ""])


def _plain(text: str) -> Label:
    return Label(de=text, en=text)


def _head(manifest: Any) -> Iterator[Label]:
    yield message("report_title", **{**manifest, **manifest["period"]})
    yield _plain("")
    yield message("report_claim")
    yield _plain("")
    yield from claims(manifest)
    yield _plain("")


def _inputs(manifest: Any) -> Iterator[Label]:
    yield message("report_inputs")
    for name, source in manifest["inputs"].items():
        rejected = manifest["rejects"].get(name, {}).get("rejected", 0)
        yield _plain(f"| {name} | {source['rows']} | {rejected} | `{source['sha256']}` |")
    yield _plain("")
    yield from on_people(manifest)
    yield message("report_visits", **manifest["visits"])
    for table, rejects in manifest["rejects"].items():
        for reason, count in rejects["reasons"].items():
            yield message("rejected_rows", table=table, count=count, reason=message(f"reason_{reason}"))
    yield _plain("")


def _tables(manifest: Any) -> Iterator[Label]:
    yield message("report_tables")
    for table, cells in manifest["tables"].items():
        reasons = {message(f"why_{reason}"): count for reason, count in cells["reasons"].items() if count}
        said = {language: ", ".join(f"{why[language]}: {n}" for why, n in reasons.items()) for language in ("de", "en")}
        row = f"| {table} | {cells['stored']} | {cells['suppressed']} |"
        yield Label(de=f"{row} {said['de']} |", en=f"{row} {said['en']} |")
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
            shares = [f"{share:.1%}" if share is not None else "–" for share in row or (None, None)]
            yield _plain(f"| {detail} | {total} | {' | '.join(shares)} |")


def _period(total: str) -> str:
    return {"footfall_daily": "date", "footfall_weekly": "week", "footfall_monthly": "month"}[total]


def _audit(proof: Proof, manifest: Any, language: Language) -> Iterator[str]:
    """What the file shows now, and what its build proved when the true counts were at hand."""
    then = manifest.get("proven", ())
    yield from (line for line in Proof((*proof.proven, *proof.failed)).lines(language))
    for finding in proof.unshown:
        proven = finding.name in then
        said = "report_proof_then" if proven else "proof_unshown"
        yield message(said, sentence=finding.sentence)[language]
