"""Noise for protected counts: bounded, centred, and always the same for the same cell.

The distribution is the one of largest entropy on the whole numbers -bound..bound with mean 0 and a given variance,
p(i) ~ exp(-l * i^2), the choice of the Zensus 2022 and of the ptable method. A draw is keyed by the build secret and
the cell's canonical address, not by its people: the same question asked in any way meets the same noise, and nothing
about a person has to be kept to repeat it. Decimal and whole-number arithmetic only, so every machine draws alike.
"""

import hashlib
from decimal import Context, Decimal, localcontext
from itertools import accumulate

import duckdb

from warehouse.policy import Noise

SEPARATOR = "\x1f"
_SCALE = 1 << 64
_BLOCK = 64


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


def _thresholds(noise: Noise) -> list[int]:
    """The numbers of 64 bits from which on the shift is one larger."""
    with localcontext(Context(prec=50)):
        return [int(total * _SCALE) for total in accumulate(probabilities(noise))][:-1]


def declare_draws(con: duckdb.DuckDBPyConnection, secret: bytes, noise: Noise) -> None:
    """Makes `bits` known to the engine, 64 for a canonical address, and `shift`, from these to observed people.

    The bits are the first of the HMAC-SHA256 (RFC 2104) of the address under the secret; shifts lie within ±bound.
    """
    key = (hashlib.sha256(secret).digest() if len(secret) > _BLOCK else secret).ljust(_BLOCK, b"\0")
    con.execute("SET VARIABLE inner_key = ?::BLOB", [bytes(byte ^ 0x36 for byte in key)])
    con.execute("SET VARIABLE outer_key = ?::BLOB", [bytes(byte ^ 0x5C for byte in key)])
    passed = " + ".join(f"(bits >= {threshold})::BIGINT" for threshold in _thresholds(noise))
    con.execute(f"""
        CREATE TEMP MACRO keyed(address) AS
            sha256(getvariable('outer_key') || unhex(sha256(getvariable('inner_key') || encode(address))));
        CREATE TEMP MACRO bits(address) AS ('0x' || left(keyed(address), 16))::UBIGINT;
        CREATE TEMP MACRO shift(bits) AS {passed} - {noise.bound}""")
