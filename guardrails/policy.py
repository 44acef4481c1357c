"""The policy of the gate: roles with their thresholds, and the limits of a statement; values in policy.yaml."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from warehouse.catalog import Label, read_yaml


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(_Section):
    """A role: the smallest group of observed people it sees; None for a role that sees no data."""

    threshold: int | None = Field(ge=20)
    label: Label


class Limits(_Section):
    """How much one statement may take; see policy.yaml for what each number counts."""

    text: int = Field(gt=0)
    nesting: int = Field(gt=0)
    depth: int = Field(gt=0)
    ctes: int = Field(ge=0)
    scans: int = Field(gt=0)
    series_rows: int = Field(gt=0)
    product_rows: int = Field(gt=0)
    fact_rows: int = Field(gt=0)
    dimension_rows: int = Field(gt=0)
    text_steps: int = Field(ge=0)
    rows: int = Field(gt=0)
    megabytes: int = Field(gt=0)
    seconds: float = Field(gt=0)
    memory_mb: int = Field(gt=0)
    threads: int = Field(gt=0)
    workers: int = Field(gt=0)


class Policy(_Section):
    """Roles by name, and limits."""

    roles: dict[str, Role]
    limits: Limits


@cache
def policy() -> Policy:
    """The policy shipped with the package."""
    return Policy.model_validate(read_yaml(Path(str(files("guardrails"))) / "policy.yaml"))
