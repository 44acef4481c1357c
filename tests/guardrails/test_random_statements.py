"""Random legal statements are accepted, and equal a recount in plain Python over the cells the role sees."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guardrails.review import review
from guardrails.roles import data_roles
from guardrails.verdict import Cleared
from tests.guardrails.small_warehouse import KEYS
from warehouse.catalog import catalogue
from warehouse.engine import Engine, Rows

FACTS = [name for name, table in catalogue().tables.items() if table.kind == "fact"]
Cells = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Question:
    """A grouped statement: what is summed, by which keys, where a key has one of some values, from what sum on."""

    table: str
    role: str
    measure: str
    keys: tuple[str, ...]
    filter_key: str
    values: tuple[object, ...]
    least: int
    shape: str

    def sql(self) -> str:
        keys = ", ".join(self.keys)
        listed = ", ".join(f"'{v}'" if not isinstance(v, int) else str(v) for v in self.values)
        where = f"{self.filter_key} IN ({listed})"
        total, tail = f"sum({self.measure})", f"GROUP BY {keys} HAVING sum({self.measure}) >= {self.least}"
        if self.shape == "cte":
            inner = f"SELECT {keys}, {total} AS total FROM {self.table} WHERE {where} GROUP BY ALL"
            return f"WITH t AS ({inner}) SELECT {keys}, total FROM t WHERE total >= {self.least} ORDER BY total DESC"
        if self.shape == "case":
            total = f"sum(CASE WHEN {where} THEN {self.measure} END)"
            return f"SELECT {keys}, {total} FROM {self.table} WHERE {where} {tail}"
        if self.shape == "filter":
            return f"SELECT {keys}, {total} FILTER (WHERE {where}) AS total FROM {self.table} WHERE {where} {tail}"
        return f"SELECT {keys}, {total} AS total FROM (SELECT * FROM {self.table}) AS x WHERE {where} {tail}"

    def recount(self, cells: Cells) -> set[tuple[object, ...]]:
        threshold, sums = data_roles()[self.role], defaultdict[tuple[object, ...], int](int)
        for cell in cells[self.table]:
            if cell["group_size"] >= threshold and cell[self.filter_key] in self.values:
                sums[tuple(cell[key] for key in self.keys)] += cell[self.measure]
        return {(*key, total) for key, total in sums.items() if total >= self.least}


@st.composite
def questions(draw: st.DrawFn) -> Question:
    table = draw(st.sampled_from(FACTS))
    keys = catalogue().tables[table].keys
    filter_key = draw(st.sampled_from(keys))
    return Question(
        table,
        draw(st.sampled_from(sorted(data_roles()))),
        draw(st.sampled_from(catalogue().measures(table))),
        tuple(draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))),
        filter_key,
        tuple(draw(st.lists(st.sampled_from(KEYS[filter_key]), min_size=1, max_size=3, unique=True))),
        draw(st.integers(0, 2000)),
        draw(st.sampled_from(("cte", "case", "filter", "subquery"))),
    )


@pytest.fixture(scope="module")
def cells(warehouse_file: Path) -> Iterator[Cells]:
    with duckdb.connect(str(warehouse_file), read_only=True) as db:
        found: Cells = {}
        for table in FACTS:
            rows = db.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in rows.description or ()]
            found[table] = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    yield found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=questions())
def test_a_legal_statement_is_accepted_and_right(question: Question, engine: Engine, cells: Cells) -> None:
    verdict = review(question.sql(), question.role, engine)
    assert isinstance(verdict, Cleared), (question.sql(), verdict)
    result = engine.run(verdict.sql_run)
    assert isinstance(result, Rows), question.sql()
    assert len(result.rows) == len(set(result.rows))
    assert set(result.rows) == question.recount(cells), question.sql()
