"""A plan being edited: what the steps of an edit share."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.compile.named import Named
from assistant.plan import Plan
from assistant.reading.fragment import FLOWS, Context, Fragment

CLOCK = {"hour", "daypart"}
DAYS = {"weekday", "day_type", "is_public_holiday", "holiday"}
HOMES = {"home_district", "home_city", "home_region"}
PLACES = ("place", "place_type", "district", "city", "region", "country", "area")
TIMES = ("date", "week", "month", "quarter", "period")


@dataclass
class Edit:
    """The parts of the plan before, on the way to the next one; `used` are the sections of concepts that were bound."""

    context: Context
    said: Fragment
    today: date
    parts: dict[str, Any]
    used: set[str] = field(default_factory=set)
    assumptions: list[str] = field(default_factory=list)
    named: Named | None = None

    @classmethod
    def begin(cls, context: Context, said: Fragment, today: date) -> "Edit":
        """An edit of the latest plan that has changed nothing yet."""
        return cls(context, said, today, {name: getattr(context.plan, name) for name in Plan.model_fields})

    @property
    def plan(self) -> Plan:
        """The plan before."""
        return self.context.plan

    @property
    def flow(self) -> bool:
        """Whether the conversation is about ways."""
        return bool(FLOWS & set(self.parts["measures"]))

    def has(self, section: str, *keys: str) -> bool:
        """Whether a concept was said; it then counts as bound."""
        found = self.said.has(section, *keys)
        if found:
            self.used.add(section)
        return found

    def marked(self, *keys: str) -> bool:
        """Whether a mark of conversation was said."""
        return self.said.marked(*keys)

    def drop(self, *dimensions: str) -> None:
        """Take these out of the breakdown; a ranking over nothing goes with them."""
        self.parts["by"] = tuple(d for d in self.parts["by"] if d not in dimensions)
        if not self.parts["by"]:
            self.parts["ranking"] = self.parts["threshold"] = None
            self.parts["share"] = None if self.parts["share"] == "of_rows" else self.parts["share"]
            over_steps = self.parts["change_over"] == "steps"
            self.parts |= {"change": None, "change_over": None} if over_steps else {}

    def name(self, dimension: str, value: date | str) -> None:
        """Note that the plan is about what the ranking before has named."""
        self.named = Named(self.plan, dimension, value)

    def still_named(self) -> Named | None:
        """The row named just now, or the one before if the plan is still about it."""
        before = self.context.named
        part = "areas" if before and before.dimension == "place" else "periods"
        return self.named or (before if self.parts[part] == getattr(self.plan, part) else None)

    def drop_sides(self, dimensions: tuple[str, ...]) -> None:
        """Take out what only told the two sides of a comparison apart."""
        self.parts["by"] = tuple(d for d in self.parts["by"] if d not in dimensions)
        if not self.parts["by"]:
            self.parts["ranking"] = None


def slot_of(name: str) -> set[str]:
    """Fields that say the same kind of thing: a new one takes the place of the old."""
    return next((slot for slot in (CLOCK, DAYS, HOMES) if name in slot), {name})
