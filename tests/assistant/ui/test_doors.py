"""What the server lets through, asked without a browser."""

import json
import re
import secrets
from typing import Any

import httpx
import pytest

from assistant.ui.shield import HEADERS

SQL = "select count(*) as n from places"
CLOSED = (
    "/docs",
    "/openapi.json",
    "/gradio_api/openapi.json",
    "/gradio_api/upload",
    "/gradio_api/run-history/records",
    "/monitoring",
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/proxy=http://example.org/",
    "/nowhere",
)


def target(client: httpx.Client, elem_id: str) -> int:
    """The handler that belongs to a part of the page."""
    config = client.get("/config").json()
    part = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == elem_id)
    return int(next(d["id"] for d in config["dependencies"] if [part] == [t[0] for t in d["targets"]]))


def call(client: httpx.Client, number: int, *data: object) -> dict[str, Any]:
    """Calls a handler through the queue as the page would, and waits for its last word."""
    tab = secrets.token_hex(5)
    body = {"data": data, "fn_index": number, "session_hash": tab, "trigger_id": None, "event_data": None}
    client.post("/gradio_api/queue/join", json=body).raise_for_status()
    said: list[str] = []
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": tab}, timeout=30) as stream:
        for line in stream.iter_lines():
            event = json.loads(line.removeprefix("data:")) if line else {}
            said.append(line)
            if event.get("msg") == "process_completed":
                return {**event, "said": " ".join(said)}
    raise AssertionError("the stream ended without a last word")


@pytest.fixture
def marketer(page_of_marketer: str) -> httpx.Client:
    client = httpx.Client(base_url=page_of_marketer)
    client.get("/")
    return client


@pytest.fixture
def analyst(page_of_analyst: str) -> httpx.Client:
    client = httpx.Client(base_url=page_of_analyst)
    client.get("/")
    return client


def test_every_answer_carries_the_security_headers(marketer: httpx.Client) -> None:
    for path in ("/", "/config", "/theme.css", "/nowhere"):
        answer = marketer.get(path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert "server" not in answer.headers
    assert "connect-src 'self'" in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("path", CLOSED)
def test_what_the_page_does_not_need_is_not_there(path: str, marketer: httpx.Client) -> None:
    assert marketer.get(path).status_code == marketer.post(path).status_code == 404


def test_another_site_cannot_pose_as_this_machine(marketer: httpx.Client) -> None:
    assert marketer.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_marketer_cannot_call_the_hidden_sql_handler(marketer: httpx.Client, analyst: httpx.Client) -> None:
    refused = call(marketer, target(marketer, "run"), SQL, "en")
    assert refused["success"] is False and "analyst" in refused["output"]["error"]
    answered = call(analyst, target(analyst, "run"), SQL, "en")
    assert answered["success"] is True and "ff-lead" in answered["said"]


def test_a_question_over_the_limit_is_refused_by_the_server(marketer: httpx.Client) -> None:
    answer = call(marketer, target(marketer, "question"), "visits " * 4000, "en")
    assert "28,000 characters" in answer["said"]


def test_a_click_reaches_only_answers_of_its_own_tab(marketer: httpx.Client) -> None:
    answer = call(marketer, target(marketer, "question"), "Visits at Mill Lane in June 2026", "en")
    key = re.search(r'data-turn=\\*"([\w-]+)', answer["said"])
    assert key is not None
    for line in (json.dumps({"do": "csv", "turn": key[1]}), '{"do": "csv", "turn": "x", "extra": 1}', "no click", ""):
        fetched = call(marketer, target(marketer, "fetch"), line, "en")  # a tab of its own
        assert fetched["success"] is True and "/exports/" not in fetched["said"]
    pinned = call(marketer, target(marketer, "signal"), json.dumps({"do": "pin", "text": "never asked"}), "en")
    assert pinned["success"] is True and "never asked" not in pinned["said"]
