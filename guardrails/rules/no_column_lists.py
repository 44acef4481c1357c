"""S08: no list of column names behind a table: it renames columns past their meaning."""

from collections.abc import Iterator

from sqlglot import exp

from guardrails.rule import Hit, Rule, excerpt, start_of
from guardrails.statement import Statement


def check(statement: Statement) -> Iterator[Hit]:
    """Every such list; a generated series has no column names of its own, so there it is needed."""
    for table in statement.find(exp.Table):
        alias = table.args.get("alias")
        if alias and alias.columns and isinstance(table.this, exp.Identifier):
            yield Hit({"table": excerpt(table)}, start_of(alias))


RULE = Rule(
    id="S08",
    stage="tree",
    check=check,
    refused=("SELECT a FROM places p(a, b)", "WITH x AS (SELECT place FROM places) SELECT n FROM x AS y(n)"),
    allowed=(
        "SELECT n.name FROM (VALUES ('Zeil'), ('Briggate')) AS n(name)",
        "WITH x(n) AS (SELECT place FROM places) SELECT n FROM x",
    ),
)
