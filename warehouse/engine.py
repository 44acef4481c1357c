"""The locked engine: one warehouse file in DuckDB, read-only, without files, network, extensions or settings to change.

Only the gate runs queries here. They run in worker processes with limits of the operating system; one that outlives its
time is killed, and an error of the engine becomes a value without its text, because such texts quote figures.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from warehouse.build_info import BuildInfo, read_build
from warehouse.catalog import Label, catalogue
from warehouse.planning import NotPlanned, Planning, Question
from warehouse.worker import CATALOG, Message
from warehouse.workers import START_SECONDS, Gone, Worker, Workers

__all__ = [
    "CATALOG",
    "Busy",
    "Engine",
    "EngineLimits",
    "Fault",
    "Rows",
    "Stopped",
    "WarehouseUnavailable",
]

Cell = bool | int | float | str | date | datetime | None


LEAST_SECONDS = 1.0
"""Of its time a statement has at least this left when it had to wait for a worker, or for one to start."""


class WarehouseUnavailable(Exception):  # noqa: N818 (it names a state of the world)
    """The warehouse file is missing, foreign or damaged. `message` is for the user."""

    def __init__(self, message: Label) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True)
class EngineLimits:
    """What one query may take: seconds of wall clock (waiting for a worker included), rows and megabytes of its result;
    memory in MB and threads of one worker; and how many workers there may be."""

    seconds: float = 10.0
    rows: int = 10_000
    megabytes: int = 16
    memory_mb: int = 512
    threads: int = 2
    workers: int = 4

    def order(self, path: Path) -> Message:
        """How a worker is told to open a file. Its address space is twice DuckDB's memory, which knows of no long
        texts; its processor time is what all threads can use, and a second."""
        return {
            "file": str(path.resolve()),
            "rows": self.rows,
            "megabytes": self.megabytes,
            "memory_mb": self.memory_mb,
            "address_space_mb": 2 * self.memory_mb,
            "threads": self.threads,
            "cpu_seconds": self.seconds * self.threads + 1,
        }


@dataclass(frozen=True)
class Rows:
    """A result: column names, SQL types, rows of plain values. `truncated`: there were more rows than the limit."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool = False


@dataclass(frozen=True)
class Stopped:
    """The query was killed after `seconds`."""

    seconds: float


@dataclass(frozen=True)
class Busy:
    """No worker was free within `seconds`."""

    seconds: float


@dataclass(frozen=True)
class Fault:
    """The engine could not plan or run the query. `kind` is the class of the error; its text stays inside."""

    kind: str


class Engine:
    """One open warehouse; safe for several threads. Use `open`."""

    def __init__(self, path: Path, workers: Workers, build: BuildInfo, limits: EngineLimits, asker: str = "") -> None:
        self._path, self._workers, self.build, self.limits, self._asker = path, workers, build, limits, asker

    @classmethod
    def open(cls, path: Path, limits: EngineLimits | None = None) -> "Engine":
        """Open and lock the warehouse at `path`. Raises WarehouseUnavailable."""
        engine = cls.start(path, limits or EngineLimits())
        engine.wait()
        return engine

    @classmethod
    def start(cls, path: Path, limits: EngineLimits) -> "Engine":
        """Begin to open the warehouse; `wait` must follow. Raises WarehouseUnavailable if there is no such file."""
        if not path.is_file():
            raise WarehouseUnavailable(_missing(path))
        workers = Workers(lambda: _checked(_started(path, limits), path), limits.workers)
        workers.keep(_started(path, limits))
        return cls(path, workers, read_build(path), limits)

    def wait(self) -> None:
        """Until the file is open and locked. Raises WarehouseUnavailable."""
        with self._workers.lent("", time.monotonic() + START_SECONDS) as first:
            _checked(first, self._path)

    def on_behalf_of(self, asker: str) -> "Engine":
        """The same engine for one asker, who may take half of its workers."""
        return Engine(self._path, self._workers, self.build, self.limits, asker)

    def run(self, sql: str) -> Rows | Stopped | Busy | Fault:
        """Run one statement within the limits."""
        answer = self._asked({"run": sql})
        if not isinstance(answer, dict):
            return answer
        rows = tuple(map(tuple, answer["rows"]))
        return Rows(tuple(answer["columns"]), tuple(answer["types"]), rows, answer["truncated"])

    @contextmanager
    def planning(self, question: Question) -> Iterator[Planning]:
        """A worker's view of one statement. Raises NotPlanned if it cannot be had within the time."""
        free_by = time.monotonic() + self.limits.seconds
        try:
            with self._workers.lent(self._asker, free_by) as worker:
                planning = Planning(worker, question, max(free_by, time.monotonic() + LEAST_SECONDS))
                yield planning
                planning.wait()
        except (TimeoutError, Gone, WarehouseUnavailable) as error:
            raise NotPlanned from error

    def aliases(self) -> tuple[tuple[str, str], ...]:
        """(place_id, alias) of the places' nicknames; empty in a warehouse without them."""
        found = self.run(f"SELECT place_id, alias FROM {CATALOG}.reader.aliases ORDER BY ALL")
        return tuple((str(row[0]), str(row[1])) for row in found.rows) if isinstance(found, Rows) else ()

    def close(self) -> None:
        """End the workers."""
        self._workers.close()

    def _asked(self, order: Message) -> Message | Stopped | Busy | Fault:
        free_by = time.monotonic() + self.limits.seconds
        lent = False
        try:
            with self._workers.lent(self._asker, free_by) as worker:
                lent = True
                answer = worker.ask(order, max(free_by, time.monotonic() + LEAST_SECONDS))
        except TimeoutError:
            return Stopped(self.limits.seconds) if lent else Busy(self.limits.seconds)
        except (Gone, WarehouseUnavailable):
            return Fault("Gone")
        return Fault(str(answer["fault"])) if "fault" in answer else answer


def _started(path: Path, limits: EngineLimits) -> Worker:
    """A worker that begins to open the file. Raises WarehouseUnavailable."""
    try:
        return Worker(limits.order(path))
    except Gone as error:
        raise WarehouseUnavailable(_foreign(path)) from error


def _checked(worker: Worker, path: Path) -> Worker:
    """The worker, once it has opened the file and its lock has held every probe. Raises WarehouseUnavailable."""
    try:
        objection = _objection(worker.opened, path)
    except (Gone, TimeoutError) as error:
        raise WarehouseUnavailable(_foreign(path)) from error
    if objection is not None:
        worker.kill()
        raise WarehouseUnavailable(objection)
    return worker


def _objection(opened: Message, path: Path) -> Label | None:
    """Why a worker cannot serve; the file must hold every table and column of the catalogue."""
    if "fault" in opened:
        return _foreign(path)
    if "broken" in opened:
        return _unlocked(opened["broken"])
    stored = {f"{table}.{column}" for table, column in opened["stored"]}
    named = (f"{name}.{column}" for name, table in catalogue().tables.items() for column in table.names)
    missing = next((name for name in named if name not in stored), None)
    return _incomplete(path, missing) if missing else None


def _unlocked(probe: str) -> Label:
    return Label(
        de=f"Die Sperre der Datenbank hält nicht: „{probe}“ wurde ausgeführt. Es wird nichts beantwortet; bitte die "
        "Version von DuckDB prüfen.",
        en=f'The lock of the database does not hold: "{probe}" was run. Nothing is answered; please check the version '
        "of DuckDB.",
    )


def _missing(path: Path) -> Label:
    return Label(
        de=f"Es gibt keine Auswertungsdatei {path}. Bitte den Pfad prüfen oder sie mit „footfall build“ anlegen.",
        en=f'There is no warehouse file {path}. Please check the path, or make one with "footfall build".',
    )


def _foreign(path: Path) -> Label:
    return Label(
        de=f"{path} lässt sich nicht als DuckDB-Datei lesen; vermutlich ist sie beschädigt oder gerade in Arbeit. "
        "Bitte mit „footfall build“ neu anlegen.",
        en=f"{path} cannot be read as a DuckDB file; it is probably damaged or being written. "
        'Please make it anew with "footfall build".',
    )


def _incomplete(path: Path, missing: str) -> Label:
    return Label(
        de=f"{path} ist keine Auswertungsdatei dieses Programms: {missing} fehlt. Bitte mit „footfall build“ anlegen.",
        en=f'{path} is no warehouse of this program: {missing} is missing. Please make one with "footfall build".',
    )
