"""The closed grammar: which parts of SQL may occur. What grammar.yaml does not list is refused.

So a new version of a parser that knows more fails closed.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from warehouse.catalog import Label, read_yaml

SERIES = frozenset({"generate_series", "range"})
"""Functions that make rows of nothing; rule R04 says where they may stand."""
TABLE_FUNCTIONS = SERIES | {"unnest"}


class Grammar(BaseModel):
    """The lists of grammar.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    nodes: frozenset[str]
    parts: dict[str, frozenset[str]]
    types: frozenset[str]
    engine_kinds: frozenset[str]
    engine_refused_operators: frozenset[str]
    functions: dict[str, frozenset[str]]
    instead: dict[str, Label]


@cache
def grammar() -> Grammar:
    """The lists shipped with the package."""
    return Grammar.model_validate(read_yaml(Path(str(files("guardrails"))) / "grammar.yaml"))


@cache
def functions() -> frozenset[str]:
    """All allowed scalar, aggregate and window functions and operators, by DuckDB's names."""
    return frozenset(name.lower() for group in grammar().functions.values() for name in group)


def instead_of(part: str) -> Label:
    """What to write instead of a refused part of SQL, as the end of a message; empty if there is nothing to say."""
    return grammar().instead.get(part, Label(de="", en=""))
