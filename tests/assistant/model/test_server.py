"""The real client against a real HTTP server: what goes out, what comes back, and what happens when it does not."""

import json
import time
from datetime import date

import pytest

from assistant.conversation import Earlier
from assistant.model.outcome import Unreadable
from assistant.model.planner import Planner
from assistant.model.request import Request
from assistant.model.settings import Settings
from assistant.plan import Plan
from assistant.reading.outcome import Clarification
from guardrails.reference import Reference
from tests.assistant.model.data import Server, reply, serving, visits_in_may

pytest.importorskip("langchain_openai")
pytest.importorskip("langchain.chat_models")
pytest.importorskip("tiktoken")

QUESTION = "Wie viele Frauen waren im Mai in der Mainpassage?"
UNSURE = Clarification("no_place", (), "de", ("Mainpassage",))
TODAY = date(2026, 6, 30)


def planner(server: Server, model: str = "gpt-4o") -> Planner:
    return Planner(Settings(provider="openai", model=model, url=server.url, seconds=2))


def ask(server: Server, reference: Reference) -> Plan | Unreadable:
    return planner(server).plan(Request(QUESTION, UNSURE, reference, TODAY))


def test_a_plan_comes_back(reference: Reference) -> None:
    with serving(reply(visits_in_may())) as server:
        assert ask(server, reference) == visits_in_may()
    assert server.paths == ["/v1/chat/completions"]


def test_the_request_asks_for_the_strict_schema_and_carries_the_question(reference: Reference) -> None:
    with serving(reply(visits_in_may())) as server:
        ask(server, reference)
    (body,) = server.bodies
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["temperature"] == 0
    system, asked = body["messages"]
    assert "Roundhay Park" in system["content"]
    assert QUESTION in asked["content"]
    assert "no_place (Mainpassage)" in asked["content"]


@pytest.mark.parametrize("fence", ["```json\n{}\n```", "Here it is:\n```\n{}\n```"])
def test_a_fenced_reply_is_read(reference: Reference, fence: str) -> None:
    with serving(fence.replace("{}", reply(visits_in_may()))) as server:
        assert ask(server, reference) == visits_in_may()


def test_an_invented_place_is_handed_back_once(reference: Reference) -> None:
    with serving(reply(visits_in_may("Mainpasage")), reply(visits_in_may())) as server:
        assert ask(server, reference) == visits_in_may()
    *_, wrong, finding = server.bodies[1]["messages"]
    assert wrong["role"] == "assistant"
    assert 'no place "Mainpasage". Nearest: Mainpassage' in finding["content"]


@pytest.mark.parametrize("garbage", ["I cannot help.", "{}", '{"plan": {"measures": ["money"]}}', "", "[1]"])
def test_garbage_is_asked_for_once_more_and_then_given_up(reference: Reference, garbage: str) -> None:
    with serving(garbage) as server:
        outcome = ask(server, reference)
    assert isinstance(outcome, Unreadable)
    assert not outcome.outage
    assert len(server.bodies) == 2


def test_a_declined_question_is_not_asked_again(reference: Reference) -> None:
    with serving(reply(None, "a forecast")) as server:
        assert isinstance(ask(server, reference), Unreadable)
    assert len(server.bodies) == 1


@pytest.mark.parametrize(("status", "requests"), [(500, 2), (429, 2), (503, 2), (401, 1), (400, 1), (404, 1)])
def test_only_a_passing_fault_is_tried_again(reference: Reference, status: int, requests: int) -> None:
    with serving(status) as server:
        outcome = ask(server, reference)
    assert isinstance(outcome, Unreadable)
    assert str(status) in outcome.reason.de
    assert len(server.bodies) == requests


def test_the_second_try_can_succeed(reference: Reference) -> None:
    with serving(503, reply(visits_in_may())) as server:
        assert ask(server, reference) == visits_in_may()


def test_broken_json_from_the_server_is_a_value(reference: Reference) -> None:
    with serving(b"{not json") as server:
        assert isinstance(ask(server, reference), Unreadable)


def test_a_dead_server_is_a_value_and_is_left_alone_for_a_while(reference: Reference) -> None:
    with serving("") as server:
        pass
    dead = planner(server)
    first = dead.plan(Request(QUESTION, UNSURE, reference, TODAY))
    second = dead.plan(Request(QUESTION, UNSURE, reference, TODAY))
    assert isinstance(first, Unreadable)
    assert first.outage
    assert isinstance(second, Unreadable)
    assert "wird erst in" in second.reason.de
    assert "asked again in" in second.reason.en


def test_no_trace_goes_to_a_tracing_service(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(reply(visits_in_may())) as server:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        for prefix in ("LANGSMITH", "LANGCHAIN"):
            monkeypatch.setenv(f"{prefix}_TRACING_V2", "true")
            monkeypatch.setenv(f"{prefix}_ENDPOINT", server.url)
            monkeypatch.setenv(f"{prefix}_API_KEY", "k")
        assert ask(server, reference) == visits_in_may()
        time.sleep(0.5)
    assert server.paths == ["/v1/chat/completions"]


def test_the_key_of_the_environment_stays_out_of_messages(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    with serving(401) as server:
        outcome = ask(server, reference)
    assert isinstance(outcome, Unreadable)
    assert "secret" not in outcome.reason.de + outcome.reason.en + json.dumps(server.bodies)


def test_earlier_turns_are_sent_and_the_oldest_go_first(reference: Reference) -> None:
    turns = tuple(Earlier(f"Frage {n} " + "und so weiter " * 40, visits_in_may()) for n in range(60))
    with serving(reply(visits_in_may())) as server:
        planner(server).plan(Request(QUESTION, UNSURE, reference, TODAY, conversation=turns))
    sent = [m["content"] for m in server.bodies[0]["messages"]]
    assert sent[0].startswith("You turn")
    assert QUESTION in sent[-1]
    assert any("Frage 59" in text for text in sent)
    assert not any("Frage 0 " in text for text in sent)
