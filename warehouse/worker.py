"""A worker: one process with one locked warehouse, which runs one statement at a time and can be killed at any moment.

Its limits are the operating system's. It imports next to nothing of this product, so that it starts fast and holds
nothing worth reaching; it talks JSON over a socket, so that nothing it says can be code.
"""

import json
import math
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from warehouse.tree import SERIALIZE, Listed, stranger

CATALOG = "warehouse"
"""The name under which a warehouse file is attached: statements do not depend on how the file is called."""

Message = dict[str, Any]
_HEADER = struct.Struct("!Q")

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
    "disabled_filesystems = 'LocalFileSystem'",  # attached files are allowed paths, and would stay readable as such
    "lock_configuration = true",
)

# A plan is read for the tables and columns it scans: of the optimizer only what says which columns are used.
_NEEDED_FOR_SCANS = ("unused_columns", "filter_pushdown")

# Each must fail; a worker in which one succeeds does not serve.
PROBES = (
    "SELECT size FROM read_blob('{file}')",
    "SELECT * FROM read_blob('/proc/self/environ')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM '{file}'",
    "ATTACH '{file}' AS other (READ_ONLY)",
    "COPY (SELECT 1) TO '{file}.probe'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET GLOBAL enable_external_access = true",
    "SET GLOBAL lock_configuration = false",
    "SET memory_limit = '1TB'",
    "RESET threads",
    "CREATE TABLE warehouse.main.probe (n INTEGER)",
    "DELETE FROM warehouse.main.places",
)


def serve(channel: socket.socket, leave: Callable[[int], None] = os._exit) -> None:
    """Open what the first message names, then answer each message until the other side is gone."""
    for ending in (signal.SIGINT, signal.SIGTERM):  # for the process that asks: it may have an answer to finish first
        signal.signal(ending, signal.SIG_IGN)
    with suppress(EOFError, OSError):  # the asking process may end at any moment
        desk = _opened(channel)
        while desk:
            send(channel, desk.answer(receive(channel)))
    leave(0)


def _opened(channel: socket.socket) -> "_Desk | None":
    """The desk for the warehouse that the first message names; None, and the fault is sent, if it does not open."""
    try:
        desk = _Desk(receive(channel))
        send(channel, desk.opened())
    except duckdb.Error as error:
        send(channel, {"fault": type(error).__name__})
        return None
    return desk


class _Desk:
    """The warehouse of one worker: once to run statements, once to plan them."""

    def __init__(self, order: Message) -> None:
        self._rows, self._bytes, self._seconds = order["rows"], order["megabytes"] << 20, order["cpu_seconds"]
        self._file = order["file"].replace("'", "''")
        self._listed = Listed()
        self._runs = self._locked(order)
        names = self._runs.execute("SELECT name FROM duckdb_optimizers()").fetchall()
        unneeded = ",".join(name for (name,) in names if name not in _NEEDED_FOR_SCANS)
        self._plans = self._locked(order, "threads = 1", f"disabled_optimizers = '{unneeded}'")
        self._plans.execute(SERIALIZE)
        _limit_memory(order["address_space_mb"])

    def opened(self) -> Message:
        """What is stored, or the probe that broke the lock."""
        broken = [probe for probe in PROBES if "fault" not in self.answer({"run": probe.format(file=self._file)})]
        if broken:
            return {"broken": broken[0]}
        found = self._runs.execute(
            f"SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = '{CATALOG}' "
            "AND schema_name = 'main'"
        ).fetchall()
        return {"stored": [list(pair) for pair in found]}

    def answer(self, order: Message) -> Message:
        """The result of `run`, or what is found in planning `plan`; an error is named by its class alone."""
        _limit_cpu(self._seconds)
        try:
            if "plan" in order:
                return self._planned(order)
            with self._runs.cursor() as cursor:
                return self._run(cursor, order["run"])
        except Exception as error:
            return {"fault": type(error).__name__}

    def _planned(self, order: Message) -> Message:
        """What the parser reads that is not listed, else the bound plan: binding computes constants, so that nothing
        unlisted may come so far."""
        if "listed" in order:
            self._listed = Listed(**{name: frozenset(texts) for name, texts in order["listed"].items()})
        kinds = [statement.type.name for statement in self._plans.extract_statements(order["text"])]
        sql, quoted = order["plan"], order["plan"].replace("'", "''")
        serialized = self._plans.execute(f"EXECUTE serialize('{quoted}')").fetchall()[0][0]
        found = stranger(serialized, order["scans"], frozenset(order["names"]), self._listed)
        if found:
            return {"kinds": kinds, "stranger": found}
        return {"kinds": kinds, "plan": self._plans.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()[0][1]}

    def _run(self, cursor: duckdb.DuckDBPyConnection, sql: str) -> Message:
        cursor.execute(sql)
        fetched = cursor.fetchmany(self._rows + 1)
        described = cursor.description or []
        answer = {
            "columns": [column[0] for column in described],
            "types": [str(column[1]) for column in described],
            "rows": [[_plain(value) for value in row] for row in fetched[: self._rows]],
            "truncated": len(fetched) > self._rows,
        }
        return answer if len(_written(answer)) <= self._bytes else {"fault": "TooLarge"}

    def _locked(self, order: Message, *settings: str) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(":memory:")
        connection.execute(f"ATTACH '{self._file}' AS {CATALOG} (READ_ONLY)")
        given = (f"memory_limit = '{order['memory_mb']}MB'", f"threads = {order['threads']}", *settings)
        for setting in (*given, *_LOCK):
            connection.execute(f"SET GLOBAL {setting}")
        return connection


def _limit_memory(megabytes: int) -> None:
    """So much address space more than the process has now; what would pass it fails or ends the process."""
    with open("/proc/self/statm") as pages:  # noqa: PTH123 (no need of pathlib here)
        used = int(pages.read().split()[0]) * resource.getpagesize()
    limit = used + (megabytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _limit_cpu(seconds: float) -> None:
    """So much processor time more than the process has used; past it the system ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _plain(value: Any) -> Any:
    """A plain value: decimals become numbers, lists and structs text; infinities and NaN are no figure.

    Twelve digits of a float: the last ones depend on the order in which rows are added up.
    """
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return float(f"{value:.12g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(str(_plain(item)) for item in value)
    if value is None or isinstance(value, bool | int | str | date):
        return value
    return str(value)


def send(channel: socket.socket, message: Message) -> None:
    """Write one message."""
    content = _written(message)
    channel.sendall(_HEADER.pack(len(content)) + content)


def receive(channel: socket.socket) -> Message:
    """Read one message. Raises EOFError if the other side is gone, TimeoutError as the socket says."""
    (length,) = _HEADER.unpack(_read(channel, _HEADER.size))
    message = json.loads(_read(channel, length), object_hook=_untagged)
    if not isinstance(message, dict):
        raise EOFError
    return message


def _read(channel: socket.socket, length: int) -> bytes:
    content = bytearray()
    while len(content) < length:
        part = channel.recv(min(length - len(content), 1 << 20))
        if not part:
            raise EOFError
        content += part
    return bytes(content)


def _written(message: Message) -> bytes:
    return json.dumps(message, default=_tagged).encode()


def _tagged(value: date) -> dict[str, str]:
    return {"datetime" if isinstance(value, datetime) else "date": value.isoformat()}


def _untagged(item: dict[str, Any]) -> Any:
    if "date" in item:
        return date.fromisoformat(item["date"])
    return datetime.fromisoformat(item["datetime"]) if "datetime" in item else item


def main() -> None:
    """Serve the socket whose number is the last argument."""
    serve(socket.socket(fileno=int(sys.argv[-1])))
