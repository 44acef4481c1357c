"""Files made for somebody: kept for an hour, given to their owner alone."""

import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from assistant.people.person import Person

KEPT_SECONDS = 3600.0
MOST_PER_PERSON = 50
FOLDER = "/exports/"
"""Where exports lie on the server, as seen by a browser."""


@dataclass(frozen=True)
class Export:
    """One file: whose it is, what it is called, what it is (media type), where it lies, until when (monotonic s)."""

    owner: str
    name: str
    media_type: str
    file: Path
    until: float


class Exports:
    """All files waiting to be fetched, in a folder that nobody else on the machine can read; safe for threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="footfall-exports-")
        self._kept: dict[str, Export] = {}
        self._lock, self._now = Lock(), now

    def keep(self, owner: Person, name: str, content: bytes, media_type: str) -> str:
        """Keep a file for its owner and give the address to fetch it from. The oldest of too many go first."""
        key = secrets.token_urlsafe(24)
        file = Path(self._folder.name) / key
        file.write_bytes(content)
        with self._lock:
            self._tidy(owner.name)
            self._kept[key] = Export(owner.name, name, media_type, file, self._now() + KEPT_SECONDS)
        return f"{FOLDER}{key}/{quote(name)}"

    def of(self, person: Person, key: str) -> Export | None:
        """The file under this key if it is this person's; None for a stranger just as for no file."""
        with self._lock:
            found = self._kept.get(key)
        return found if found and found.owner == person.name and found.until > self._now() else None

    def was_of(self, person: Person, key: str) -> bool:
        """Whether this person's file lay under the key and its hour is over: they may have asked for it."""
        found = self._kept.get(key)
        return found is not None and found.owner == person.name

    def close(self) -> None:
        """Remove all files."""
        self._folder.cleanup()

    def _tidy(self, owner: str) -> None:
        own = [key for key, export in self._kept.items() if export.owner == owner]
        old = [key for key, export in self._kept.items() if export.until <= self._now()]
        for key in dict.fromkeys((*old, *own[: max(0, len(own) - MOST_PER_PERSON + 1)])):
            self._kept.pop(key).file.unlink(missing_ok=True)
