"""The inputs of a build: which files there are, their columns, and what is noted of each."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from warehouse.catalog import Label
from warehouse.stop import message

Kind = Literal["id", "text", "time", "moment", "number"]


@dataclass(frozen=True)
class Inputs:
    """Where the inputs lie: `visits`, or else the `events` and `cells` they are derived from.

    Without `trips`, trips follow from consecutive stays; `objections` should be given.
    """

    visits: Path | None
    customers: Path
    places: Path
    objections: Path | None = None
    trips: Path | None = None
    events: Path | None = None
    cells: Path | None = None

    def misfit(self) -> Label | None:
        """Why these inputs cannot go together; None if they can."""
        if self.visits and (self.events or self.cells):
            return message("inputs_both")
        if self.visits or (self.events and self.cells):
            return None
        return message("inputs_half" if self.events or self.cells else "inputs_neither")

    def given(self) -> dict[str, Path]:
        """The files named, by table, objections first: they act before anything else is read."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: Path(named[name]) for name in ("objections", *named) if named[name] is not None}


@dataclass(frozen=True)
class Source:
    """What a build read: the file's hash and its rows, and how many of them belonged to people who objected."""

    sha256: str
    rows: int
    objected: int = 0


LAYOUT: dict[str, dict[str, Kind]] = {
    "objections": {"person_id": "id", "received_at": "moment"},
    "visits": {"person_id": "id", "place_id": "id", "started_at": "time", "ended_at": "time"},
    "events": {"person_id": "id", "observed_at": "time", "cell_id": "id"},
    "cells": {"cell_id": "id", "place_id": "id"},
    "trips": {"person_id": "id", "origin_id": "id", "destination_id": "id", "started_at": "time", "ended_at": "time"},
    "customers": {
        "person_id": "id",
        "birth_year": "number",
        "age": "number",
        "gender": "text",
        "home_district": "text",
        "home_city": "text",
        "home_region": "text",
        "country": "text",
        "weight": "number",
    },
    "places": {
        "place_id": "id",
        "place": "text",
        "place_type": "text",
        "district": "text",
        "city": "text",
        "region": "text",
        "country": "text",
        "latitude": "number",
        "longitude": "number",
        "aliases": "text",
    },
}
OPTIONAL = {"weight", "aliases", "birth_year", "age", "received_at"}


def quoted(text: Path | str) -> str:
    """A path or a name as a SQL text literal."""
    doubled = str(text).replace("'", "''")
    return f"'{doubled}'"
