"""The role's threshold inside every scan: a table becomes a subquery of its public columns without the groups below T.

As a filter in the scan, never as a HAVING: whatever is computed above it is a union of cells that each pass T.
"""

from functools import cache

from sqlglot import exp, parse_one

from guardrails.statement import is_cte_reference, table_name
from warehouse.catalog import catalogue
from warehouse.engine import CATALOG


@cache
def scan_sql(table: str, threshold: int) -> str:
    """The only form in which `table` is ever read."""
    columns = ", ".join(f'"{column}"' for column in catalogue().public_columns(table))
    protected = catalogue().protected_column(table)
    visible = f' WHERE "{protected}" >= {threshold}' if protected else ""
    return f'SELECT {columns} FROM "{CATALOG}"."main"."{table}"{visible}'


def push_threshold(tree: exp.Query, threshold: int, width: int) -> exp.Query:
    """A copy of the tree that reads every table through its scan, and orders its rows completely."""
    pushed = tree.copy()
    for table in [t for t in pushed.find_all(exp.Table) if not is_cte_reference(t)]:
        name = table_name(table)
        if name is not None:
            table.replace(_scan(table, name, threshold))
    for column in pushed.find_all(exp.Column):
        column.set("db", None)  # main.places.city: inside, the scan is called places
    _settle_order(pushed, width)
    return pushed


def _scan(table: exp.Table, name: str, threshold: int) -> exp.Subquery:
    alias = table.args.get("alias") or exp.TableAlias(this=table.this.copy())
    return exp.Subquery(this=_scan_tree(name, threshold).copy(), alias=alias.copy(), joins=table.args.get("joins"))


@cache
def _scan_tree(table: str, threshold: int) -> exp.Expr:
    tree = parse_one(scan_sql(table, threshold), dialect="duckdb")
    for node in tree.walk():
        node.meta.clear()  # places in a text nobody wrote
    return tree


def _settle_order(tree: exp.Query, width: int) -> None:
    """Break ties by all output columns: the order, and what a LIMIT keeps, must not depend on how rows are stored."""
    order = tree.args.get("order")
    keys = order.expressions if order is not None else []
    form = exp.Ordered()
    if keys and _is_all(keys[0]):
        form, keys = keys[0], []
    for position in range(1, width + 1):
        tie = form.copy()
        tie.set("this", exp.Literal.number(position))
        keys.append(tie)
    tree.set("order", exp.Order(expressions=keys))


def _is_all(key: exp.Expr) -> bool:
    """Whether this is ORDER BY ALL, which stands for every output column."""
    return isinstance(key.this, exp.Var) and key.name.upper() == "ALL"
