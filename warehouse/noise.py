"""Noise for protected counts: bounded, centred, and always the same for the same cell.

The distribution is the one of largest entropy on the whole numbers -bound..bound with mean 0 and a given variance,
p(i) ~ exp(-l * i^2), the choice of the Zensus 2022 and of the ptable method. A draw is keyed by the build secret and
the cell's canonical address, not by its people: the same question asked in any way meets the same noise, and nothing
about a person has to be kept to repeat it. Decimal and whole-number arithmetic only, so every machine draws alike.
"""

import hmac
from bisect import bisect_right
from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from itertools import accumulate

from warehouse.policy import Noise

SEPARATOR = "\x1f"
_SCALE = 1 << 64


def probabilities(noise: Noise) -> tuple[Decimal, ...]:
    """The probability of each shift from -bound to bound; to 50 digits."""
    with localcontext(Context(prec=50)):
        target = Decimal(repr(noise.variance))
        low, high = Decimal(0), Decimal(64)
        for _ in range(150):
            middle = (low + high) / 2
            low, high = (middle, high) if _variance(noise.bound, middle) > target else (low, middle)
        weights = _weights(noise.bound, low)
        return tuple(weight / sum(weights) for weight in weights)


def _weights(bound: int, steepness: Decimal) -> list[Decimal]:
    return [(-steepness * shift * shift).exp() for shift in range(-bound, bound + 1)]


def _variance(bound: int, steepness: Decimal) -> Decimal:
    weights = _weights(bound, steepness)
    return sum((w * s * s for s, w in zip(range(-bound, bound + 1), weights, strict=True)), Decimal(0)) / sum(weights)


def draws(secret: bytes, noise: Noise) -> Callable[[str], int]:
    """A function from a canonical address to its shift in observed people, within ±bound."""
    with localcontext(Context(prec=50)):
        thresholds = [int(total * _SCALE) for total in accumulate(probabilities(noise))][:-1]

    def draw(address: str) -> int:
        digest = hmac.digest(secret, address.encode(), "sha256")
        return bisect_right(thresholds, int.from_bytes(digest[:8], "big")) - noise.bound

    return draw
