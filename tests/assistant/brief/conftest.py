"""The demo's places with invented figures, as sales people ask about them."""

from collections.abc import Iterator

import pytest

from assistant.service import Assistant
from tests.assistant.small_warehouse import demo_places, write_small_warehouse


@pytest.fixture(scope="package")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    file = write_small_warehouse(tmp_path_factory.mktemp("brief") / "demo.duckdb", demo_places(), "2026-01-01")
    opened = Assistant.open(file, role="sales", client="=1+1 Öko & Söhne", purpose="Standortwahl", interface="brief")
    yield opened
    opened.close()
