"""The invented network the reading tests ask about; data from 1 January to 30 June 2026, asked on the last day."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from guardrails.reference import HomeArea, KnownPlace, Reference
from warehouse.build_info import BuildInfo

CASES = Path(__file__).parents[2] / "cases" / "reading"
TODAY = date(2026, 6, 30)


def cases(name: str) -> Any:
    """The cases of a file."""
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


def invented() -> Reference:
    """The reference of the invented network."""
    data = cases("places")
    places = [KnownPlace(f"p{i}", *row[:6], aliases=tuple(row[6])) for i, row in enumerate(data["places"])]
    homes = tuple(HomeArea(*row) for row in data["homes"])
    return Reference(tuple(places), homes, date(2026, 1, 1), TODAY, (), BuildInfo())


@pytest.fixture(scope="session")
def reference() -> Reference:
    return invented()
