"""What the names of a statement mean: every column must come from a public column of the catalogue."""

import re
from dataclasses import dataclass
from functools import cache

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope
from sqlglot.schema import MappingSchema

from warehouse.catalog import catalogue


@dataclass(frozen=True)
class Resolved:
    """The qualified tree, the catalogue columns it uses as `table.column`, and its number of output columns."""

    tree: exp.Query
    scopes: tuple[Scope, ...]
    columns: frozenset[str]
    width: int


@dataclass(frozen=True)
class Unresolved:
    """A name that means nothing here; '' where no single name is to blame."""

    name: str


def resolve(tree: exp.Query) -> Resolved | Unresolved:
    """Resolve the tree, which is changed. Protected columns are not in the schema: they mean nothing."""
    try:
        qualified = qualify(
            tree,
            dialect="duckdb",
            schema=_schema(),
            quote_identifiers=False,
            identify=False,
            isolate_tables=False,
            validate_qualify_columns=False,  # it would make the scopes once more: `_loose` looks at ours
        )
        scopes = tuple(traverse_scope(qualified))
        loose = _loose(scopes)
        if loose:
            return Unresolved(loose)
        columns = _columns(scopes)
    except (SqlglotError, RecursionError) as error:
        return Unresolved(_culprit(str(error)))
    stray = _stray(columns)
    if stray or not isinstance(qualified, exp.Query):
        return Unresolved(stray)
    return Resolved(qualified, scopes, columns, len(qualified.selects))


def _loose(scopes: tuple[Scope, ...]) -> str:
    """A column that belongs to no source of its SELECT, or to several; '' if there is none."""
    for scope in scopes:
        if isinstance(scope.expression, exp.Select):
            outside = () if scope.is_correlated_subquery or scope.pivots else scope.external_columns
            for column in (*outside, *scope.unqualified_columns):
                return column.name or "?"
    return ""


@cache
def _schema() -> MappingSchema:
    return MappingSchema(dict(_public()), dialect="duckdb")


@cache
def _public() -> dict[str, dict[str, str]]:
    return catalogue().public_schema()


def _columns(scopes: tuple[Scope, ...]) -> frozenset[str]:
    used = set()
    for scope in scopes:
        tables = {
            alias: source.name.lower() for alias, source in scope.sources.items() if isinstance(source, exp.Table)
        }
        used |= {f"{tables[c.table]}.{c.name.lower()}" for c in scope.columns if c.table in tables}
    return frozenset(used)


def _stray(columns: frozenset[str]) -> str:
    """A column whose source is a catalogue table that has no such public column; '' if there is none."""
    public = _public()
    for used in columns:
        table, column = used.split(".", 1)
        if table in public and column not in public[table]:
            return column
    return ""


def _culprit(message: str) -> str:
    found = re.search(r"Column '(?P<a>[^']+)'|Unknown column: (?P<b>\S+)|Unknown table: (?P<c>\S+)", message)
    name = next((group for group in found.groups() if group), "") if found else ""
    return name.replace('"', "").split(".")[-1]
