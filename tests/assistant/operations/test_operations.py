"""What is counted, logged and told of a running service: numbers and fixed terms, never what somebody asked."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.testclient import TestClient

from assistant.operations import health
from assistant.operations.event_log import log_event, stop_writing, write_events_to
from assistant.operations.health import FRESH_SECONDS, Checkup
from assistant.operations.metrics import Metrics
from assistant.operations.operations import Operations
from assistant.operations.state import State
from assistant.operations.watch import UNWATCHED
from assistant.service import Assistant
from guardrails.gate import Gate
from guardrails.verdict import Asker

SECRET = "Mill Lane"
ASKER = Asker("analyst", "anna", "ACME", interface="api")


def events(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_an_answer_is_counted_and_logged_without_its_words(gate: Gate, tmp_path: Path) -> None:
    operations, file = Operations(), tmp_path / "operations.jsonl"
    writing = write_events_to(file)
    watched = Assistant(gate, ASKER, watch=operations)
    answers = [watched.ask(f"Visits at {SECRET} in June 2026"), watched.sql("select group_size from footfall_daily")]
    operations.turned_away("chat", "tab")
    stop_writing(writing)
    assert [answer.status for answer in answers] == ["answered", "refused"] and operations.running == 0
    counted = operations.metrics.text("b1").decode()
    for line in (
        'footfall_answers_total{interface="api",status="answered"} 1.0',
        'footfall_refusals_total{rule="K01"} 1.0',
        'footfall_door_refusals_total{what="tab"} 1.0',
        'footfall_build{build="b1"} 1.0',
        "footfall_questions_running 0.0",
    ):
        assert line in counted
    told = events(file)
    assert [event["event"] for event in told] == ["answer", "answer", "refused at the door"]
    assert told[0]["audit_id"] == answers[0].audit_id and told[1]["rules"] == ["K01"]
    for word in (SECRET, "anna", "ACME", "group_size"):
        assert word not in file.read_text("utf-8") and word not in counted
    assert file.stat().st_mode & 0o77 == 0


def test_a_new_build_takes_the_place_of_the_old_one() -> None:
    metrics = Metrics()
    assert b'build="one"' in metrics.text("one")
    assert b'build="one"' not in metrics.text("two")


def test_nobody_counts_where_nobody_watches(gate: Gate) -> None:
    UNWATCHED.began()
    answer = Assistant(gate, ASKER).ask("Help")
    UNWATCHED.ended(answer, ASKER)
    assert answer.audit_id


def test_an_exception_is_logged_by_its_class_and_place_alone(tmp_path: Path) -> None:
    file = tmp_path / "operations.jsonl"
    writing = write_events_to(file)
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("footfall").exception("question %s failed", SECRET)
    log_event("ready", build="b1")
    stop_writing(writing)
    log_event("unheard")
    failed, ready = events(file)
    assert (failed["kind"], failed["text"]) == ("ValueError", "question %s failed") and SECRET not in str(failed)
    assert ready["event"] == "ready" and ready["build"] == "b1"


def test_health_is_looked_at_every_two_seconds_at_most(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    checkup = Checkup(gate, lambda: now[0])
    assert checkup.health().as_json() == {
        "status": "ok", "engine": "ok", "audit": "ok", "disk": "ok", "build": gate.build.build_id,
    }  # fmt: skip
    monkeypatch.setattr(health, "LEAST_ROOM_MB", 1 << 40)
    assert checkup.health().is_well
    now[0] = FRESH_SECONDS
    assert (checkup.health().disk, checkup.health().as_json()["status"]) == ("failed", "failed")
    assert replace(checkup.health(), disk="ok", engine="busy").is_well  # late is not unwell


@pytest.mark.parametrize("may_see", [True, False])
def test_the_state_is_told_to_whom_it_is_meant_for(may_see: bool, gate: Gate) -> None:
    def refused(_connection: HTTPConnection) -> PlainTextResponse:
        return PlainTextResponse("no", 403)

    operations = Operations()
    state = State(operations, Checkup(gate), lambda _connection: may_see, refused)
    client = TestClient(Starlette(routes=[Mount("/", state)]))
    first = [client.get(path).status_code for path in ("/healthz", "/metrics")]
    operations.stopping = True
    assert (*first, client.get("/healthz").status_code) == ((200, 200, 503) if may_see else (403, 403, 403))
