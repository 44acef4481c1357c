"""Anchors: signed statements that record `seq` had this hash at this time, one JSON line each, kept apart from the log.

They show what a chain alone cannot: a cut tail and a full rewrite. Whoever can read the signing key can forge them, so
copies belong on another machine: $FOOTFALL_ANCHORS may name a folder there, `footfall audit anchor --to` any file.
Ed25519 (RFC 8032) over the canonical JSON of the other fields.
"""

import hashlib
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from guardrails.audit.body import canonical
from guardrails.audit.keys import secret_key
from guardrails.audit.unavailable import AuditUnavailable
from warehouse.catalog import Label
from warehouse.secret import home

if TYPE_CHECKING:
    from guardrails.audit.log import AuditLog

_DOMAIN = "footfall audit\n"


class Anchor(BaseModel):
    """Record `seq` has hash `head`, said at `time` (UTC) by the owner of `key` (public, hex)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    seq: int = Field(ge=1)
    head: str
    time: str
    key: str
    signature: str


def anchor(log: "AuditLog", to: Path | None = None) -> Anchor | None:
    """Sign the newest record and add the anchor to the file, by default the installation's own; None for an empty log.

    Raises AuditUnavailable.
    """
    newest = log.store.select("true", (), 1)
    if not newest:
        return None
    said: dict[str, object] = {"seq": newest[0][0], "head": newest[0][1]}
    said |= {"time": datetime.now(UTC).isoformat(timespec="seconds"), "key": public_key()}
    made = Anchor.model_validate({**said, "signature": sign(said)})
    _add_line(to or own_file(log), canonical(made.model_dump()))
    return made


def own_file(log: "AuditLog") -> Path:
    """Where this installation keeps the anchors of a log: in $FOOTFALL_ANCHORS, else in its home."""
    path = log.store.path.resolve()
    folder = Path(os.environ.get("FOOTFALL_ANCHORS") or home() / "anchors")
    return folder / f"{path.stem}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}.jsonl"


def read_anchors(file: Path) -> tuple[Anchor, ...]:
    """All anchors of a file, unchecked. Raises AuditUnavailable for a file that holds something else."""
    try:
        lines = file.read_text("utf-8").splitlines()
        return tuple(Anchor.model_validate_json(line) for line in lines if line.strip())
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise AuditUnavailable(_unreadable(file)) from error


def is_signed(anchor: Anchor, by: str) -> bool:
    """Whether the anchor was signed by the owner of this public key."""
    return signed(anchor.model_dump(exclude={"signature"}), anchor.signature, by)


def sign(said: Mapping[str, Any]) -> str:
    """The installation's signature (hex) of what is said. Raises AuditUnavailable."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 (slow to load)

    return Ed25519PrivateKey.from_private_bytes(secret_key(signing_key_file())).sign(_bytes(said)).hex()


def signed(said: Mapping[str, Any], signature: str, by: str) -> bool:
    """Whether `signature` is that of the owner of the public key `by` under what is said."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(by)).verify(bytes.fromhex(signature), _bytes(said))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> str:
    """The public key (hex) of this installation; the pair is made on first use. Raises AuditUnavailable."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    return Ed25519PrivateKey.from_private_bytes(secret_key(signing_key_file())).public_key().public_bytes_raw().hex()


def signing_key_file() -> Path:
    """Where the signing key lies."""
    return home() / "audit.signing.key"


def _bytes(said: Mapping[str, Any]) -> bytes:
    return (_DOMAIN + canonical(said)).encode()


def _add_line(file: Path, line: str) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        try:
            os.write(handle, f"{line}\n".encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise AuditUnavailable(_unwritable(file, error)) from error


def _unreadable(file: Path) -> Label:
    return Label(
        de=f"{file} ist keine lesbare Ankerdatei; erwartet wird je Zeile ein Anker aus „footfall audit anchor“.",
        en=f'{file} is no readable file of anchors; expected is one anchor of "footfall audit anchor" a line.',
    )


def _unwritable(file: Path, error: OSError) -> Label:
    return Label(
        de=f"Der Anker lässt sich nicht nach {file} schreiben ({error}); bitte Ordner und Rechte prüfen.",
        en=f"The anchor cannot be written to {file} ({error}); please check folder and permissions.",
    )
