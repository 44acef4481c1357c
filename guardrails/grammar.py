"""The closed grammar: which parts of SQL may occur. What is not listed here or in grammar.yaml is refused.

So a new version of a parser that knows more fails closed.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from sqlglot import exp

from warehouse.catalog import read_yaml

# Everything that is not a function, as sqlglot reads it.
NODES: frozenset[type[exp.Expr]] = frozenset(
    {
        *(exp.Select, exp.Subquery, exp.Union, exp.Intersect, exp.Except, exp.With, exp.CTE, exp.From, exp.Join),
        *(exp.Lateral, exp.Where, exp.Group, exp.Having, exp.Qualify, exp.Order, exp.Ordered, exp.Limit, exp.Offset),
        *(
            exp.Distinct,
            exp.Rollup,
            exp.Cube,
            exp.GroupingSets,
            exp.Window,
            exp.WindowSpec,
            exp.WithinGroup,
            exp.Filter,
        ),
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
        *(
            exp.Sub,
            exp.Mul,
            exp.Div,
            exp.IntDiv,
            exp.Mod,
            exp.DPipe,
            exp.Bracket,
            exp.Slice,
            exp.IntervalSpan,
            exp.Exists,
        ),
    }
)

# What may hang on a node, where the kinds of node below it say too little.
PARTS: dict[type[exp.Expr], frozenset[str]] = {
    exp.Select: frozenset(
        {
            *(
                "expressions",
                "distinct",
                "from_",
                "joins",
                "laterals",
                "where",
                "group",
                "having",
                "qualify",
                "windows",
            ),
            *("order", "limit", "offset", "with_"),
        }
    ),
    exp.Table: frozenset({"this", "db", "alias", "joins"}),
    exp.Star: frozenset({"except_"}),
    exp.Column: frozenset({"this", "table"}),
    exp.With: frozenset({"expressions"}),
    exp.CTE: frozenset({"this", "alias", "materialized"}),
}

SERIES = frozenset({"generate_series", "range"})
"""Functions that stand in FROM; they are allowed nowhere else."""


class Grammar(BaseModel):
    """The lists of grammar.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    types: frozenset[str]
    engine_kinds: frozenset[str]
    engine_refused_operators: frozenset[str]
    functions: dict[str, frozenset[str]]


@cache
def grammar() -> Grammar:
    """The lists shipped with the package."""
    return Grammar.model_validate(read_yaml(Path(str(files("guardrails"))) / "grammar.yaml"))


@cache
def functions() -> frozenset[str]:
    """All allowed scalar, aggregate and window functions and operators, by DuckDB's names."""
    return frozenset(name.lower() for group in grammar().functions.values() for name in group) - SERIES
