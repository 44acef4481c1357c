"""`doors.yaml`: which addresses are the proxy's, what groups mean, and what is said about a file nobody can use."""

from pathlib import Path

import pytest

from assistant.people.settings import FILE, Settings, SettingsUnclear, SignOn, read_settings

SIGN_ON = """
names: [footfall.example.com]
sign_on:
  proxies: [10.0.0.5, 10.1.0.0/24, "fd00::/8"]
  user_header: X-Forwarded-User
  groups_header: X-Forwarded-Groups
  roles: {analyst: [insights], marketer: [marketing, agencies]}
"""


@pytest.fixture
def sign_on(tmp_path: Path) -> SignOn:
    (tmp_path / FILE).write_text(SIGN_ON)
    found = read_settings(tmp_path).sign_on
    assert found is not None
    return found


def test_without_the_file_there_are_none(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings(names=[], sign_on=None)


@pytest.mark.parametrize(
    ("address", "is_trusted"),
    [
        ("10.0.0.5", True), ("10.1.0.200", True), ("fd00::1", True), ("::ffff:10.0.0.5", True),
        ("10.0.0.6", False), ("10.1.1.1", False), ("::1", False), ("", False), ("10.0.0.5, 1.2.3.4", False),
    ],
)  # fmt: skip
def test_only_the_named_addresses_are_the_proxys(address: str, is_trusted: bool, sign_on: SignOn) -> None:
    assert sign_on.trusts(address) is is_trusted


@pytest.mark.parametrize(
    ("groups", "role"),
    [("insights", "analyst"), ("agencies, insights", "analyst"), ("x,marketing", "marketer"), ("In", None), ("", None)],
)  # fmt: skip
def test_the_first_role_with_a_group_of_theirs(groups: str, role: str | None, sign_on: SignOn) -> None:
    assert sign_on.role_of(groups) == role


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("sign_on: {proxies: [], user_header: X-User}", "sign_on.proxies"),
        ("sign_on: {proxies: [somewhere], user_header: X-User}", "sign_on.proxies.0"),
        ("sign_on: {proxies: [10.0.0.5], user_header: X-User, roles: {king: [all]}}", "sign_on.roles.king"),
        ("sing_on: {}", "sing_on"),
        ("names: [", "line"),
    ],
)
def test_a_file_that_is_unclear_says_where_in_both_languages(text: str, where: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(SettingsUnclear) as unclear:
        read_settings(tmp_path)
    assert all(where in said and FILE in said for said in (unclear.value.message.de, unclear.value.message.en))
