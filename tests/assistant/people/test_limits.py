"""Slowing down: guesses at passwords, questions of one person, records of what is refused. Clocks stand still here."""

from pathlib import Path

from assistant.people.pace import BURST, MOST_PEOPLE, PER_SECOND, Pace
from assistant.people.person import Person
from assistant.people.refusals import MOST_A_MINUTE, Refusals
from assistant.people.throttle import BY_ADDRESS, BY_BOTH, Throttle
from guardrails.audit import AuditLog

ANNA, EVE = Person("anna", "sales"), Person("eve", "marketer")


def test_a_person_asks_a_burst_and_then_at_a_steady_pace() -> None:
    now = [100.0]
    pace = Pace(lambda: now[0])
    assert [pace.wait_or_count("anna") for _ in range(BURST)] == [0] * BURST
    assert pace.wait_or_count("anna") == 1 and pace.wait_or_count("ben") == 0
    assert pace.wait_or_count("anna", 20) == 20 / PER_SECOND
    now[0] += 1 / PER_SECOND
    assert (pace.wait_or_count("anna"), pace.wait_or_count("anna")) == (0, 1)


def test_the_pace_remembers_a_bounded_number_of_people() -> None:
    pace = Pace(lambda: 0.0)
    assert pace.wait_or_count("first", BURST) == 0 and pace.wait_or_count("first") > 0
    for n in range(MOST_PEOPLE):
        pace.wait_or_count(str(n))
    assert pace.wait_or_count("first") == 0


def test_wrong_passwords_of_one_person_from_one_place_are_slowed_down_and_run_dry() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    assert [throttle.wait_or_count("anna", "10.0.0.1") for _ in range(BY_BOTH.failures)] == [0] * BY_BOTH.failures
    assert throttle.wait_or_count("anna", "10.0.0.1") == BY_BOTH.seconds
    assert throttle.wait_or_count("anna", "10.0.0.2") == 0 and throttle.wait_or_count("ben", "10.0.0.1") == 0
    assert throttle.wait_or_count("anna", "10.0.0.1", known_browser="mark") == 0
    now[0] += BY_BOTH.seconds
    assert throttle.wait_or_count("anna", "10.0.0.1") == 0


def test_many_names_from_one_place_are_one_guesser_and_who_was_right_is_not_counted() -> None:
    throttle = Throttle(lambda: 0.0)
    for n in range(3 * BY_ADDRESS.failures):
        assert throttle.wait_or_count(f"right{n}", "10.0.0.1") == 0
        throttle.succeeded(f"right{n}", "10.0.0.1")
    waits = [throttle.wait_or_count(f"wrong{n}", "10.0.0.1") for n in range(BY_ADDRESS.failures + 1)]
    assert waits[:-1] == [0] * BY_ADDRESS.failures and waits[-1] > 0


def test_a_flood_is_counted_and_hides_nobody_elses_try(tmp_path: Path) -> None:
    now, told = [0.0], []
    log = AuditLog.open(tmp_path / "audit.sqlite")
    refusals = Refusals(log, lambda door, what: told.append((door, what)), lambda: now[0])
    for n in range(MOST_A_MINUTE + 5):
        refusals.record(None if n % 2 else Person(f"name {n}", ""), "chat", "login", "password")
    refusals.record(ANNA, "chat", "audit", "handler")
    for _ in range(MOST_A_MINUTE + 3):
        refusals.record(EVE, "api", "api", "role")
    now[0] = 60.0
    refusals.record(EVE, "api", "api", "role")
    refusals.close()
    found = [(record.body["user"], record.body["details"]) for record in log.of_kind("door")]
    of = {name: [details for user, details in found if user == log.user_key(name)] for name in ("anna", "eve")}
    assert of["anna"] == [{"door": "audit", "what": "handler", "more": 0}]
    assert len(of["eve"]) == MOST_A_MINUTE + 1 and of["eve"][-1]["more"] == 3
    assert found[-1][1] == {"door": "all", "what": "flood", "more": 4}
    assert sum(1 + details["more"] for _, details in found) == len(told)
    log.close()
    refusals.record(ANNA, "chat", "audit", "handler")  # no log: refused all the same
