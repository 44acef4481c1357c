"""What may be claimed of a build, and never more (DESIGN 4.2)."""

from collections.abc import Iterator
from typing import Any

from warehouse.catalog import Label
from warehouse.stop import message


def claims(manifest: Any) -> Iterator[Label]:
    """The sentences that may be claimed of a build; the one on differences only where its audit has proven it."""
    policy = manifest["policy"]
    yield message("claim", smallest=policy["smallest_group"], bound=policy["noise"]["bound"], step=policy["round_to"])
    if "residual" in (manifest.get("proven") or ()):
        yield message("claim_residual", below=policy["smallest_group"] - 1)
    yield message("claim_limits")
