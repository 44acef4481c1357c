"""Reading the inputs: Parquet or CSV files, checked for their columns and types, taken without objectors.

A file that cannot be used as a whole stops the build (BuildError); single bad rows are judged later and counted.
No message repeats a value of a file: it could be about a person.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.catalog import Label
from warehouse.inputs import LAYOUT, OPTIONAL, Kind, Source, quoted
from warehouse.stop import BuildError, message, out_of_space

_WHOLE = r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?"
_TYPES: dict[Kind, str] = {
    "id": rf"VARCHAR|UUID|ENUM.*|{_WHOLE}",
    "text": rf"VARCHAR|ENUM.*|\"NULL\"|{_WHOLE}",
    "time": r"VARCHAR|TIMESTAMP(_(S|MS|NS))?",
    "moment": r".*",
    "number": rf"VARCHAR|FLOAT|DOUBLE|DECIMAL.*|\"NULL\"|{_WHOLE}",
}
_NEEDED: dict[Kind, str] = {
    "id": "text | integer",
    "text": "text",
    "time": "timestamp, local time without zone",
    "moment": "timestamp",
    "number": "number",
}
_NOT_THE_FILES_FAULT = (
    duckdb.OutOfMemoryException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
)
_WITH_ZONE = r":\d.*([a-zA-Z]|[+-]\d\d(:?\d\d)?)$"


def load(con: duckdb.DuckDBPyConnection, table: str, path: Path) -> Source:
    """Loads one input as the temporary table `input_<table>`, without the rows of people who objected.

    Text is trimmed, an empty text is null; a value that does not fit its type is null.
    """
    scan = _scan(table, path)
    with reading(table, path):
        found = {name.lower(): kind for name, kind, *_ in con.execute(f"DESCRIBE FROM {scan}").fetchall()}
        columns = _columns(table, path, found)
        rows = _count(con, f"FROM {scan}")
        if rows == 0 and table != "objections":
            raise BuildError(message("input_empty", table=table, file=path))
        typed = f"SELECT {', '.join(columns)} FROM {scan} AS input"
        objected = _without_objectors(con, table, typed, lasting=path.suffix.lower() == ".parquet")
    if table == "objections":
        _all_named(con, path)
    return Source(_sha256(path), rows, objected)


@contextmanager
def reading(table: str, path: Path) -> Iterator[None]:
    """Turns what the engine says of a damaged file, which can be any error, into a sentence."""
    try:
        yield
    except _NOT_THE_FILES_FAULT:
        raise
    except duckdb.Error as error:
        if out_of_space(error):
            raise
        raise BuildError(_unreadable(table, path, str(error))) from error


def declare_people(con: duckdb.DuckDBPyConnection) -> None:
    """The tables of everyone in the inputs, each with a number: ids go no further; and of the objectors found there."""
    con.execute("""
        CREATE TEMP TABLE person (person_id VARCHAR, person INTEGER);
        CREATE TEMP TABLE objector_found (person_id VARCHAR)""")


def release(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Lets go of an input."""
    kind = "VIEW" if _count(con, f"FROM duckdb_views() WHERE view_name = 'input_{table}'") else "TABLE"
    con.execute(f"DROP {kind} input_{table}")


def _scan(table: str, path: Path) -> str:
    if not path.is_file():
        raise BuildError(message("input_missing", table=table, file=path))
    if path.stat().st_size == 0:
        raise BuildError(message("input_nothing", table=table, file=path))
    match path.suffix.lower():
        case ".parquet":
            return f"read_parquet({_one_file(path)})"
        case ".csv":
            return _csv_scan(table, path)
        case suffix:
            raise BuildError(message("input_format", table=table, file=path, suffix=suffix or "—"))


def _one_file(path: Path) -> str:
    """A path as a SQL text literal of which the engine makes no pattern for many files."""
    return quoted(re.sub(r"([*?\[])", r"[\1]", str(path)))


def _csv_scan(table: str, path: Path) -> str:
    """A CSV file read by its header alone: a row that does not fit it is an error, not a hint at another dialect."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(message("input_unreadable", table=table, file=path, format="csv")) from error
    separator = max((",", ";", "\t", "|"), key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=separator), [])]
    if not any(names) or len({name.lower() for name in names}) < len(names):
        raise BuildError(message("input_unreadable", table=table, file=path, format="csv"))
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    dialect = f"""delim = '{separator}', quote = '"', escape = '"', header = true, auto_detect = false"""
    return f"read_csv({_one_file(path)}, columns = {{{columns}}}, {dialect})"


def _columns(table: str, path: Path, found: dict[str, str]) -> list[str]:
    """The typed select list; a missing or ill-typed column stops the build, an optional one becomes null."""
    layout = LAYOUT[table]
    missing = [name for name in layout if name not in found and name not in OPTIONAL]
    if table == "customers" and not {"birth_year", "age"} & found.keys():
        missing.append("birth_year | age")
    if missing:
        needed = ", ".join(name for name in layout if name not in OPTIONAL)
        raise BuildError(message("column_missing", table=table, file=path, columns=", ".join(missing), needed=needed))
    for name, kind in layout.items():
        if name in found and not re.fullmatch(_TYPES[kind], found[name]):
            raise BuildError(
                message(
                    "column_type", table=table, file=path, column=name, type=found[name].lower(), needed=_NEEDED[kind]
                )
            )
    return [f"{_typed(name, kind, name in found)} AS {name}" for name, kind in layout.items()]


def _typed(name: str, kind: Kind, present: bool) -> str:
    text = f"nullif(trim(input.{name}::VARCHAR), '')" if present else "NULL::VARCHAR"
    match kind:
        case "number":
            return f"CASE WHEN isfinite(try_cast({text} AS DOUBLE)) THEN try_cast({text} AS DOUBLE) END"
        case "time":
            local = f"CASE WHEN NOT regexp_matches({text}, '{_WITH_ZONE}') THEN try_cast({text} AS TIMESTAMP) END"
            moment = f"CASE WHEN typeof(input.{name}) = 'VARCHAR' THEN {local} ELSE input.{name}::TIMESTAMP END"
            return f"CASE WHEN isfinite({moment}) THEN {moment} END"
        case "moment":
            return f"try_cast({text} AS TIMESTAMP)"
        case _:
            return text


def _unreadable(table: str, path: Path, error: str) -> Label:
    if path.suffix.lower() == ".csv" and (line := re.search(r"[Ll]ine:? (\d+)", error)):
        return message("input_line", table=table, file=path, line=line[1])
    return message("input_unreadable", table=table, file=path, format=path.suffix[1:].lower())


def _all_named(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """An objection that names nobody cannot be honoured and is not passed over."""
    if rows := _count(con, "FROM input_objections WHERE person_id IS NULL"):
        raise BuildError(message("objection_without_person", rows=rows, file=path))


def _without_objectors(con: duckdb.DuckDBPyConnection, table: str, typed: str, *, lasting: bool) -> int:
    """Makes `input_<table>` and numbers its people; returns how many rows of objectors it leaves out.

    What one person can have any number of is read where it lies, if that can be read again (`lasting`).
    """
    if table == "objections" or "person_id" not in LAYOUT[table]:
        con.execute(f"CREATE TEMP TABLE input_{table} AS {typed}")
        return 0
    kind = "VIEW" if lasting and "time" in LAYOUT[table].values() else "TABLE"
    con.execute(f"CREATE TEMP {kind} input_{table} AS FROM ({typed}) ANTI JOIN input_objections USING (person_id)")
    con.execute(f"""
        INSERT INTO person
        SELECT person_id, (SELECT count(*) FROM person) + row_number() OVER ()
        FROM (SELECT DISTINCT person_id FROM input_{table} WHERE person_id IS NOT NULL)
        ANTI JOIN person USING (person_id)""")
    objectors = f"({typed}) SEMI JOIN input_objections USING (person_id)"
    con.execute(f"INSERT INTO objector_found SELECT DISTINCT person_id FROM {objectors}")
    return _count(con, f"FROM {objectors}")


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = con.execute(f"SELECT count(*) {relation}").fetchone()
    return int(row[0]) if row else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
