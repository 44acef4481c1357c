"""Exports a stretch of the log with all it takes to prove it without this product.

Three files: the records (JSON Lines or CSV), `<output>.proof.json` with the signed ends of the stretch, and
`<output>.verify.py`, a script of the Python standard library alone that checks the one by the other.
"""

import csv
import json
import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import IO, Literal, TypeVar

from guardrails.audit.anchor import public_key, sign
from guardrails.audit.chain import Stored
from guardrails.audit.log import AuditLog
from guardrails.audit.unavailable import AuditUnavailable
from guardrails.verdict import Asker
from warehouse.catalog import Label

T = TypeVar("T")
Format = Literal["jsonl", "csv"]
READABLE = ("time", "kind", "status", "role", "user", "client", "interface", "question", "sql", "about")
PROVEN = ("seq", "prev", "hash", "body")


@dataclass(frozen=True)
class Exported:
    """What was written: numbers of the first and last record, how many, and the files."""

    first: int
    last: int
    count: int
    files: tuple[Path, Path, Path]


def export(
    log: AuditLog, output: Path, form: Format, asker: Asker, since: date | None = None, until: date | None = None
) -> Exported | None:
    """Write the records of these UTC days, both included; None if there are none. The export is recorded first.

    Raises AuditUnavailable; files that were there before are replaced only when everything is written.
    """
    first, last, count = _stretch(log, since, until)
    log.record_read(f"export {form} {since or ''}..{until or ''}", count, asker)
    if not count:
        return None
    records, proof, script = output, _beside(output, ".proof.json"), _beside(output, ".verify.py")
    try:
        ends = _write(records, lambda out: _records(log, first, last, form, out))
        _write(proof, lambda out: out.write(json.dumps(_proof(log, form, ends), ensure_ascii=False, indent=1) + "\n"))
        verifier = files("guardrails.audit").joinpath("verify_export.py").read_text("utf-8")
        _write(script, lambda out: out.write(verifier))
    except OSError as error:
        raise AuditUnavailable(_unwritable(output, error)) from error
    return Exported(ends.first, ends.last, ends.count, (records, proof, script))


@dataclass
class _Ends:
    first: int = 0
    last: int = 0
    prev: str = ""
    head: str = ""
    count: int = 0

    def passed(self, record: Stored) -> None:
        if not self.count:
            self.first, self.prev = record[0], record[1]
        self.last, self.head, self.count = record[0], record[2], self.count + 1


def _stretch(log: AuditLog, since: date | None, until: date | None) -> tuple[int, int, int]:
    """Numbers of the first and last record of these days, and how many there are."""
    after = (until + timedelta(days=1)).isoformat() if until else ""
    found = log.store.query(
        "select min(seq), max(seq), count(*) from log"
        " where seq >= (select min(+seq) from log where time >= ?) and (? = '' or"
        " seq <= (select max(+seq) from log where time < ?))",
        (since.isoformat() if since else "", after, after),
    )[0]
    return found[0] or 0, int(found[1] or 0), int(found[2])


def _records(log: AuditLog, first: int, last: int, form: Format, out: IO[str]) -> _Ends:
    ends = _Ends()
    with log.store.snapshot(first, last) as records:
        (_csv if form == "csv" else _jsonl)(records, out, ends)
    return ends


def _jsonl(records: Iterable[Stored], out: IO[str], ends: _Ends) -> None:
    for record in records:
        ends.passed(record)
        out.write(json.dumps(dict(zip(PROVEN, record, strict=True)), ensure_ascii=False) + "\n")


def _csv(records: Iterable[Stored], out: IO[str], ends: _Ends) -> None:
    """Readable columns first; a leading apostrophe keeps a spreadsheet from taking a text for a formula."""
    table = csv.writer(out)
    table.writerow((*READABLE, *PROVEN))
    for record in records:
        ends.passed(record)
        body = json.loads(record[3])
        table.writerow((*(plain_cell(body.get(name)) for name in READABLE), *record))


def plain_cell(value: object) -> str:
    """A text that a spreadsheet shows and never runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _proof(log: AuditLog, form: Format, ends: _Ends) -> dict[str, object]:
    said: dict[str, object] = {
        "kind": "export", "format": form, **vars(ends), "key": public_key(),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip
    tombstones = [record.body["details"] for record in log.of_kind("retention")]
    return {"said": said, "signature": sign(said), "tombstones": tombstones}


def _beside(output: Path, ending: str) -> Path:
    return output.with_name(output.name + ending)


def _write(path: Path, fill: Callable[[IO[str]], T]) -> T:
    """Written whole and then put in its place, readable by its owner only."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(
            os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8", newline=""
        ) as out:
            result = fill(out)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return result


def _unwritable(path: Path, error: OSError) -> Label:
    return Label(
        de=f"Der Auszug lässt sich nicht nach {path} schreiben ({error}); bitte Ordner und Rechte prüfen.",
        en=f"The export cannot be written to {path} ({error}); please check folder and permissions.",
    )
