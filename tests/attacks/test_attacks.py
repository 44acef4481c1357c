"""A small panel under all attacks: each must work on the undefended build, and fail on ours."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from tests.attacks.outcome import at_least, at_most
from tests.attacks.panel import demo_inputs, plant
from tests.attacks.suite import ATTACKS, Attack, play
from tests.attacks.utility import usefulness
from tests.attacks.world import World, open_world
from warehouse.build_info import manifest_path

PEOPLE, FIRST, LAST = 10_000, date(2026, 3, 30), date(2026, 5, 31)  # nine whole weeks, two whole months


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("attacks")
    inputs = plant(demo_inputs(folder / "inputs", PEOPLE, FIRST, LAST), folder / "planted")
    with open_world(inputs, folder, thorough=False) as opened:
        yield opened


def _name(attack: Attack) -> str:
    return f"{attack.__module__.split('.')[-1]}.{attack.__name__}"


@pytest.mark.parametrize("attack", ATTACKS, ids=_name)
def test_an_attack_finds_the_leak_of_the_undefended_build_and_none_in_ours(attack: Attack, world: World) -> None:
    for outcome in play(attack, world):
        assert outcome.leak_shown, outcome
        assert outcome.defended is not None, outcome
        assert outcome.passed, outcome


def test_the_panel_makes_every_rule_act(world: World) -> None:
    manifest = json.loads(manifest_path(world.files["defended"]).read_text("utf-8"))
    acted = Counter[str]()
    for table in manifest["tables"].values():
        acted.update(table["reasons"])
    assert {"threshold", "dominance", "ninety_percent", "rounding", "residual"} <= {*(+acted)}, acted
    assert manifest["tables"]["footfall_daily"]["minutes_withheld"] > 5


def test_what_is_published_is_as_near_the_truth_as_caps_noise_and_rounding_allow(world: World) -> None:
    marked = [u for u in usefulness(world, demo=False) if u.mark is not None]
    assert len(marked) == 5  # months are too few to be judged
    for figure in marked:
        assert figure.passed, figure


def test_a_mark_holds_in_its_own_direction() -> None:
    assert at_most(2).met(2) and not at_most(2).met(2.1)
    assert at_least(2).met(2) and not at_least(2).met(1.9)
