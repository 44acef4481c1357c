"""One small panel and one build of it, shared by the tests of the build."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.panel import SECRET, Panel, make_panel
from warehouse.build import BuildReport, build
from warehouse.inputs import Inputs


@dataclass(frozen=True)
class Built:
    """A panel, the inputs written from it, and what the build made of them."""

    panel: Panel
    inputs: Inputs
    report: BuildReport


def build_or_fail(inputs: Inputs, out: Path, threads: int | None = None) -> BuildReport:
    """A build that must succeed."""
    report = build(inputs, out, secret=SECRET, threads=threads)
    assert isinstance(report, BuildReport), report.message.en
    return report


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    panel = make_panel()
    inputs = panel.write(folder / "in")
    return Built(panel, inputs, build_or_fail(inputs, folder / "warehouse.duckdb", threads=2))


@pytest.fixture
def stored(built: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(built.report.out), read_only=True) as con:
        yield con


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table of a warehouse file, rows in stored order."""
    with duckdb.connect(str(path), read_only=True) as con:
        names = con.execute("SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        return {f"{schema}.{name}": con.execute(f"FROM {schema}.{name}").fetchall() for schema, name in names}
