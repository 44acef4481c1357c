"""An entry as it is stored: redacted, pseudonymous, canonical JSON."""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files

from guardrails.audit.entry import SCHEMA, Entry
from guardrails.redact import place_in_redacted, redact, redact_sql
from guardrails.verdict import Finding
from warehouse.catalog import catalogue

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def fields_of(entry: Entry, user_key: Callable[[str], str], known: frozenset[str]) -> dict[str, object]:
    """The fields of a record, without its time. `known`: case-folded texts that may stay."""
    asker = entry.asker
    sql = redact_sql(entry.sql, known)
    return {
        "schema": SCHEMA,
        "kind": entry.kind,
        "status": entry.status,
        "user": user_key(asker.user),
        "role": asker.role,
        "client": redact(asker.client),
        "purpose": redact(asker.purpose),
        "interface": asker.interface,
        "language": entry.language,
        "author": entry.author,
        "question": redact(entry.question, known),
        "plan": redact(entry.plan, known),
        "sql": sql,
        "sql_run": redact_sql(entry.sql_run, known),
        "findings": [_finding(f, sql, entry.sql, known) for f in entry.findings],
        "threshold": entry.threshold,
        "rows": entry.rows,
        "hidden_groups": entry.hidden_groups,
        "timings_ms": dict(entry.timings_ms),
        "versions": {**product_versions(), **entry.versions},
        "about": entry.about,
        "result_hash": entry.result_hash,
        "comment": redact(entry.comment, known),
        "details": dict(entry.details),
        "signals": dict(entry.signals),
    }


def _finding(finding: Finding, redacted: str, sql: str, known: frozenset[str]) -> dict[str, object]:
    """A finding as stored: `at` is where it begins in the stored statement, if that is known."""
    said: dict[str, object] = {"rule": finding.rule, "message": {"de": finding.message.de, "en": finding.message.en}}
    at = None if finding.start is None else place_in_redacted(redacted, sql, finding.start, known)
    return said if at is None else {**said, "at": at}


def canonical(fields: Mapping[str, object]) -> str:
    """The one JSON text of these fields: keys sorted, no spaces; half characters (no UTF-8) become "?"."""
    return _JSON.encode(fields).encode("utf-8", "replace").decode()


@cache
def product_versions() -> dict[str, str]:
    """Version of the product and hash of its catalogue."""
    try:
        product = version("footfall-assistant")
    except PackageNotFoundError:
        product = "not installed"
    catalogue = files("warehouse").joinpath("catalog.yaml").read_bytes()
    return {"product": product, "catalogue": hashlib.sha256(catalogue).hexdigest()[:16]}


@cache
def catalogue_texts() -> frozenset[str]:
    """Names of tables, columns and their listed values, case-folded: an SQL text may keep them."""
    known = catalogue()
    values = (v for column in known.columns.values() for v in column.values)
    return frozenset(text.casefold() for text in (*known.tables, *known.columns, *values))
