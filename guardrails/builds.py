"""The build that is served: a newer one is taken up between questions, an older one closed after its last question."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from guardrails.opening import engine_limits
from guardrails.reference import Reference, known_texts, read_reference
from warehouse.build_info import manifest_path
from warehouse.engine import Engine, WarehouseUnavailable

log = logging.getLogger("footfall")
Stamp = tuple[tuple[int, int, int] | None, ...]


@dataclass(eq=False)
class Build:
    """One open build: its engine, what may be known of its data by role, the names of its places in lower case."""

    engine: Engine
    stamp: Stamp
    references: dict[str, Reference]
    known: frozenset[str]
    names: frozenset[str]
    users: int = field(default=0)

    @classmethod
    def of(cls, engine: Engine, stamp: Stamp) -> "Build":
        """The build behind an engine that is ready."""
        reference = read_reference(engine, "analyst")
        known = known_texts(reference)
        names = frozenset(name.casefold() for name in known)
        return cls(engine, stamp, {"analyst": reference}, known, names)

    def reference(self, role: str) -> Reference:
        """What the reader may know about the data, home areas as far as the role sees them."""
        if role not in self.references:
            self.references[role] = read_reference(self.engine, role)
        return self.references[role]


_asked: ContextVar[dict[int, Build]] = ContextVar("build of the question that is being answered")


class Builds:
    """The builds of one warehouse file, of which the newest is served; safe for several threads."""

    def __init__(self, file: Path, engine: Engine) -> None:
        self._file = file
        self._newest = Build.of(engine, _stamp(file))
        self._tried = self._newest.stamp
        self._lock, self._opening = Lock(), Lock()

    @property
    def served(self) -> Build:
        """The build of the question that is being answered here; between questions the newest that was opened."""
        return _asked.get({}).get(id(self)) or self._newest

    @contextmanager
    def question(self) -> Iterator[None]:
        """One question from its reading to its last statement: all of it on one build, the newest as it begins."""
        asked = _asked.get({})
        if id(self) in asked:
            yield
            return
        self._take_up()
        with self._lock:
            build = self._newest
            build.users += 1
        token = _asked.set({**asked, id(self): build})
        try:
            yield
        finally:
            _asked.reset(token)
            self._leave(build)

    def close(self) -> None:
        """Close the newest build."""
        self._newest.engine.close()

    def _take_up(self) -> None:
        """Open the file anew if it was replaced; while one thread does, the others go on with the build they have."""
        stamp = _stamp(self._file)
        if stamp == self._tried or not self._opening.acquire(blocking=False):
            return
        try:
            opened = Build.of(Engine.open(self._file, engine_limits()), stamp)
        except WarehouseUnavailable as unavailable:
            log.warning("the new build is not taken up: %s", unavailable.message.en)
        else:
            with self._lock:
                before, self._newest = self._newest, opened
            self._close_unused(before)
        finally:
            self._tried = stamp
            self._opening.release()

    def _leave(self, build: Build) -> None:
        with self._lock:
            build.users -= 1
        self._close_unused(build)

    def _close_unused(self, build: Build) -> None:
        with self._lock:
            unused = build is not self._newest and build.users == 0
        if unused:
            build.engine.close()


def _stamp(file: Path) -> Stamp:
    """What tells whether the file or its manifest was replaced: inode, time and size of both."""
    return tuple(_identity(path) for path in (file, manifest_path(file)))


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
