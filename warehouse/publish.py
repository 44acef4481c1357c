"""Writing a warehouse whole: a new file beside the old one, then the swap."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.build_info import manifest_path
from warehouse.catalog import SQL_TYPES, catalogue
from warehouse.cells import COUNTS, keys, places_of
from warehouse.inputs import quoted
from warehouse.stop import BuildError, message


def rejects_path(out: Path) -> Path:
    """Where the reject report of a warehouse lies: beside it."""
    return out.with_name(out.name + ".rejects.json")


def check_out(out: Path, inputs: list[Path]) -> None:
    """Stops the build before any work when `out` cannot become a warehouse."""
    if not out.parent.is_dir():
        raise BuildError(message("out_folder_missing", folder=out.parent))
    if out.is_dir():
        raise BuildError(message("out_is_folder", file=out))
    taken = next((path for path in inputs if out.exists() and path.exists() and out.samefile(path)), None)
    if taken is not None:
        raise BuildError(message("out_is_input", file=taken))


def write_tables(con: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Writes all published tables to a new file and returns the build id: a hash of everything in them."""
    con.execute(f"ATTACH {quoted(path)} AS target")
    for table, relation in _relations().items():
        _write(con, table, relation)
    build_id = file_build_id(con, "target")
    con.execute("CREATE SCHEMA target.reader; CREATE SCHEMA target.build")
    con.execute("CREATE TABLE target.reader.aliases AS FROM alias ORDER BY ALL")
    con.execute("CREATE TABLE target.build.factors AS FROM published_factor ORDER BY ALL")
    con.execute("CREATE TABLE target.build.info AS SELECT ?::VARCHAR AS build_id", [build_id])
    con.execute("DETACH target")
    return build_id


def file_build_id(con: duckdb.DuckDBPyConnection, database: str) -> str:
    """The build id of an attached warehouse, computed from its rows."""
    digests = [_digest(con, database, table) for table in _relations()]
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:16]


def _relations() -> dict[str, str]:
    """Where each table of the catalogue comes from."""
    dimensions = {"places": "place WHERE NOT sensitive", "calendar": "day_of_country"}
    return dimensions | {table: f"scaled_{table}" for table in COUNTS}


def _write(con: duckdb.DuckDBPyConnection, table: str, relation: str) -> None:
    """Writes one table, sorted by place and then time, in the catalogue's types."""
    columns = catalogue().columns
    names = catalogue().tables[table].names
    typed = ", ".join(f"{name}::{SQL_TYPES[columns[name].type]} AS {name}" for name in names)
    order = ", ".join(dict.fromkeys((*places_of(table), *keys(table))))
    con.execute(f"CREATE TABLE target.{table} AS SELECT {typed} FROM {relation} ORDER BY {order}")


def _digest(con: duckdb.DuckDBPyConnection, database: str, table: str) -> str:
    row = con.execute(f"""
        SELECT sha256(coalesce(string_agg(md5(r::VARCHAR), '' ORDER BY md5(r::VARCHAR)), ''))
        FROM {database}.{table} AS r""").fetchone()
    return f"{table}:{row[0] if row else ''};"


def swap(built: Path, manifest: Path, out: Path) -> None:
    """Puts a finished file and its manifest in the place of the old ones.

    The old manifest leaves first and the new one comes last: at no moment does a manifest lie beside a file it does
    not describe. If the file cannot be placed, the old manifest comes back.
    """
    _sync(built)
    _sync(manifest)
    aside = manifest.with_suffix(".old")
    beside = manifest_path(out)
    with _alone(out.parent):
        if beside.exists():
            beside.replace(aside)
        try:
            built.replace(out)
        except OSError:
            if aside.exists():
                aside.replace(beside)
            raise
        out.with_name(out.name + ".wal").unlink(missing_ok=True)
        manifest.replace(beside)
        _sync(out.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One swap at a time in a folder, across processes, where the system has file locks."""
    try:
        import fcntl  # noqa: PLC0415 (not on every system)
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
