"""The locked engine: one warehouse file in DuckDB, read-only, without files, network, extensions or settings to change.

Only the gate runs queries here. A query that outlives its time is interrupted; an error of the engine becomes a value
without its text, because such texts quote figures.
"""

import math
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from warehouse.build_info import BuildInfo, read_build
from warehouse.catalog import Label, catalogue

CATALOG = "warehouse"
"""The name under which a warehouse file is attached: statements do not depend on how the file is called."""

Cell = bool | int | float | str | date | datetime | None

# The order matters: a locked configuration can no longer switch off external access. Global: cursors must inherit them.
_LOCK = (
    "python_enable_replacements = false",
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "allow_community_extensions = false",
    "temp_directory = ''",
    "max_temp_directory_size = '0KB'",
    "error_on_division_by_zero = false",
    "enable_external_access = false",
    "lock_configuration = true",
)


class WarehouseUnavailable(Exception):  # noqa: N818 (it names a state of the world)
    """The warehouse file is missing, foreign or damaged. `message` is for the user."""

    def __init__(self, message: Label) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True)
class EngineLimits:
    """What one query may take: seconds of wall clock, rows, memory of the whole engine in MB, threads."""

    seconds: float = 10.0
    rows: int = 10_000
    memory_mb: int = 512
    threads: int = 2


@dataclass(frozen=True)
class Rows:
    """A result: column names, SQL types, rows of plain values. `truncated`: there were more rows than the limit."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool = False


@dataclass(frozen=True)
class Stopped:
    """The query was interrupted after `seconds`."""

    seconds: float


@dataclass(frozen=True)
class Fault:
    """The engine could not plan or run the query. `kind` is the class of the error; its text stays inside."""

    kind: str


class Engine:
    """One open warehouse; safe for several threads. Use `open`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, build: BuildInfo, limits: EngineLimits) -> None:
        self._connection, self.build, self.limits = connection, build, limits
        self._watch = _Watch()
        self._close = weakref.finalize(self, _shut, self._watch, connection)  # at the latest when Python ends

    @classmethod
    def open(cls, path: Path, limits: EngineLimits | None = None) -> "Engine":
        """Open and lock the warehouse at `path`. Raises WarehouseUnavailable."""
        limits = limits or EngineLimits()
        if not path.is_file():
            raise WarehouseUnavailable(_missing(path))
        try:
            connection = _locked(path, limits)
            _require_catalogue(connection, path)
        except duckdb.Error as error:
            raise WarehouseUnavailable(_foreign(path)) from error
        return cls(connection, read_build(path), limits)

    def run(self, sql: str) -> Rows | Stopped | Fault:
        """Run one statement within the limits."""
        with self._cursor() as (cursor, deadline):
            try:
                cursor.execute(sql)
                fetched = cursor.fetchmany(self.limits.rows + 1)
            except Exception as error:
                return Stopped(self.limits.seconds) if deadline.passed else Fault(type(error).__name__)
            described = cursor.description or []
        rows = tuple(tuple(_plain(value) for value in row) for row in fetched[: self.limits.rows])
        types = tuple(str(column[1]) for column in described)
        return Rows(tuple(column[0] for column in described), types, rows, len(fetched) > self.limits.rows)

    def plan(self, sql: str) -> str | Stopped | Fault:
        """The bound physical plan of one statement, as JSON text."""
        with self._cursor() as (cursor, deadline):
            try:
                found = cursor.execute(f"EXPLAIN (FORMAT json) {sql}").fetchone()
            except Exception as error:
                return Stopped(self.limits.seconds) if deadline.passed else Fault(type(error).__name__)
        return str(found[1]) if found else Fault("NoPlan")

    def aliases(self) -> tuple[tuple[str, str], ...]:
        """(place_id, alias) of the places' nicknames; empty in a warehouse without them."""
        found = self.run(f"SELECT place_id, alias FROM {CATALOG}.reader.aliases ORDER BY ALL")
        return tuple((str(row[0]), str(row[1])) for row in found.rows) if isinstance(found, Rows) else ()

    def close(self) -> None:
        """Close the file."""
        self._close()

    @contextmanager
    def _cursor(self) -> "Iterator[tuple[duckdb.DuckDBPyConnection, _Deadline]]":
        cursor = self._connection.cursor()
        deadline = self._watch.start(cursor, self.limits.seconds)
        try:
            yield cursor, deadline
        finally:
            self._watch.end(deadline)
            cursor.close()


@dataclass(eq=False)
class _Deadline:
    """When a cursor is to be interrupted (monotonic seconds), and whether it was."""

    cursor: duckdb.DuckDBPyConnection
    at: float
    passed: bool = False


class _Watch:
    """One thread that interrupts every cursor whose time is over, again and again until it has ended."""

    _REPEAT = 0.05

    def __init__(self) -> None:
        self._running: set[_Deadline] = set()
        self._change = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._interrupt_late_ones, daemon=True)
        self._thread.start()

    def start(self, cursor: duckdb.DuckDBPyConnection, seconds: float) -> _Deadline:
        deadline = _Deadline(cursor, time.monotonic() + seconds)
        with self._change:
            self._running.add(deadline)
            if len(self._running) == 1:  # else the thread waits for an earlier one
                self._change.notify()
        return deadline

    def end(self, deadline: _Deadline) -> None:
        with self._change:
            self._running.discard(deadline)

    def close(self) -> None:
        with self._change:
            self._closed = True
            self._change.notify()
        self._thread.join()

    def _interrupt_late_ones(self) -> None:
        with self._change:
            while not self._closed:
                now = time.monotonic()
                for deadline in (d for d in self._running if d.at <= now):
                    deadline.passed = True
                    deadline.cursor.interrupt()
                next_one = min((d.at for d in self._running), default=None)
                self._change.wait(None if next_one is None else max(next_one - now, self._REPEAT))


def _shut(watch: _Watch, connection: duckdb.DuckDBPyConnection) -> None:
    watch.close()
    connection.close()


def _locked(path: Path, limits: EngineLimits) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    quoted = str(path.resolve()).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS {CATALOG} (READ_ONLY)")
    for setting in (f"memory_limit = '{limits.memory_mb}MB'", f"threads = {limits.threads}", *_LOCK):
        connection.execute(f"SET GLOBAL {setting}")
    return connection


def _require_catalogue(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raises WarehouseUnavailable where the file lacks a table or column of the catalogue."""
    for name, table in catalogue().tables.items():
        stored = _stored_columns(connection, name)
        missing = [f"{name}.{column}" for column in table.names if column not in stored]
        if missing:
            raise WarehouseUnavailable(_incomplete(path, missing[0]))


def _stored_columns(connection: duckdb.DuckDBPyConnection, table: str) -> frozenset[str]:
    """The columns of a stored table; none if there is no such table."""
    try:
        described = connection.execute(f"SELECT * FROM {CATALOG}.main.{table} LIMIT 0").description or ()
    except duckdb.CatalogException:
        return frozenset()
    return frozenset(str(column[0]) for column in described)


def _plain(value: Any) -> Cell:
    """A plain Python value: decimals become numbers, lists text; infinities and NaN are no figure.

    Twelve digits of a float: the last ones depend on the order in which rows are added up.
    """
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return float(f"{value:.12g}") if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return ", ".join(str(_plain(item)) for item in value)
    if value is None or isinstance(value, bool | int | float | str | date | datetime):
        return value
    return str(value)


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
