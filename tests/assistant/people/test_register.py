"""Passwords, sessions and tokens: who they let in, how long, and that only hashes are kept."""

from pathlib import Path

import pytest

from assistant.people.password import hashed, matches
from assistant.people.person import Person
from assistant.people.register import FILE, IDLE_SECONDS, SESSION_SECONDS, Register

ANNA = Person("anna", "sales", "ACME")


def test_a_password_matches_itself_alone() -> None:
    password = "Zwölf Äpfel 🍎"
    kept = hashed(password)
    assert kept != hashed(password) and password not in kept
    assert matches(password, kept) and not matches(f"{password[:-1]}?", kept) and not matches(password, None)


def test_the_same_letters_in_another_encoding_are_the_same_password() -> None:
    assert matches("Za\u0308hler 12345", hashed("Z\u00e4hler 12345"))


@pytest.fixture
def clock() -> list[int]:
    return [1_000_000]


@pytest.fixture
def register(tmp_path: Path, clock: list[int]) -> Register:
    register = Register(tmp_path / FILE, lambda: clock[0])
    assert register.add(ANNA, "seven lanterns") and not register.add(ANNA, "another one")
    return register


def test_a_session_ends_by_idleness_by_age_by_signing_out_and_by_disabling(
    register: Register, clock: list[int]
) -> None:
    idle = register.begin_session(ANNA)
    assert register.of_session(idle) == ANNA and register.of_session(f"{idle}x") is None
    clock[0] += IDLE_SECONDS
    assert register.of_session(idle) is None
    used = register.begin_session(ANNA)
    for _ in range(SESSION_SECONDS // (IDLE_SECONDS // 2) - 1):
        clock[0] += IDLE_SECONDS // 2
        assert register.of_session(used) == ANNA
    clock[0] += IDLE_SECONDS // 2
    assert register.of_session(used) is None
    out, gone = register.begin_session(ANNA), register.begin_session(ANNA)
    register.end_session(out)
    assert register.of_session(out) is None and register.of_session(gone) == ANNA
    register.disable("anna")
    assert register.of_session(gone) is None and register.admits("anna", "seven lanterns") is None


def test_another_role_counts_from_the_next_request_on(register: Register) -> None:
    key, token = register.begin_session(ANNA), register.new_token("anna")
    register.set_place(Person("anna", "auditor"))
    assert register.of_session(key) == register.of_token(token) == Person("anna", "auditor")


def test_a_new_password_signs_everybody_under_the_old_one_out(register: Register) -> None:
    key = register.begin_session(ANNA)
    register.set_password("anna", "eight lanterns")
    assert register.of_session(key) is None and register.admits("anna", "seven lanterns") is None
    assert register.admits("anna", "eight lanterns") == ANNA


def test_a_copy_of_the_file_signs_nobody_in(register: Register, tmp_path: Path) -> None:
    secrets = [register.begin_session(ANNA), register.new_token("anna"), register.know_browser("anna")]
    register.close()
    kept = b"".join(file.read_bytes() for file in tmp_path.glob(f"{FILE}*"))
    assert all(secret.encode() not in kept for secret in (*secrets, "seven lanterns"))
    assert (tmp_path / FILE).stat().st_mode & 0o77 == 0
