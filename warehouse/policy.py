"""The policy of a build: every number the disclosure control depends on."""

from functools import reduce
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from warehouse.catalog import read_yaml
from warehouse.stop import BuildError, message

DEFAULTS = Path(__file__).with_name("policy.yaml")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Noise(_Section):
    """Bound and variance of the noise, in observed people."""

    bound: int = Field(ge=1, le=50)
    variance: float = Field(gt=0)

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        widest = self.bound * (self.bound + 1) / 3
        if self.variance >= widest:
            raise ValueError(f"noise within ±{self.bound} has a variance below {widest:.1f}, not {self.variance}")
        return self


class Caps(_Section):
    """The most one person can add to a place, or to a way between two places, on one day."""

    visits: int = Field(ge=1)
    minutes: int = Field(ge=1)


class CityPanel(_Section):
    """People seen in a city in a month: the fewest for any table, and for hours and flows."""

    any: int = Field(ge=0)
    detail: int = Field(ge=0)


class LargestShare(_Section):
    """How much of a cell one person may make, and how much of a total one row of its breakdown may make."""

    of_one_person: float = Field(gt=0, le=1)
    of_a_total: float = Field(gt=0, le=1)


class NearSensitive(_Section):
    """What places within so many metres of a sensitive one may still show; 0 metres: everything."""

    metres: int = Field(ge=0)
    periods: tuple[Literal["date", "week", "month"], ...]


class Stays(_Section):
    """How visits are derived from events: what ends one, how short it may be, how long its last observation holds."""

    longest_gap_minutes: int = Field(ge=1)
    shortest_minutes: int = Field(ge=0)
    tail_minutes: int = Field(ge=0)


class Trips(_Section):
    """How trips are derived from consecutive stays."""

    longest_gap_minutes: int = Field(ge=0)


class Rebuilds(_Section):
    """When a published period may be replaced: how many people must have changed, how often and how late at most."""

    fewest_changed_people: int = Field(ge=1)
    most: int = Field(ge=0)
    keep_marks_months: int = Field(ge=1)


class Policy(_Section):
    """All rules of a build; see policy.yaml for what each number means."""

    smallest_group: int = Field(ge=2)
    role_thresholds: tuple[int, ...]
    largest_share: LargestShare
    noise: Noise
    round_to: int = Field(ge=1)
    caps: Caps
    city_panel: CityPanel
    stays: Stays
    trips: Trips
    rebuilds: Rebuilds
    longest_quiet_days: int = Field(ge=0)
    largest_reject_share: float = Field(ge=0, le=1)
    sensitive_place_types: tuple[str, ...]
    sensitive_places: tuple[str, ...]
    near_sensitive: NearSensitive

    @property
    def ladder(self) -> tuple[int, ...]:
        """The group sizes at which a cell comes into sight: the smallest group, then each larger role threshold."""
        above = {threshold for threshold in self.role_thresholds if threshold > self.smallest_group}
        return (self.smallest_group, *sorted(above))

    def weaker_than(self, other: "Policy") -> tuple[str, ...]:
        """The rules, by their path, under which this policy protects less than the other."""
        mine, theirs = self.model_dump(), other.model_dump()
        return (
            *(path for path in _LESS_IS_WEAKER if _value(mine, path) < _value(theirs, path)),
            *(path for path in _MORE_IS_WEAKER if _value(mine, path) > _value(theirs, path)),
            *(path for path in _FEWER_IS_WEAKER if set(_value(theirs, path)) - set(_value(mine, path))),
        )

    @model_validator(mode="after")
    def _noise_keeps_counts_positive(self) -> Self:
        if self.smallest_group <= self.noise.bound:
            raise ValueError("smallest_group must be larger than the bound of the noise")
        return self


_LESS_IS_WEAKER = (
    "smallest_group", "role_thresholds", "noise.bound", "noise.variance", "round_to", "city_panel.any",
    "city_panel.detail", "near_sensitive.metres", "rebuilds.fewest_changed_people",
)  # fmt: skip
_MORE_IS_WEAKER = (
    "largest_share.of_one_person", "largest_share.of_a_total", "caps.visits", "caps.minutes", "rebuilds.most",
    "rebuilds.keep_marks_months",
)  # fmt: skip
_FEWER_IS_WEAKER = ("sensitive_place_types", "sensitive_places")


def _value(values: Any, path: str) -> Any:
    return reduce(lambda section, name: section[name], path.split("."), values)


def _merged(defaults: object, changes: object) -> object:
    """`changes` laid over `defaults`, section by section."""
    if not isinstance(defaults, dict) or not isinstance(changes, dict):
        return changes
    return {**defaults, **{key: _merged(defaults.get(key), value) for key, value in changes.items()}}


def read_policy(path: Path | None = None) -> Policy:
    """The shipped policy, with the values of the file at `path` laid over it.

    Raises BuildError when the file cannot be read or a value is not allowed.
    """
    defaults = read_yaml(DEFAULTS)
    if path is None:
        return Policy.model_validate(defaults)
    try:
        changes = read_yaml(path)
        return Policy.model_validate(_merged(defaults, {} if changes is None else changes))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BuildError(message("policy_unreadable", file=path)) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "policy"
        raise BuildError(message("policy_value", file=path, where=where, reason=first["msg"])) from error
