import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from guardrails.review import review
from guardrails.roles import data_roles
from guardrails.statement import Statement
from guardrails.threshold import push_threshold
from guardrails.verdict import Cleared
from tests.guardrails import small_warehouse
from tests.guardrails.statements import allowed, unordered
from warehouse.catalog import catalogue
from warehouse.engine import Engine, EngineLimits, Rows


def answer(sql: str, role: str, engine: Engine) -> object:
    verdict = review(sql, role, engine)
    return engine.run(verdict.sql_run) if isinstance(verdict, Cleared) else verdict


@pytest.fixture(scope="module", params=sorted(data_roles()))
def role_and_twin(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Engine]:
    role = str(request.param)
    path = tmp_path_factory.mktemp("twin") / f"{role}.duckdb"
    return role, Engine.open(small_warehouse.twin(path, data_roles()[role]), EngineLimits(threads=1))


def test_what_a_role_must_not_see_changes_nothing(role_and_twin: tuple[str, Engine], engine: Engine) -> None:
    role, other = role_and_twin
    listings = [f"SELECT * FROM {table}" for table in catalogue().tables]
    for sql in [*allowed(), *unordered(), *listings]:
        assert answer(sql, role, engine) == answer(sql, role, other), sql


def test_every_role_sees_exactly_its_cells(engine: Engine, warehouse_file: Path) -> None:
    for table in catalogue().tables:
        protected = catalogue().protected_column(table)
        for role, threshold in data_roles().items():
            expected = engine.run(
                f"SELECT count(*) FROM warehouse.main.{table}"
                + (f" WHERE {protected} >= {threshold}" if protected else "")
            )
            assert isinstance(expected, Rows)
            seen = answer(f"SELECT count(*) FROM {table}", role, engine)
            assert isinstance(seen, Rows)
            assert seen.rows == expected.rows


@pytest.mark.parametrize("sql", allowed())
def test_every_scan_of_figures_carries_the_threshold(sql: str, engine: Engine) -> None:
    verdict = review(sql, "marketer", engine)
    assert isinstance(verdict, Cleared)
    scans = Counter(verdict.sql_run.split('"warehouse"."main".')[n + 1].split('"')[1] for n in range(_count(verdict)))
    facts = sum(n for table, n in scans.items() if catalogue().tables[table].kind == "fact")
    assert verdict.sql_run.count('"group_size" >= 30') == facts
    assert verdict.sql_run.count("group_size") - verdict.sql.count("'group_size'") == facts


def _count(verdict: Cleared) -> int:
    return verdict.sql_run.count('"warehouse"."main".')


@pytest.fixture(scope="module")
def stored_and_public(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[DuckDBPyConnection, DuckDBPyConnection]]:
    """The warehouse, and one whose tables never had a protected column."""
    stored = duckdb.connect(str(small_warehouse.write(tmp_path_factory.mktemp("stored") / "warehouse.duckdb")))
    public = duckdb.connect()
    public.execute(f"ATTACH '{tmp_path_factory.mktemp('public') / 'public.duckdb'}' AS public; USE public")
    for table in catalogue().tables:
        columns = ", ".join(catalogue().public_columns(table))
        frame = stored.execute(f"SELECT {columns} FROM {table}").fetchall()
        types = ", ".join(f'"{c}" {t}' for c, t in catalogue().public_schema()[table].items())
        public.execute(f"CREATE TABLE {table} ({types})")
        public.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(frame[0]))})", frame)
    for connection in (stored, public):
        connection.execute("SET error_on_division_by_zero = false")
    yield stored, public
    stored.close()
    public.close()


@pytest.mark.parametrize("sql", allowed())
def test_what_runs_means_what_was_written(
    sql: str, stored_and_public: tuple[DuckDBPyConnection, DuckDBPyConnection]
) -> None:
    """Without a threshold, the statement that runs gives the rows of the text over tables without the hidden column."""
    stored, public = stored_and_public
    statement = Statement(sql).read()
    rendered = push_threshold(statement, 0)
    ours, written = stored.execute(rendered), public.execute(sql)
    names = [[_name(column[0]) for column in found.description or ()] for found in (ours, written)]
    assert names[0] == names[1]
    assert Counter(map(repr, ours.fetchall())) == Counter(map(repr, written.fetchall()))


def _name(name: str) -> str:
    """A name of a column; one that was not given is a text that may be written in several ways."""
    plain = re.sub(r'["\s]', "", name.lower())
    return "" if "(" in plain else plain
