"""All attacks, in the order of the disclosure study; 8, 13, 14, 18 and 19 of it have no bar and are not played."""

from collections.abc import Callable

from tests.attacks import (
    absent_rows,
    averaging,
    dominance,
    fingerprints,
    group_size,
    homogeneity,
    membership,
    ratios,
    rebuilds,
    repeats,
    residuals,
    sensitive_places,
    small_rows,
    trackers,
)
from tests.attacks.outcome import Outcome
from tests.attacks.world import World

Attack = Callable[[World], Outcome | list[Outcome]]

ATTACKS: tuple[Attack, ...] = (
    small_rows.play,
    trackers.play,
    residuals.groups_of_people,
    residuals.groups_of_visits,
    residuals.groups_in_months,
    residuals.recovered,
    absent_rows.play,
    repeats.play,
    averaging.error_left,
    averaging.exactly_right,
    group_size.play,
    rebuilds.one_person,
    rebuilds.many_people,
    ratios.play,
    fingerprints.play,
    membership.play,
    dominance.of_visits,
    dominance.of_minutes,
    homogeneity.play,
    sensitive_places.play,
)


def play(attack: Attack, world: World) -> list[Outcome]:
    """What an attack comes to, in one figure or several."""
    outcomes = attack(world)
    return outcomes if isinstance(outcomes, list) else [outcomes]
