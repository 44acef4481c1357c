"""The build secret: what makes the noise unpredictable. It never lies inside a warehouse."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from warehouse.stop import BuildError, message

SHORTEST = 8


@dataclass(frozen=True)
class Secret:
    """The secret, and where it came from: a path, `$FOOTFALL_SECRET`, or `given`; `made` if this build made it."""

    value: bytes
    origin: str
    made: bool = False


def home() -> Path:
    """The folder of everything an installation keeps: $FOOTFALL_HOME, else ~/.footfall."""
    return Path(os.environ.get("FOOTFALL_HOME") or Path.home() / ".footfall")


def find_secret(given: bytes | Path | None) -> Secret:
    """The secret given as bytes or as a file, else $FOOTFALL_SECRET, else the installation's own, made on first use.

    Raises BuildError when the file cannot be read or made, or holds fewer than eight bytes.
    """
    if isinstance(given, bytes):
        return _checked(Secret(given, "given"))
    if given is not None:
        return _checked(Secret(_read(given), str(given)))
    if text := os.environ.get("FOOTFALL_SECRET"):
        return _checked(Secret(text.strip().encode(), "$FOOTFALL_SECRET"))
    own = home() / "build.secret"
    return _checked(Secret(_read(own), str(own))) if own.exists() else _make(own)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes().strip()
    except OSError as error:
        raise BuildError(message("secret_unreadable", file=path)) from error


def _checked(secret: Secret) -> Secret:
    if len(secret.value) < SHORTEST:
        raise BuildError(message("secret_short", origin=secret.origin, shortest=SHORTEST))
    return secret


def _make(path: Path) -> Secret:
    value = secrets.token_hex(32).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(value)
    except OSError as error:
        raise BuildError(message("secret_unwritable", file=path)) from error
    return Secret(value, str(path), made=True)
