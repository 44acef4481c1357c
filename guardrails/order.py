"""What the order of stored rows could decide is decided by values: the same question has the same answer.

Rows have no order of their own, and where they lie must not show: ties are broken by all output columns, by the keys of
the tables, or by the collected value itself. What a statement says about order stays as it is.
"""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.statement import Statement, table_name
from warehouse.catalog import catalogue

_COLLECTS = (exp.ArrayAgg, exp.GroupConcat, exp.First, exp.Last, exp.AnyValue)
_NUMBERS = (exp.RowNumber, exp.Ntile, exp.Lag, exp.Lead)
_PICKS = (exp.FirstValue, exp.LastValue, exp.NthValue)
_WRAPPERS = (exp.IgnoreNulls, exp.RespectNulls, exp.Filter)


def settle_order(statement: Statement, width: int) -> None:
    """Settle the order of a statement whose tables still have their names; its tree is changed. `width`: its output
    columns."""
    tree: exp.Query = statement.tree
    _keep_names(statement)
    for best in [node for node in statement.find(exp.ArgMax, exp.ArgMin) if not node.args.get("count")]:
        if not isinstance(_holder(best), exp.Window):
            _break_ties_of_best(best)
    for collecting in statement.find(*_COLLECTS):
        if not isinstance(_holder(collecting), exp.Window):
            _order_by_value(collecting)
    for window in statement.find(exp.Window):
        _break_ties(window)
    for inner in statement.find(exp.Select, exp.SetOperation):
        if isinstance(inner, exp.Query) and inner is not tree and _is_cut(inner):
            _order_by_outputs(inner, 0 if inner.is_star else len(inner.selects))
    _order_by_outputs(tree, width)


def _keep_names(statement: Statement) -> None:
    """Columns without a name of their own are called as they were written, without what is added here."""
    changed = tuple(statement.find(*_COLLECTS, exp.ArgMax, exp.ArgMin, exp.Window))
    if not changed and sum(1 for _ in statement.find(exp.Select)) == 1:
        return
    for item in statement.tree.selects:
        if not isinstance(item, exp.Alias | exp.Column | exp.Star) and item.find(exp.Select, *map(type, changed)):
            name = item.sql(dialect="duckdb", normalize_functions=False, comments=False)
            alias = exp.Alias(alias=exp.to_identifier(name, quoted=True))
            item.replace(alias)
            alias.set("this", item)


def _break_ties_of_best(best: exp.Expr) -> None:
    """arg_max(a, b) becomes first(a ORDER BY b DESC, a) of the rows that have both."""
    value, by = best.this, best.expression
    keys = [exp.Ordered(this=by.copy(), desc=isinstance(best, exp.ArgMax)), exp.Ordered(this=value.copy())]
    known = exp.and_(*(exp.Not(this=exp.Is(this=part.copy(), expression=exp.Null())) for part in (value, by)))
    first = exp.First(this=exp.Order(this=value.copy(), expressions=keys))
    if isinstance(best.parent, exp.Filter):
        where = best.parent.expression
        where.set("this", exp.and_(where.this, known))
        best.replace(first)
    else:
        best.replace(exp.Filter(this=first, expression=exp.Where(this=known)))


def _holder(node: exp.Expr) -> exp.Expr | None:
    parent = node.parent
    while isinstance(parent, _WRAPPERS):
        parent = parent.parent
    return parent


def _order_by_value(collecting: exp.Expr) -> None:
    """list(x) becomes list(x ORDER BY x); an order that was given comes first."""
    order = (
        collecting.this if isinstance(collecting.this, exp.Order) else exp.Order(this=collecting.this, expressions=[])
    )
    value = order.this.expressions[0] if isinstance(order.this, exp.Distinct) else order.this
    order.append("expressions", exp.Ordered(this=value.copy()))
    collecting.set("this", order)


def _break_ties(window: exp.Expr) -> None:
    """Complete the order of a window where the order of its rows matters: numbers, neighbours and frames of rows."""
    order, spec = window.args.get("order"), window.args.get("spec")
    counts_rows = spec is not None and spec.args.get("kind") == "ROWS"
    inner = window.this
    while isinstance(inner, _WRAPPERS):
        inner = inner.this
    is_sensitive = isinstance(inner, _NUMBERS) or counts_rows or (order and isinstance(inner, exp.FirstValue))
    select = window.find_ancestor(exp.Select)
    if isinstance(inner, _PICKS) and not order and spec is None:
        window.set("spec", _whole_partition())
        is_sensitive = True
    if is_sensitive and select is not None and not window.args.get("alias"):
        ties = [exp.Ordered(this=key) for key in _keys(select)]
        if ties:
            window.set("order", exp.Order(expressions=[*(order.expressions if order else []), *ties]))


def _whole_partition() -> exp.WindowSpec:
    """The frame of a window without an order, said aloud, because an order would make it end at each row."""
    return exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="UNBOUNDED", end_side="FOLLOWING")


def _keys(select: exp.Select) -> Iterator[exp.Expr]:
    """What tells the rows of a SELECT apart: its group keys, else the keys of its tables, as far as that is plain."""
    group = select.args.get("group")
    if group is not None:
        for key in group.expressions:
            yield select.selects[int(key.name) - 1].unalias().copy() if key.is_int else key.copy()
        return
    sources = [select.args.get("from_"), *(select.args.get("joins") or ())]
    for table in (source.this for source in sources if source is not None):
        name = table_name(table) if isinstance(table, exp.Table) else None
        if name is not None:
            keys = catalogue().tables[name].keys
            yield from (exp.column(key, table=table.alias_or_name, quoted=True) for key in keys)


def _is_cut(query: exp.Expr) -> bool:
    """Whether the order of its rows decides which of them are left."""
    distinct = query.args.get("distinct")
    picks = isinstance(distinct, exp.Distinct) and distinct.args.get("on")
    return bool(query.args.get("limit") or query.args.get("offset") or picks)


def _order_by_outputs(query: exp.Expr, width: int) -> None:
    """Break ties by all output columns; with an unknown number of them (0) only where no order was given."""
    order = query.args.get("order")
    keys = order.expressions if order is not None else []
    form = exp.Ordered()
    if keys and _is_all(keys[0]):
        form, keys = keys[0], []
    for position in range(1, width + 1):
        tie = form.copy()
        tie.set("this", exp.Literal.number(position))
        keys.append(tie)
    if keys or order is None:
        query.set("order", exp.Order(expressions=keys or [exp.Ordered(this=exp.Var(this="ALL"))]))


def _is_all(key: exp.Expr) -> bool:
    """Whether this is ORDER BY ALL, which stands for every output column."""
    return isinstance(key.this, exp.Var) and key.name.upper() == "ALL"
