"""The role's threshold inside every scan: a table becomes a subquery of its public columns without the groups below T.

As a filter in the scan, never as a HAVING: whatever is computed above it is a union of cells that each pass T.
"""

from functools import cache

from sqlglot import exp

from guardrails.order import settle_order
from guardrails.statement import Statement, table_name
from warehouse.catalog import catalogue
from warehouse.engine import CATALOG


@cache
def scan_sql(table: str, threshold: int) -> str:
    """The only form in which `table` is ever read."""
    columns = ", ".join(f'"{column}"' for column in catalogue().public_columns(table))
    protected = catalogue().protected_column(table)
    visible = f' WHERE "{protected}" >= {threshold}' if protected else ""
    return f'SELECT {columns} FROM "{CATALOG}"."main"."{table}"{visible}'


def push_threshold(statement: Statement, threshold: int) -> str:
    """The statement that may run: it reads every table through its scan, and orders its rows completely.

    The statement's tree is changed; its meaning is read off the spare one.
    """
    _ = statement.spare
    width, tables = statement.width, statement.tables
    for column in statement.find(exp.Column):
        column.set("db", None)  # main.places.city: inside, the scan is called places
    settle_order(statement, width)
    for table in tables:
        name = table_name(table)
        if name is not None:
            table.replace(_scan(table, name, threshold))
    return statement.tree.sql(dialect="duckdb", comments=False, copy=False)


def _scan(table: exp.Table, name: str, threshold: int) -> exp.Subquery:
    """The scan in place of a table; its text stands as it is."""
    alias = table.args.get("alias") or exp.TableAlias(this=table.this)
    return exp.Subquery(this=exp.Var(this=scan_sql(name, threshold)), alias=alias, joins=table.args.get("joins"))
