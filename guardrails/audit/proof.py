"""Verifies a log: its chain, its anchors, and the signed tombstones over what retention took out."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guardrails.audit.anchor import (
    Anchor,
    is_signed,
    own_file,
    public_key,
    read_anchors,
    signed,
    signing_key_file,
)
from guardrails.audit.chain import Broken, Gap, Mark, Verified, Walk
from guardrails.audit.index import Index
from guardrails.audit.unavailable import AuditUnavailable
from warehouse.catalog import Label

if TYPE_CHECKING:
    from guardrails.audit.log import AuditLog


def verify(log: "AuditLog", anchors: Path | None = None, key: str = "", thorough: bool = False) -> Verified | Broken:
    """Walk the whole log. `anchors`: a file of them, else the installation's own; `key`: the public key to trust, else
    the installation's own; `thorough`: indexes record by record too, which takes long.

    Raises AuditUnavailable when a file cannot be read or signatures are to be checked and no key is known.
    """
    said = _anchors(log, anchors)
    removals = [dict(record.body["details"]) for record in log.of_kind("retention")]
    trusted = _trusted(key) if said or removals else ""
    forged = next((a for a in said if not is_signed(a, trusted)), None)
    if forged:
        return Broken(forged.seq, _forged(forged))
    verdict = _walked(log, gaps_of(removals, trusted), [Mark(a.seq, a.head, a.time) for a in said])
    if isinstance(verdict, Broken):
        return verdict
    return replace(verdict, damage=(*log.store.damage(thorough), *(_wrong_index(log) if thorough else ())))


def _wrong_index(log: "AuditLog") -> tuple[str, ...]:
    """The name of the index beside the log, if there is one and it is not what the records make of it."""
    index = Index(log.store)
    return (index.path.name,) if index.path.exists() and index.differs() else ()


def gaps_of(removals: Sequence[dict[str, Any]], trusted: str) -> dict[int, Gap]:
    """The gaps that signed tombstones explain, by first record; one with a wrong signature explains none."""
    found: dict[int, Gap] = {}
    for removal in removals:
        signature = str(removal.pop("signature", ""))
        if signed(removal, signature, trusted):
            for gap in removal["removed"]:
                found[gap["first"]] = Gap(gap["first"], gap["last"], gap["prev"], gap["head"])
    return found


def _walked(log: "AuditLog", gaps: dict[int, Gap], marks: list[Mark]) -> Verified | Broken:
    way = Walk(gaps, marks)
    try:
        with log.store.snapshot() as records:
            return way.over(records)
    except AuditUnavailable:
        return Broken(way.at + 1, Label(de="ist nicht lesbar", en="cannot be read"))


def _anchors(log: "AuditLog", file: Path | None) -> tuple[Anchor, ...]:
    own = own_file(log)
    if file is None and not own.exists():
        return ()
    return read_anchors(file or own)


def _trusted(key: str) -> str:
    if key:
        return key
    if not signing_key_file().exists():
        raise AuditUnavailable(_no_key())
    return public_key()


def _forged(anchor: Anchor) -> Label:
    return Label(
        de=f"ist nicht belegt: Der Anker vom {anchor.time} trägt keine gültige Unterschrift dieses Schlüssels",
        en=f"is not proven: the anchor of {anchor.time} bears no valid signature of this key",
    )


def _no_key() -> Label:
    return Label(
        de="Zum Prüfen der Unterschriften fehlt der öffentliche Schlüssel; bitte mit --key angeben "
        "(„footfall audit key“ zeigt ihn auf dem Rechner des Protokolls).",
        en='The public key to check signatures with is not known; please give it with --key ("footfall audit key" '
        "shows it on the machine of the log).",
    )
