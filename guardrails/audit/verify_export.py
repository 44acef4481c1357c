"""Checks an export of a footfall audit log with the Python standard library alone.

    python3 EXPORT.verify.py [PUBLIC_KEY]

beside EXPORT and EXPORT.proof.json. PUBLIC_KEY (hex) is the key the exporter told you; without it the export is
checked against the key it carries itself, which shows damage but not who wrote it. Exit code 0: every record is the one
that was written; 1: the first one that is not is named.

Chain: hash = SHA-256 of "seq LF prev LF body". Signatures: Ed25519 (RFC 8032) over "footfall audit LF" and the JSON of
what is signed, keys sorted, no spaces.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Point = tuple[int, int, int, int]
Fields = Any

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
ROOT = pow(2, (PRIME - 1) // 4, PRIME)


def check(export: Path, key: str = "") -> str | None:
    """None if the export is what was written, else what is wrong with it, as a sentence."""
    proof = json.loads(Path(f"{export}.proof.json").read_text("utf-8"))
    said, trusted = proof["said"], key or proof["said"]["key"]
    if not is_signed(said, proof["signature"], trusted):
        return "the proof bears no valid signature of this key"
    gaps = {}
    for tombstone in proof["tombstones"]:
        unsigned = {k: v for k, v in tombstone.items() if k != "signature"}
        if is_signed(unsigned, tombstone["signature"], trusted):
            gaps.update({gap["first"]: gap for gap in tombstone["removed"]})
    return walk(read(export, said["format"]), said, gaps)


def walk(records: Iterable[Fields], said: Fields, gaps: Fields) -> str | None:
    """What is wrong with the first record that does not follow from the one before."""
    expected, prev, count = said["first"], said["prev"], 0
    for record in records:
        while record["seq"] != expected and expected in gaps and gaps[expected]["prev"] == prev:
            expected, prev = gaps[expected]["last"] + 1, gaps[expected]["head"]
        fault = fault_of(record, expected, prev)
        if fault:
            return f"record A{expected:06d} {fault}"
        expected, prev, count = expected + 1, record["hash"], count + 1
    if (expected - 1, prev, count) != (said["last"], said["head"], said["count"]):
        return f"record A{expected:06d} is missing with all that followed"
    return None


def fault_of(record: Fields, expected: int, prev: str) -> str | None:
    """What is wrong with one record, or None."""
    if record["seq"] != expected:
        return f"is missing (number {record['seq']} follows)"
    if record["prev"] != prev:
        return "does not follow from the record before it"
    text = f"{expected}\n{prev}\n{record['body']}"
    if record["hash"] != hashlib.sha256(text.encode()).hexdigest():
        return "was changed"
    body = json.loads(record["body"])
    for name, shown in record.get("shown", {}).items():
        value = "" if body.get(name) is None else str(body[name])
        if shown not in (value, "'" + value):
            return f"was changed (column {name})"
    return None


def read(export: Path, form: str) -> Iterator[Fields]:
    """The records of the file, in its order."""
    csv.field_size_limit(2**31 - 1)
    with export.open(encoding="utf-8", newline="") as lines:
        if form == "jsonl":
            yield from (json.loads(line) for line in lines)
            return
        for row in csv.DictReader(lines):
            proven = {name: row.pop(name) for name in ("seq", "prev", "hash", "body")}
            yield {**proven, "seq": int(proven["seq"]), "shown": row}


def is_signed(said: Fields, signature: str, key: str) -> bool:
    """Whether the Ed25519 signature (hex) is that of the public key (hex) under what is said."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return verifies(bytes.fromhex(key), b"footfall audit\n" + text.encode(), bytes.fromhex(signature))


def verifies(key: bytes, message: bytes, signature: bytes) -> bool:
    """RFC 8032, 5.1.7: [s]B = R + [h]A."""
    point, commitment = decoded(key), decoded(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or point is None or commitment is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(s, BASE), plus(commitment, times(h, point))
    return all((left[i] * right[2] - right[i] * left[2]) % PRIME == 0 for i in (0, 1))


def decoded(text: bytes) -> Point | None:
    """The point of the curve that 32 bytes stand for, in extended coordinates; None if none."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * ROOT % PRIME
    if len(text) != 32 or y >= PRIME or (x * x - square) % PRIME or (x == 0 and sign):
        return None
    x = PRIME - x if x & 1 != sign else x
    return (x, y, 1, x * y % PRIME)


def plus(p: Point, q: Point) -> Point:
    """The sum of two points."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % PRIME, (p[1] + p[0]) * (q[1] + q[0]) % PRIME
    c, d = 2 * p[3] * q[3] * CURVE % PRIME, 2 * p[2] * q[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def times(n: int, p: Point) -> Point:
    """A point added to itself n times."""
    total = (0, 1, 1, 0)
    while n:
        total, p, n = (plus(total, p) if n & 1 else total), plus(p, p), n >> 1
    return total


BASE: Point = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
    1,
    46827403850823179245072216630277197565144205554125654976674165829533817101731,
)


def main() -> None:
    """The export beside this script, checked."""
    export = Path(sys.argv[0]).resolve()
    export = export.with_name(export.name.removesuffix(".verify.py"))
    try:
        wrong = check(export, sys.argv[1] if len(sys.argv) > 1 else "")
    except (OSError, ValueError, KeyError, TypeError) as error:
        wrong = f"it cannot be read ({type(error).__name__}: {error})"
    print(f"{export.name}: " + (wrong or "every record is the one that was written"))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
