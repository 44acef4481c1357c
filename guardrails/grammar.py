"""The closed grammar: which parts of SQL may occur. What is not listed here is refused, so a new version of a parser that
knows more fails closed."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from sqlglot import exp

from warehouse.catalog import read_yaml

# Everything that is not a function, as sqlglot reads it.
NODES: frozenset[type[exp.Expr]] = frozenset(
    {
        *(
            exp.Select,
            exp.Subquery,
            exp.Union,
            exp.Intersect,
            exp.Except,
            exp.With,
            exp.CTE,
            exp.From,
            exp.Join,
            exp.Lateral,
        ),
        *(exp.Where, exp.Group, exp.Having, exp.Qualify, exp.Order, exp.Ordered, exp.Limit, exp.Offset, exp.Distinct),
        *(exp.Rollup, exp.Cube, exp.GroupingSets, exp.Window, exp.WindowSpec, exp.WithinGroup, exp.Filter),
        *(
            exp.IgnoreNulls,
            exp.RespectNulls,
            exp.Table,
            exp.TableAlias,
            exp.Alias,
            exp.Column,
            exp.Identifier,
            exp.Star,
        ),
        *(exp.Values, exp.Tuple, exp.Paren, exp.Literal, exp.Boolean, exp.Null, exp.Var, exp.Interval, exp.DataType),
        *(exp.DataTypeParam, exp.Not, exp.Neg, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.Between),
        *(
            exp.NullSafeEQ,
            exp.NullSafeNEQ,
            exp.In,
            exp.Like,
            exp.ILike,
            exp.Glob,
            exp.Escape,
            exp.Any,
            exp.All,
            exp.Add,
        ),
        *(exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.DPipe, exp.Bracket, exp.Slice, exp.IntervalSpan),
        *(exp.HavingMax, exp.Exists),
    }
)

# What may hang on a node, where the kinds of node below it say too little.
PARTS: dict[type[exp.Expr], frozenset[str]] = {
    exp.Select: frozenset(
        ["expressions", "from_", "joins", "laterals", "where", "group", "having", "qualify", "windows", "distinct", "order", "limit", "offset", "with_"]
    ),
    exp.Table: frozenset(["this", "db", "alias", "joins"]),
    exp.Star: frozenset(("except_",)),
    exp.Column: frozenset(["this", "table"]),
    exp.With: frozenset(("expressions",)),
    exp.CTE: frozenset(["this", "alias", "materialized"]),
}

TYPES: frozenset[str] = frozenset(
    ["TINYINT", "SMALLINT", "INT", "BIGINT", "INT128", "FLOAT", "DOUBLE", "DECIMAL", "VARCHAR", "TEXT", "CHAR", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMPNTZ", "DATETIME", "TIME", "INTERVAL", "UTINYINT", "USMALLINT", "UINT", "UBIGINT"]
)

# The same as DuckDB's parser names it: queries, table references, what follows them, expressions.
ENGINE_KINDS = frozenset(
    ["SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE", "BASE_TABLE", "SUBQUERY", "JOIN", "EMPTY", "EXPRESSION_LIST", "TABLE_FUNCTION", "ORDER_MODIFIER", "LIMIT_MODIFIER", "DISTINCT_MODIFIER", "ORDER_DEFAULT", "ORDER_ASCENDING", "ORDER_DESCENDING", "ASCENDING", "DESCENDING", "COLUMN_REF", "CONSTANT", "FUNCTION", "COMPARISON", "CONJUNCTION", "OPERATOR", "CAST", "CASE", "WINDOW", "STAR", "BETWEEN", "TYPE"]
)
ENGINE_REFUSED_OPERATORS = frozenset(("STRUCT_EXTRACT", "OPERATOR_UNPACK", "OPERATOR_TRY"))

SERIES = frozenset(("generate_series", "range"))


@cache
def functions() -> frozenset[str]:
    """All allowed scalar, aggregate and window functions and operators, by DuckDB's names."""
    groups = read_yaml(Path(str(files("guardrails"))) / "functions.yaml")
    if not isinstance(groups, dict):
        raise TypeError("functions.yaml must be a mapping of groups")
    return frozenset(str(name).lower() for names in groups.values() for name in names) - SERIES
