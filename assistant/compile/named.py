"""`that day`, `there`: what an answer has named is written as the statement that named it, not as a bare value.

So the statement of a follow-up says where its day or place came from, and stays right where the data change.
"""

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from assistant.plan import Plan


@dataclass(frozen=True)
class Named:
    """The one row of a ranking: its plan, the dimension it is about and the value an answer gave for it."""

    plan: Plan
    dimension: str
    value: date | str


def pointed_at(select: exp.Query, named: Named, ranking: exp.Query) -> exp.Query:
    """The statement with conditions on the named value written as the ranking that named it."""

    def replaced(node: exp.Expr) -> exp.Expr:
        if not (isinstance(node, exp.EQ) and isinstance(node.this, exp.Column) and _is(node.expression, named)):
            return node
        if node.this.name != named.dimension:
            return node
        inner = exp.select(exp.column(named.dimension, table="named")).from_(ranking.copy().subquery("named"))
        return node.this.isin(query=inner)

    copied = select.copy()
    copied.transform(replaced, copy=False)
    return copied


def _is(literal: exp.Expr, named: Named) -> bool:
    text = literal.this if isinstance(literal, exp.Cast) else literal
    wanted = named.value.isoformat() if isinstance(named.value, date) else named.value
    return isinstance(text, exp.Literal) and text.this == wanted
