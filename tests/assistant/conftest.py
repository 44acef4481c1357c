from collections.abc import Iterator
from pathlib import Path

import pytest

from guardrails.gate import Gate
from guardrails.reference import Reference
from tests.assistant.site import Site, open_site
from tests.assistant.small_warehouse import write_small_warehouse


@pytest.fixture(scope="session")
def small_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_warehouse(tmp_path_factory.mktemp("small") / "small.duckdb")


@pytest.fixture(scope="session")
def gate(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    gate = Gate.open(small_warehouse, tmp_path_factory.mktemp("audit") / "audit.sqlite")
    yield gate
    gate.close()


@pytest.fixture(scope="session")
def reference(gate: Gate) -> Reference:
    return gate.reference("analyst")


@pytest.fixture(scope="session")
def site(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(small_warehouse, tmp_path_factory.mktemp("people")) as site:
        yield site
