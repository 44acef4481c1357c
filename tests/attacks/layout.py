"""The tables under attack: their keys and measures, by what the catalogue says about them."""

from dataclasses import dataclass

from warehouse.catalog import catalogue


@dataclass(frozen=True)
class Layout:
    """One fact table: key columns, and the names of its measures (None where it has none of the kind)."""

    name: str
    keys: tuple[str, ...]
    people: str
    events: str | None
    minutes: str | None

    @property
    def places(self) -> tuple[str, ...]:
        """The keys that name a place."""
        return tuple(key for key in self.keys if key.endswith("_id"))

    @property
    def columns(self) -> tuple[str, ...]:
        """Everything a user may read."""
        return (*self.keys, *(name for name in (self.events, self.people, self.minutes) if name))

    @property
    def measures(self) -> dict[str, str]:
        """What the harness calls a measure, and what the table calls it."""
        named = {"people": self.people, "events": self.events, "minutes": self.minutes}
        return {kind: name for kind, name in named.items() if name}


def _layout(name: str) -> Layout:
    columns, measures = catalogue().columns, catalogue().measures(name)
    people = next(m for m in measures if columns[m].additivity == "distinct")
    minutes = next((m for m in measures if columns[m].unit == "minutes"), None)
    events = next((m for m in measures if m not in (people, minutes)), None)
    return Layout(name, tuple(catalogue().tables[name].keys), people, events, minutes)


TABLES: dict[str, Layout] = {name: _layout(name) for name, table in catalogue().tables.items() if table.kind == "fact"}
