"""What is known about the build of a warehouse, read from the manifest beside its file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

UNLISTED = "unlisted"
"""Build id of a warehouse without a readable manifest."""


@dataclass(frozen=True)
class BuildInfo:
    """Build id, time of the build (ISO, UTC), first and last day of the data (None if unlisted), and the manifest."""

    build_id: str = UNLISTED
    created_at: str = ""
    first_day: date | None = None
    last_day: date | None = None
    manifest: Mapping[str, Any] = field(default_factory=dict)


def manifest_path(warehouse: Path) -> Path:
    """Where the manifest of a warehouse file lies."""
    return warehouse.with_name(warehouse.name + ".manifest.json")


def read_build(warehouse: Path) -> BuildInfo:
    """The build of the warehouse; `unlisted` where no manifest can be read."""
    try:
        manifest = json.loads(manifest_path(warehouse).read_text("utf-8"))
        period = manifest["period"]
        return BuildInfo(
            build_id=str(manifest["build_id"]),
            created_at=str(manifest.get("created_at", "")),
            first_day=date.fromisoformat(period["first"]),
            last_day=date.fromisoformat(period["last"]),
            manifest=manifest,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return BuildInfo()
