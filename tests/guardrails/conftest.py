"""The small warehouse and its gate, made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrails.gate import Gate
from tests.guardrails import small_warehouse
from warehouse.engine import Engine


@pytest.fixture(scope="session")
def warehouse_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_warehouse.write(tmp_path_factory.mktemp("gate") / "small.duckdb")


@pytest.fixture(scope="session")
def engine(warehouse_file: Path) -> Iterator[Engine]:
    opened = Engine.open(warehouse_file)
    yield opened
    opened.close()


@pytest.fixture
def gate(warehouse_file: Path, tmp_path: Path) -> Iterator[Gate]:
    opened = Gate.open(warehouse_file, tmp_path / "audit.db")
    yield opened
    opened.close()
