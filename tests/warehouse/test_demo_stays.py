"""Stays of people: whatever is drawn, nobody ends up where they could not be."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.demo.stays import DAY, Stays, direct_trips, within_span, without_overlap
from warehouse.demo.world import open_world

WORLD = open_world(date(2026, 1, 1), date(2026, 1, 7), 100)
STAY = st.tuples(st.integers(0, 3), st.integers(0, 29), st.integers(-200, 7 * DAY + 200), st.integers(1, 600))


def drawn(rows: list[tuple[int, int, int, int]]) -> Stays:
    person, place, start, minutes = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Stays.lasting(person, place, start, minutes)


@settings(deadline=None)
@given(st.lists(STAY, max_size=60))
def test_what_is_left_is_possible_and_in_order(rows: list[tuple[int, int, int, int]]) -> None:
    inside = within_span(drawn(rows), WORLD)
    left = without_overlap(inside, WORLD)
    assert set(left.person) == set(inside.person)
    assert all(left.start[left.person == p].min() == inside.start[inside.person == p].min() for p in set(inside.person))
    for now, after in zip(range(len(left) - 1), range(1, len(left)), strict=True):
        if left.person[now] == left.person[after]:
            same = left.place[now] == left.place[after]
            typical = WORLD.travel[left.place[now], left.place[after]]
            assert left.start[after] - left.end[now] >= (15 if same else 0.85 * typical)
    again = without_overlap(left, WORLD)
    assert np.array_equal(again.start, left.start) and np.array_equal(again.person, left.person)


@settings(deadline=None)
@given(st.lists(STAY, max_size=60))
def test_trips_join_neighbouring_stays_of_one_person(rows: list[tuple[int, int, int, int]]) -> None:
    stays = without_overlap(within_span(drawn(rows), WORLD), WORLD)
    origin, goal = direct_trips(stays, WORLD)
    assert np.array_equal(stays.person[origin], stays.person[goal])
    assert not np.any(stays.place[origin] == stays.place[goal])
    assert np.all(
        stays.start[goal] - stays.end[origin] <= 2 * WORLD.travel[stays.place[origin], stays.place[goal]] + 20
    )


def test_a_place_out_of_sight_leaves_no_stay() -> None:
    assert len(drawn([(0, -1, 10, 5)])) == 0


def test_a_long_pause_is_no_trip() -> None:
    station, street = WORLD.number("de-ber-hbf"), WORLD.number("de-ber-alexanderplatz")
    at_work = drawn([(0, station, 480, 10), (0, street, 720, 30)])
    on_the_way = drawn([(0, station, 480, 10), (0, street, 515, 30)])
    assert [len(direct_trips(stays, WORLD)[0]) for stays in (at_work, on_the_way)] == [0, 1]
