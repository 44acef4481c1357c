"""Raw events become stays and stays visits; what cannot be used is counted by reason."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import Built, build_or_fail, contents
from tests.warehouse.panel import SECRET, write
from warehouse import steps
from warehouse.build import Rejected, build
from warehouse.inputs import Inputs
from warehouse.policy import read_policy
from warehouse.publish import rejects_path

Event = tuple[Any, ...]
Rows = list[Event]

STAYS = read_policy().stays
GAP, SHORTEST, TAIL = (timedelta(minutes=minutes) for minutes in STAYS.model_dump().values())
CELLS: Rows = [("c1", "b1"), ("c1b", "b1"), ("c2", "b2"), ("sick", "clinic"), ("street", None)]
NOON = datetime(2026, 3, 3, 12)


@pytest.fixture(scope="module")
def visits_of(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """What the first steps of a build make of events (and cells): the visits, and the rejects by table."""
    folder = tmp_path_factory.mktemp("events")

    def derive(events: Rows, cells: Rows = CELLS) -> tuple[Rows, dict[str, dict[str, int]]]:
        inputs = given_as(built.inputs, folder, events, cells)
        with duckdb.connect() as con:
            work = steps.Work(con, inputs, folder / "w.duckdb", folder, read_policy(), SECRET, True)
            steps.read_inputs(work)
            steps.judge_rows(work)
            found = con.execute("""
                SELECT person_id, place_id::VARCHAR, started_at, ended_at
                FROM stay JOIN person USING (person) ORDER BY ALL""").fetchall()
        return found, {table: rejects.reasons for table, rejects in work.rejects.items() if rejects.reasons}

    return derive


def given_as(inputs: Inputs, folder: Path, events: Rows, cells: Rows, suffix: str = "csv") -> Inputs:
    """The inputs with events and cells in the place of visits."""
    files = {
        name: write(folder / f"{name}.{suffix}", name, rows) for name, rows in (("events", events), ("cells", cells))
    }
    return replace(inputs, visits=None, **files)


def test_visits_made_events_and_back_are_the_same_visits(built: Built, tmp_path: Path) -> None:
    """Tables built from events equal those built from the visits the events were made of."""
    apart = list(separate(built.panel.visits))
    panel = replace(built.panel, visits=apart)
    events = [event for visit in apart for event in observations(visit)]
    cells: Rows = [(f"at {place[0]}", place[0]) for place in panel.places]
    inputs = panel.write(tmp_path / "visits")
    seen = build_or_fail(inputs, tmp_path / "visits.duckdb")
    derived = build_or_fail(
        given_as(inputs, tmp_path, events, [*cells, ("street", None)], "parquet"), tmp_path / "events.duckdb"
    )
    assert seen.manifest["visits"]["counted"] > 10_000
    assert derived.manifest["visits"] == seen.manifest["visits"]
    assert contents(derived.out) == contents(seen.out)


def separate(visits: Rows) -> Iterator[Event]:
    """Visits to known places, of each person one after the other, none shorter than a visit must be."""
    good = [v for v in visits if None not in v and not v[1].startswith("nowhere") and v[3] - v[2] >= SHORTEST]
    for _, own in groupby(sorted(good, key=lambda v: (v[0], v[2], v[3])), key=lambda v: v[0]):
        until = datetime.min
        for visit in own:
            if visit[2] > until:
                yield visit
                until = visit[3]


def observations(visit: Event) -> Iterator[Event]:
    """Signs of life at the start of a visit, every 54 minutes of it and just before its end, then one in the street."""
    person, place, start, end = visit
    length = (end - start) // timedelta(minutes=1)
    for minute in sorted({*range(0, length, 54), max(0, length - 2)}):
        yield person, start + timedelta(minutes=minute), f"at {place}"
    yield person, end, "street"


times = st.integers(0, 400).map(lambda minute: NOON + timedelta(minutes=minute))
observed = st.lists(st.tuples(st.sampled_from(["p1", "p2"]), times, st.sampled_from([c for c, _ in CELLS])), min_size=1)


@settings(max_examples=30, deadline=None)
@given(events=observed)
def test_any_events_become_the_stays_a_plain_recount_finds(visits_of: Callable[..., Any], events: Rows) -> None:
    found, rejects = visits_of(events)
    assert found == sorted(plain_stays(events))
    copies = len(events) - len(set(events))
    assert rejects.get("events", {}) == ({"duplicate": copies} if copies else {})


def plain_stays(events: Rows) -> Iterator[Event]:
    """Stays counted without SQL: a person's observations in order, cut where the place changes or a gap lies."""
    place_of: dict[str, str | None] = dict(CELLS)
    seen = {(person, at, place_of[cell] or "") for person, at, cell in events}
    for person, own in groupby(sorted(seen), key=lambda event: event[0]):
        chain = [(at, place) for _, at, place in own]
        cuts = [n for n, (a, b) in enumerate(pairwise(chain), 1) if a[1] != b[1] or b[0] - a[0] > GAP]
        for first, last in pairwise([0, *cuts, len(chain)]):
            start, place = chain[first]
            nexts = [chain[last][0]] if last < len(chain) else []
            end = min([chain[last - 1][0] + TAIL, *nexts])
            if place and (end - start >= SHORTEST or place == "clinic"):
                yield person, place, start, end


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


CASES: dict[str, tuple[Rows, Rows]] = {
    "one sign of life holds for the tail": (
        [("p1", at("03-03 12:00"), "c1")],
        [("p1", "b1", at("03-03 12:00"), at("03-03 12:05"))],
    ),
    "two cells of one place are one stay": (
        [("p1", at("03-03 12:00"), "c1"), ("p1", at("03-03 12:50"), "c1b"), ("p1", at("03-03 13:00"), "street")],
        [("p1", "b1", at("03-03 12:00"), at("03-03 12:55"))],
    ),
    "the street between ends a stay": (
        [("p1", at("03-03 12:00"), "c1"), ("p1", at("03-03 12:10"), "street"), ("p1", at("03-03 12:20"), "c1")],
        [
            ("p1", "b1", at("03-03 12:00"), at("03-03 12:05")),
            ("p1", "b1", at("03-03 12:20"), at("03-03 12:25")),
        ],
    ),
    "a stay over midnight is one": (
        [("p1", at("03-03 23:40"), "c1"), ("p1", at("03-04 00:30"), "c1")],
        [("p1", "b1", at("03-03 23:40"), at("03-04 00:35"))],
    ),
    "local time is taken as written where clocks go forward": (
        [("p1", at("03-29 01:50"), "c1"), ("p1", at("03-29 03:10"), "c1")],
        [
            ("p1", "b1", at("03-29 01:50"), at("03-29 01:55")),
            ("p1", "b1", at("03-29 03:10"), at("03-29 03:15")),
        ],
    ),
    "and where they go back": (
        [("p1", at("10-25 02:30"), "c1"), ("p1", at("10-25 02:30"), "c1b"), ("p1", at("10-25 02:50"), "c1")],
        [("p1", "b1", at("10-25 02:30"), at("10-25 02:55"))],
    ),
    "passing by is no visit, but the clinic still cuts the chain": (
        [("p1", at("03-03 12:00"), "c1"), ("p1", at("03-03 12:01"), "sick"), ("p1", at("03-03 12:02"), "c2")],
        [
            ("p1", "b2", at("03-03 12:02"), at("03-03 12:07")),
            ("p1", "clinic", at("03-03 12:01"), at("03-03 12:02")),
        ],
    ),
}


@pytest.mark.parametrize(("events", "expected"), CASES.values(), ids=list(CASES))
def test_what_ends_a_stay(visits_of: Callable[..., Any], events: Rows, expected: Rows) -> None:
    assert visits_of(events)[0] == expected


def test_bad_rows_are_counted_by_reason(visits_of: Callable[..., Any]) -> None:
    good: Rows = [("p1", NOON, "c1"), ("p1", NOON, "c1"), ("p2", NOON, "street")]
    bad: Rows = [
        ("p1", NOON, "c9"),
        ("p1", NOON, "mall"),
        (None, NOON, "c1"),
        ("p1", NOON, None),
    ]
    cells: Rows = [*CELLS, ("c1", "b2"), (None, "b1"), ("mall", "nowhere")]
    found, rejects = visits_of([*good, *bad, ("p1", "noon", "c1")], cells)
    assert [visit[:2] for visit in found] == [("p1", "b1")]
    assert rejects == {
        "events": {"missing_key": 2, "unknown_cell": 2, "duplicate": 1, "unreadable_time": 1},
        "cells": {"duplicate_id": 1, "missing_key": 1, "unknown_place": 1},
    }


def test_too_many_bad_events_stop_the_build(built: Built, tmp_path: Path) -> None:
    events: Rows = [(f"q{n}", NOON, "c1" if n < 9 else "gone") for n in range(10)]
    outcome = build(given_as(built.inputs, tmp_path, events, CELLS), tmp_path / "w.duckdb", secret=SECRET)
    assert isinstance(outcome, Rejected)
    assert "1 of 10 rows cannot be used (10.0%; allowed 5%), mostly: unknown cell" in outcome.message.en
    assert "unbekannte Funkzelle" in outcome.message.de
    assert '"unknown_cell": 1' in rejects_path(tmp_path / "w.duckdb").read_text()


def test_visits_and_events_together_or_half_are_refused(built: Built, tmp_path: Path) -> None:
    here = built.inputs.places
    for inputs, word in (
        (replace(built.inputs, events=here, cells=here), "not both"),
        (replace(built.inputs, visits=None, events=here), "--cells"),
        (replace(built.inputs, visits=None, cells=here), "--cells"),
        (replace(built.inputs, visits=None), "--visits"),
    ):
        outcome = build(inputs, tmp_path / "w.duckdb", secret=SECRET)
        assert isinstance(outcome, Rejected)
        assert word in outcome.message.en
        assert outcome.message.de != outcome.message.en
