"""The keys of the audit log: secret files of 32 random bytes, made on first use and readable by their owner only."""

import os
import secrets
from pathlib import Path

from guardrails.audit.unavailable import AuditUnavailable
from warehouse.catalog import Label

LENGTH = 32


def key_of(log_file: Path) -> Path:
    """The key of a log's pseudonyms and result hashes; it lies beside the log."""
    return log_file.with_name(log_file.name + ".key")


def secret_key(path: Path) -> bytes:
    """The key in the file, which is made with mode 0600 if new; of processes that start together one wins.

    Raises AuditUnavailable.
    """
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise AuditUnavailable(_unusable(path, str(error))) from error
    if len(key) != LENGTH:
        raise AuditUnavailable(_unusable(path, f"{len(key)} bytes, expected {LENGTH}"))
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            out.write(secrets.token_bytes(LENGTH))
            out.flush()
            os.fsync(out.fileno())
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        new.unlink(missing_ok=True)


def _unusable(path: Path, why: str) -> Label:
    return Label(
        de=f"Die Schlüsseldatei {path} des Protokolls ist nicht benutzbar ({why}); ohne sie wird nichts ausgeführt.",
        en=f"The key file {path} of the audit log cannot be used ({why}); without it nothing is run.",
    )
