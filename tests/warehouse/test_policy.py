"""The policy: defaults as designed, changes laid over them, nothing unknown and nothing impossible."""

from pathlib import Path

import pytest

from guardrails.roles import data_roles
from warehouse.policy import read_policy
from warehouse.stop import BuildError


def test_defaults_are_the_designed_ones() -> None:
    policy = read_policy()
    assert (policy.smallest_group, policy.noise.bound, policy.noise.variance, policy.round_to) == (20, 5, 5, 5)
    assert (policy.caps.visits, policy.caps.minutes) == (3, 240)
    assert (policy.city_panel.any, policy.city_panel.detail) == (200, 1000)
    assert policy.largest_reject_share == 0.05
    assert len(policy.sensitive_place_types) == 12
    assert (policy.largest_share.of_one_person, policy.largest_share.of_a_total) == (0.2, 0.9)
    assert (policy.sensitive_places, policy.near_sensitive.metres) == ((), 0)


def test_the_ladder_is_that_of_the_gates_roles() -> None:
    """A role whose threshold the build does not know would see totals from which small groups can be taken."""
    assert read_policy().ladder == tuple(sorted(set(data_roles().values())))


def test_the_ladder_starts_at_the_smallest_group() -> None:
    assert read_policy().model_copy(update={"smallest_group": 27}).ladder == (27, 30)


def test_a_file_changes_only_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("caps: {visits: 2}\nsensitive_place_types: [bank]\n")
    policy = read_policy(path)
    assert (policy.caps.visits, policy.caps.minutes) == (2, 240)
    assert policy.sensitive_place_types == ("bank",)
    path.write_text("")
    assert read_policy(path) == read_policy()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("caps: {vists: 2}", "caps.vists"),
        ("smallest_group: 1", "smallest_group"),
        ("smallest_group: 5", "policy"),
        ("noise: {bound: 2, variance: 2}", "noise"),
        ("[1, 2]", "policy"),
        ("a: [", "not YAML"),
    ],
)
def test_a_wrong_value_is_named(text: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(text)
    with pytest.raises(BuildError) as stopped:
        read_policy(path)
    assert named in stopped.value.reason.en
