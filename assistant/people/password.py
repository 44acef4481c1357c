"""Passwords, kept as scrypt hashes (RFC 7914) with the parameters OWASP recommends: 32 MB and three passes each."""

import hashlib
import hmac
import secrets
import unicodedata
from threading import BoundedSemaphore

COST, BLOCK, PASSES = 2**15, 8, 3
SHORTEST = 10
LONGEST = 200
_AT_ONCE = BoundedSemaphore(2)
"""Hashing takes a core and 32 MB on purpose; a rush of sign-ins may not take more."""


def hashed(password: str) -> str:
    """What is kept of a password: parameters, salt and hash as text."""
    salt = secrets.token_bytes(16)
    return f"scrypt${COST}${BLOCK}${PASSES}${salt.hex()}${_scrypt(password, salt, COST, BLOCK, PASSES).hex()}"


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password. Takes as long where nothing is kept: the time does not tell who exists."""
    _, cost, block, passes, salt, digest = (kept or _NOBODY).split("$")
    found = _scrypt(password, bytes.fromhex(salt), int(cost), int(block), int(passes))
    return hmac.compare_digest(found, bytes.fromhex(digest)) and kept is not None


def _scrypt(password: str, salt: bytes, cost: int, block: int, passes: int) -> bytes:
    # the same letters typed on another keyboard are the same password
    text = unicodedata.normalize("NFC", password)[:LONGEST].encode("utf-8", "replace")
    with _AT_ONCE:
        return hashlib.scrypt(text, salt=salt, n=cost, r=block, p=passes, maxmem=256 * cost * block, dklen=32)


_NOBODY = f"scrypt${COST}${BLOCK}${PASSES}${'00' * 16}${'00' * 32}"
