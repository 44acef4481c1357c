"""Open-ended input: no text crashes the gate, and nothing it clears gives away a group size."""

import random
from pathlib import Path

import duckdb
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guardrails.review import review
from guardrails.verdict import Cleared, Refused
from tests.guardrails import small_warehouse
from tests.guardrails.statements import QUERIES, SHAPES, allowed, refused, unordered
from warehouse.engine import Engine, Rows

WORDS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "sql_words.yaml").read_text("utf-8"))
CASES = [*allowed(), *unordered(), *(sql for _, sql in refused())]
SIZES = 1_000_000


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A warehouse whose group sizes are unmistakable: from a million upwards."""
    path = small_warehouse.write(tmp_path_factory.mktemp("fuzz") / "marked.duckdb")
    with duckdb.connect(str(path)) as db:
        for table in ("footfall_daily", "footfall_hourly", "footfall_monthly", "demographics_daily"):
            db.execute(f"UPDATE {table} SET group_size = group_size + {SIZES}")
    return Engine.open(path)


def judge(sql: str, engine: Engine) -> None:
    verdict = review(sql, "analyst", engine)
    assert isinstance(verdict, Cleared | Refused)
    if isinstance(verdict, Cleared):
        result = engine.run(verdict.sql_run)
        if isinstance(result, Rows):
            shown = " ".join(str(value) for row in result.rows for value in row)
            assert not any(str(SIZES + size) in shown for size in range(3, 61)), sql


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text(marked: Engine, text: str) -> None:
    judge(text, marked)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_any_words_of_sql(marked: Engine, text: str) -> None:
    judge(text, marked)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(CASES), st.sampled_from(WORDS), st.randoms(use_true_random=False))
def test_cases_with_a_word_put_in_or_swapped(marked: Engine, sql: str, word: str, chance: random.Random) -> None:
    parts = sql.split(" ")
    place = chance.randrange(len(parts))
    parts[place : place + chance.randint(0, 1)] = [word]
    judge(" ".join(parts), marked)


@pytest.mark.parametrize(
    "shape", ["({})", "NOT {}", "-{}", "[{}]", "(SELECT {})", "CASE WHEN {} THEN 1 END", "abs({})"]
)
def test_deep_nesting_is_refused_in_peace(marked: Engine, shape: str) -> None:
    sql = "1"
    while len(sql) < 7000:
        sql = shape.format(sql)
    assert isinstance(review(f"SELECT {sql}", "analyst", marked), Refused)


def test_long_chains_are_judged_in_peace(marked: Engine) -> None:
    for joiner in (" AND ", " + ", " UNION ALL SELECT ", ", "):
        judge("SELECT " + joiner.join(["1"] * (7900 // (len(joiner) + 1))), marked)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(QUERIES), st.sampled_from(QUERIES), st.sampled_from(SHAPES))
def test_queries_within_queries(marked: Engine, one: str, other: str, shape: str) -> None:
    judge(shape.format(one=one, other=other), marked)
