"""Names the rules look for."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from warehouse.catalog import catalogue, read_yaml


@cache
def protected_columns() -> frozenset[str]:
    """Columns no user may read, in any table."""
    return frozenset(name for name, column in catalogue().columns.items() if column.role == "protected")


@cache
def measure_columns() -> frozenset[str]:
    """Columns that hold figures, in any table."""
    return frozenset(name for name, column in catalogue().columns.items() if column.role == "measure")


@cache
def person_names() -> frozenset[str]:
    """Column and table names under which other systems keep persons."""
    return _list("person_names")


@cache
def chance_functions() -> frozenset[str]:
    """Functions of chance, hashing and sampling."""
    return _list("chance_functions")


@cache
def _list(name: str) -> frozenset[str]:
    content = read_yaml(Path(str(files("guardrails"))) / "names.yaml")
    if not isinstance(content, dict):
        raise TypeError("names.yaml must be a mapping of lists")
    return frozenset(content[name])
