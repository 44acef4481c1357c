"""The noise of a cell drawn with the standard library alone, to hold the engine's draws against."""

import hmac
from bisect import bisect_right
from collections.abc import Callable
from decimal import Context, localcontext
from itertools import accumulate

from warehouse.noise import probabilities
from warehouse.policy import Noise


def draws(secret: bytes, noise: Noise) -> Callable[[str], int]:
    """A function from a canonical address to its shift in observed people."""
    with localcontext(Context(prec=50)):
        thresholds = [int(total * 2**64) for total in accumulate(probabilities(noise))][:-1]

    def draw(address: str) -> int:
        digest = hmac.digest(secret, address.encode(), "sha256")
        return bisect_right(thresholds, int.from_bytes(digest[:8], "big")) - noise.bound

    return draw
