"""The noise: bounded, centred, of the variance asked for, and the same for the same address."""

import secrets
from collections import Counter
from decimal import Decimal
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.noise import draws, probabilities
from warehouse.policy import Noise, read_policy

DEFAULT = read_policy().noise


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
    draw = draws(b"a fixed secret", DEFAULT)
    counts = Counter(draw(f"cell {i}") for i in range(60_000))
    assert set(counts) == set(range(-5, 6))
    for shift, share in zip(range(-5, 6), probabilities(DEFAULT), strict=True):
        assert counts[shift] / 60_000 == pytest.approx(float(share), abs=0.006)


@settings(deadline=None, max_examples=25)
@given(st.text(), st.binary(min_size=1))
def test_same_address_and_secret_same_draw(address: str, secret: bytes) -> None:
    first, second = draws(secret, DEFAULT), draws(secret, DEFAULT)
    assert first(address) == second(address)
    assert -5 <= first(address) <= 5


def test_draws_are_fixed_for_ever() -> None:
    """Any machine and any later version must draw these; else closed periods would change."""
    draw = draws(b"0123456789abcdef", DEFAULT)
    assert [draw(f"footfall_daily|{i}") for i in range(12)] == [3, -1, -3, 4, -1, 4, 2, -2, 1, 1, -3, 3]


def test_two_secrets_do_not_agree_more_than_chance() -> None:
    one, other = (draws(secrets.token_bytes(32), DEFAULT) for _ in range(2))
    same = sum(one(f"{i}") == other(f"{i}") for i in range(20_000)) / 20_000
    assert same == pytest.approx(float(sum(p * p for p in probabilities(DEFAULT))), abs=0.02)
