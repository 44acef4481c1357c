"""A statement on its way through the gate: the text, how both parsers read it, and what its names mean."""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sqlglot import exp
from sqlglot.dialects import DuckDB
from sqlglot.errors import SqlglotError

from guardrails.resolve import Resolved, Unresolved, resolve
from warehouse.catalog import catalogue
from warehouse.parser import serialized_tree, statement_kinds
from warehouse.tree import Node, nodes_of

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # its warnings quote statements in logs


@dataclass(frozen=True)
class Statement:
    """A statement as far as it has come: text; what kinds of statements DuckDB reads, how sqlglot reads it (None: it
    does not parse)."""

    text: str
    kinds: tuple[str, ...] | None = None
    parsed: exp.Expr | None = None

    @property
    def tree(self) -> exp.Query:
        """The tree of sqlglot; only for rules that come after reading."""
        if not isinstance(self.parsed, exp.Query):
            raise ValueError("the statement is not parsed yet, or no query")
        return self.parsed

    @cached_property
    def names(self) -> Resolved | Unresolved:
        """What the names mean, by the public columns of the catalogue."""
        return resolve(self.spare)

    @cached_property
    def spare(self) -> exp.Query:
        """A second tree: one is rewritten to run, the other resolved."""
        return self.tree.copy()

    @property
    def resolved(self) -> Resolved:
        """What the names mean; only for rules that come after O02, which refuses what means nothing."""
        if not isinstance(self.names, Resolved):
            raise ValueError("the statement does not resolve")
        return self.names

    @cached_property
    def engine_nodes(self) -> tuple[Node, ...]:
        """All nodes of the tree in which DuckDB's parser reads the text; none if it cannot write them down.

        They cost more than all rules together. What runs is held against DuckDB's reading anyway, so these are for
        statements that are refused: they name each call, and where it stands.
        """
        return tuple(nodes_of(serialized_tree(self.text)))

    @cached_property
    def names_used(self) -> frozenset[str]:
        """All names in the statement, in lower case."""
        return frozenset(node.name.lower() for node in self.find(exp.Identifier))

    @cached_property
    def nodes(self) -> tuple[exp.Expr, ...]:
        """All nodes of the tree, parents before their children."""
        return tuple(self.tree.walk())

    @cached_property
    def nodes_by_kind(self) -> Mapping[type[exp.Expr], list[exp.Expr]]:
        """The nodes by their very class: twenty rules look for a few kinds each."""
        found: dict[type[exp.Expr], list[exp.Expr]] = {}
        for node in self.nodes:
            found.setdefault(type(node), []).append(node)
        return found

    @cached_property
    def tables(self) -> tuple[exp.Table, ...]:
        """All table nodes that are no reference to a CTE."""
        return tuple(t for t in self.find(exp.Table) if isinstance(t, exp.Table) and not is_cte_reference(t))

    @cached_property
    def scans(self) -> Counter[str]:
        """How often each table of the catalogue is read."""
        return Counter(name for name in map(table_name, self.tables) if name)

    @property
    def width(self) -> int:
        """The number of output columns; where a star stands for some, only after resolving."""
        return self.resolved.width if self.tree.is_star else len(self.tree.selects)

    def find(self, *kinds: type[exp.Expr]) -> Iterator[exp.Expr]:
        """All nodes of these kinds."""
        return (node for kind, nodes in self.nodes_by_kind.items() if issubclass(kind, kinds) for node in nodes)

    def read(self) -> "Statement":
        """The statement with both readings. What sqlglot takes for a query counts as one SELECT: DuckDB has still to
        say so, where it reads what would run (`counted`)."""
        read = replace(self, parsed=_parse(self.text), kinds=("SELECT",))
        return read if isinstance(read.parsed, exp.Query) else read.counted()

    def counted(self) -> "Statement":
        """The statement with the kinds that DuckDB says."""
        return replace(self, kinds=statement_kinds(self.text))


def _parse(text: str) -> exp.Expr | None:
    """The only statement of the text as sqlglot reads it; None if there are several or it does not parse."""
    try:
        found = [tree for tree in DuckDB().parse(text) if tree is not None]
    except (SqlglotError, RecursionError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        return None
    return found[0] if len(found) == 1 else None


def is_cte_reference(table: exp.Table) -> bool:
    """Whether the name is that of a CTE in scope here: one of an outer WITH, or an earlier one of the same."""
    if table.args.get("db") or not isinstance(table.this, exp.Identifier):
        return False
    name, node = table.name.lower(), table.parent
    inside: exp.Expr | None = None
    while node is not None:
        clause = node if isinstance(node, exp.With) else node.args.get("with_")
        if clause is not None and any(cte.alias.lower() == name for cte in _visible(clause, inside)):
            return True
        # at the query that owns a WITH we came out of, its CTEs were judged already
        inside, node = (
            (node, node.parent.parent if node.parent else None) if isinstance(node, exp.With) else (node, node.parent)
        )
    return False


def _visible(clause: exp.Expr, inside: exp.Expr | None) -> list[exp.Expr]:
    """The CTEs of a WITH that can be named from `inside` one of them, or from the query itself."""
    ctes = list(clause.expressions)
    return ctes[: ctes.index(inside)] if inside in ctes else ctes


def table_name(table: exp.Table) -> str | None:
    """The catalogue's name of a table node; None if it is no table of the catalogue."""
    known = isinstance(table.this, exp.Identifier) and not table.args.get("catalog")
    if not known or table.text("db").lower() not in ("", "main"):
        return None
    return table.name.lower() if table.name.lower() in catalogue().tables else None
