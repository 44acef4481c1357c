"""The noise: bounded, centred, of the variance asked for, and the same for the same address."""

import secrets
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from math import log
from operator import eq

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.draws import draws
from warehouse.noise import declare_draws, probabilities
from warehouse.policy import Noise, read_policy

DEFAULT = read_policy().noise


def drawn(secret: bytes, addresses: Sequence[str], noise: Noise = DEFAULT) -> list[int]:
    """The shifts of these addresses, as a build draws them."""
    with duckdb.connect() as con:
        declare_draws(con, secret, noise)
        shifts = "SELECT list_transform(?::VARCHAR[], lambda address: shift(bits(address)))"
        return list((con.execute(shifts, [list(addresses)]).fetchone() or ([],))[0])


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 20), st.floats(0.05, 0.95))
def test_probabilities_have_the_moments_asked_for(bound: int, share: float) -> None:
    noise = Noise(bound=bound, variance=share * bound * (bound + 1) / 3)
    shares = probabilities(noise)
    shifts = range(-bound, bound + 1)
    assert len(shares) == 2 * bound + 1
    assert abs(sum(shares, Decimal(0)) - 1) < Decimal("1e-25")
    assert shares == shares[::-1]
    assert float(sum(p * s * s for s, p in zip(shifts, shares, strict=True))) == pytest.approx(noise.variance)


def test_no_distribution_of_this_bound_and_variance_has_more_entropy() -> None:
    """Its mark: ln p(i) is linear in i^2."""
    logs = [log(p) for p in probabilities(DEFAULT)]
    slopes = [(logs[5 + i] - logs[5]) / i**2 for i in range(1, 6)]
    assert max(slopes) == pytest.approx(min(slopes))


def test_draws_follow_the_distribution() -> None:
    counts = Counter(drawn(b"a fixed secret", [f"cell {i}" for i in range(60_000)]))
    assert set(counts) == set(range(-5, 6))
    for shift, share in zip(range(-5, 6), probabilities(DEFAULT), strict=True):
        assert counts[shift] / 60_000 == pytest.approx(float(share), abs=0.006)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(), min_size=1), st.binary(min_size=1, max_size=200), st.integers(1, 20))
def test_the_engine_draws_what_the_standard_library_draws(addresses: list[str], secret: bytes, bound: int) -> None:
    noise = Noise(bound=bound, variance=bound * (bound + 1) / 7)
    shifts = drawn(secret, addresses, noise)
    assert shifts == [draws(secret, noise)(address) for address in addresses]
    assert all(-bound <= shift <= bound for shift in shifts)


def test_draws_are_fixed_for_ever() -> None:
    """Any machine and any later version must draw these; else closed periods would change."""
    assert drawn(b"0123456789abcdef", [f"footfall_daily|{i}" for i in range(12)]) == [
        3,
        -1,
        -3,
        4,
        -1,
        4,
        2,
        -2,
        1,
        1,
        -3,
        3,
    ]


def test_two_secrets_do_not_agree_more_than_chance() -> None:
    one, other = (drawn(secrets.token_bytes(32), [f"{i}" for i in range(20_000)]) for _ in range(2))
    same = sum(map(eq, one, other)) / 20_000
    assert same == pytest.approx(float(sum(p * p for p in probabilities(DEFAULT))), abs=0.02)
