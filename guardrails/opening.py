"""A warehouse on its way to be opened: its first worker reads the file while the program is still loading."""

from dataclasses import dataclass
from pathlib import Path

from guardrails.policy import policy
from warehouse.engine import Engine, EngineLimits


@dataclass(frozen=True)
class Opening:
    """The warehouse `file`, and its engine, which is yet to say that it is `ready`."""

    file: Path
    engine: Engine


def start_opening(warehouse: Path) -> Opening:
    """Start the first worker. Raises WarehouseUnavailable if there is no such file."""
    return Opening(warehouse, Engine.start(warehouse, engine_limits()))


def engine_limits() -> EngineLimits:
    """The policy's limits of one query, as the engine takes them."""
    limits = policy().limits
    return EngineLimits(limits.seconds, limits.rows, limits.megabytes, limits.memory_mb, limits.threads, limits.workers)
