"""The policy: defaults as designed, changes laid over them, nothing unknown and nothing impossible."""

from pathlib import Path

import pytest

from warehouse.policy import read_policy
from warehouse.stop import BuildError


def test_defaults_are_the_designed_ones() -> None:
    policy = read_policy()
    assert (policy.smallest_group, policy.noise.bound, policy.noise.variance, policy.round_to) == (20, 5, 5, 5)
    assert (policy.caps.visits, policy.caps.minutes) == (3, 240)
    assert (policy.city_panel.any, policy.city_panel.detail) == (200, 1000)
    assert policy.largest_reject_share == 0.05
    assert len(policy.sensitive_place_types) == 12


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
