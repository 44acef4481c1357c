from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.gate import Gate
from guardrails.review import review
from guardrails.signals import Ledger
from guardrails.signals.ledger import _isolated
from guardrails.verdict import Asker, Cleared, Draft
from tests.guardrails.statements import allowed
from warehouse.engine import Engine

DAY = "FROM demographics_daily WHERE place_id = 'a' AND date = DATE '2026-02-02'"
TOTAL = f"SELECT sum(visits) {DAY} AND gender = 'female'"
BUT_ONE = f"{TOTAL} AND age_band <> '65+'"
ONE = f"{TOTAL} AND age_band = '65+'"
BY_AGE = f"SELECT age_band, sum(visits) {DAY} AND gender = 'female' GROUP BY age_band"


@pytest.fixture
def ledger(gate: Gate) -> Ledger:
    return Ledger(gate.reference("analyst"))


def note(ledger: Ledger, engine: Engine, *statements: str, tenant: str = "acme") -> list[dict[str, int]]:
    found = []
    for sql in statements:
        cleared = review(sql, "analyst", engine)
        assert isinstance(cleared, Cleared), sql
        found.append(ledger.note(tenant, cleared.scopes))
    return found


@pytest.mark.parametrize(
    "series",
    [
        (TOTAL, BUT_ONE),
        (BUT_ONE, TOTAL),
        (f"SELECT sum(visits) - sum(CASE WHEN age_band <> '65+' THEN visits END) {DAY} AND gender = 'female'",),
        (f"SELECT sum(visits), sum(visits) FILTER (WHERE NOT age_band = '65+') {DAY} AND gender = 'female'",),
        (
            TOTAL,
            f"{TOTAL} AND age_band IN ('18-24', '25-34', '35-44')",
            f"{TOTAL} AND age_band IN ('45-54', '55-64', 'unknown')",
        ),
        (
            "SELECT sum(visits) FROM footfall_daily JOIN places p USING (place_id) WHERE p.place = 'Alexanderplatz' "
            "AND date BETWEEN DATE '2026-02-02' AND DATE '2026-02-03'",
            "SELECT sum(visits) FROM footfall_daily WHERE place_id = 'a' AND date = '2026-02-03'",
        ),
    ],
    ids=["pair", "pair reversed", "case", "filter", "three", "through places"],
)
def test_a_cell_that_is_given_away_by_differences_is_noted(
    series: tuple[str, ...], ledger: Ledger, engine: Engine
) -> None:
    *before, last = note(ledger, engine, *series)
    assert not any("isolated_cells" in found for found in before)
    assert last["isolated_cells"] == 1


@pytest.mark.parametrize(
    "series",
    [
        (ONE, BUT_ONE, TOTAL),
        (BY_AGE, TOTAL, BUT_ONE),
        (TOTAL, f"{TOTAL} AND age_band NOT IN ('65+', '18-24')"),
        (TOTAL, BUT_ONE.replace("sum(visits)", "sum(visitors)")),
        (TOTAL, f"{TOTAL} AND age_band <> '66+'"),
    ],
    ids=["asked for directly", "listed", "two cells", "another measure", "no such value"],
)
def test_what_is_known_or_stays_a_group_is_not_noted(series: tuple[str, ...], ledger: Ledger, engine: Engine) -> None:
    assert not any("isolated_cells" in found for found in note(ledger, engine, *series))


def test_tenants_do_not_mix_and_nothing_is_noted_twice(ledger: Ledger, engine: Engine) -> None:
    assert note(ledger, engine, TOTAL) == [{}]
    assert note(ledger, engine, BUT_ONE, tenant="other") == [{}]
    assert note(ledger, engine, BUT_ONE) == [{"isolated_cells": 1}]
    assert note(ledger, engine, BUT_ONE) == [{}]


def test_figures_from_nearly_the_same_cells_are_counted(ledger: Ledger, engine: Engine) -> None:
    fortnight = "SELECT sum(visits) FROM footfall_hourly WHERE place_id = 'a' AND hour BETWEEN 8 AND 17"
    *_, last = note(ledger, engine, fortnight, f"{fortnight} AND (hour <> 8 OR date <> DATE '2026-02-02')")
    assert last == {"near_duplicates": 1, "isolated_cells": 1}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT sum(visits) FROM footfall_daily WHERE visits > 100",
        "SELECT sum(visits) FROM footfall_daily WHERE date_trunc('week', date) = DATE '2026-02-02'",
        "SELECT date, sum(visits) FROM footfall_daily GROUP BY ROLLUP (date)",
        "SELECT max(visits) FROM footfall_daily",
        "SELECT place FROM places",
    ],
)
def test_what_does_not_name_its_cells_is_passed_over(sql: str, ledger: Ledger, engine: Engine) -> None:
    assert note(ledger, engine, sql) == [{}]


def test_signals_stand_in_the_record_of_the_answer_for_all_users_of_a_client(gate: Gate) -> None:
    gate.submit(Draft(TOTAL), Asker(user="kim", client="acme"))
    gate.submit(Draft(BUT_ONE), Asker(user="lee", client="acme"))
    bodies = [record.body for record in gate.log.of_kind("released")]
    assert sorted(body["signals"].get("isolated_cells", 0) for body in bodies) == [0, 1]


FIGURES = st.lists(st.integers(1, 255), max_size=6)


@given(figures=FIGURES, known=st.integers(0, 255))
def test_isolation_is_exact(figures: list[int], known: int) -> None:
    """A cell is isolated if adding its unit vector to the figures and the known cells does not raise their rank."""
    rows = [[figure >> n & 1 for n in range(8)] for figure in figures]
    rows += [[int(n == cell) for n in range(8)] for cell in range(8) if known >> cell & 1]
    unknown = [cell for cell in range(8) if not known >> cell & 1]
    expected = [cell for cell in unknown if _rank([*rows, [int(n == cell) for n in range(8)]]) == _rank(rows)]
    found = _isolated(tuple(figures), known)
    assert [cell for cell in range(8) if found >> cell & 1] == expected


def _rank(rows: list[list[int]]) -> int:
    left = [[Fraction(value) for value in row] for row in rows]
    rank = 0
    for column in range(8):
        pivot = next((row for row in left[rank:] if row[column]), None)
        if pivot is not None:
            left.remove(pivot)
            left.insert(rank, pivot)
            for n, row in enumerate(left):
                if n != rank and row[column]:
                    factor = row[column] / pivot[column]
                    left[n] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
            rank += 1
    return rank


def test_no_allowed_statement_is_too_much_for_it(ledger: Ledger, engine: Engine) -> None:
    for found in note(ledger, engine, *allowed()):
        assert found.keys() <= {"isolated_cells", "near_duplicates"}
