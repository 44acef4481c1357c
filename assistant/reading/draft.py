"""A plan in the making: what the steps of composing share."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.plan import Filter
from assistant.reading.conditions import Conditions
from assistant.reading.facts import Facts
from assistant.reading.roles import Cast
from assistant.reading.rows import Rows

TIMES = ("date", "week", "month", "quarter")
GROUPS = ("age_band", "gender", "dwell_band", "frequency_band", "home_district", "home_city", "home_region")


@dataclass
class Draft:
    """A plan in the making. `pair`: two groups said to be held against each other, in the order said."""

    facts: Facts
    today: date
    cast: Cast
    rows: Rows
    conditions: Conditions
    parts: dict[str, Any] = field(default_factory=dict)
    assumptions: list[str] = field(default_factory=list)
    pair: tuple[Filter, Filter] | None = None

    def has(self, section: str, *keys: str) -> bool:
        """Whether a concept was said."""
        return self.facts.has(section, *keys)
