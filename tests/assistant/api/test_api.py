"""The HTTP API and the MCP server from outside: who gets in, what they get, and what is said and recorded if not."""

from typing import Any

import httpx
import pytest

from tests.assistant.site import Site

QUESTION = "How many visits did Mill Lane have in June 2026?"
MCP = {"accept": "application/json, text/event-stream"}


def caller(site: Site, name: str) -> httpx.Client:
    return site.client(authorization=f"Bearer {site.register.new_token(name)}")


def tool(client: httpx.Client, name: str, **arguments: str) -> Any:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
    return client.post("/mcp", json=call, headers=MCP)


def test_a_question_is_answered_under_the_role_of_its_token(site: Site) -> None:
    thresholds = {}
    for name in ("anna", "sal", "lyn"):
        client = caller(site, name)
        answer = client.post("/api/ask", json={"question": QUESTION, "client": "ACME", "purpose": "a test"}).json()
        assert answer["status"] == "answered" and answer["audit_id"]
        thresholds[name] = answer["threshold"], client.get("/api/me").json()["threshold"]
    assert thresholds == {"anna": (30, 30), "sal": (25, 25), "lyn": (20, 20)}


def test_statements_are_judged_and_run_and_conversations_go_on(site: Site) -> None:
    client = caller(site, "lyn")
    sql = "SELECT visits FROM footfall_monthly WHERE place_id = 'mill'"
    assert client.post("/api/sql", json={"sql": sql}).json()["status"] == "answered"
    hidden = client.post("/api/check", json={"sql": "SELECT group_size FROM footfall_daily"}).json()
    assert hidden["status"] == "refused" and hidden["findings"]
    first, second = client.post("/api/talk", json={"turns": [QUESTION, "and in May?"]}).json()
    assert "June 2026" in first["interpretation"] and "May 2026" in second["interpretation"]


def test_places_are_those_of_the_data(site: Site) -> None:
    found = caller(site, "anna").get("/api/places").json()
    assert {place["place"] for place in found["places"]} >= {"Mill Lane", "Lindenallee"}
    assert (found["first_day"], found["last_day"]) == ("2026-05-01", "2026-06-30")


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer nonsense", "Basic YW5uYTphbm5h"])
def test_without_a_token_nothing_is_answered_and_the_try_is_recorded(site: Site, token: str) -> None:
    before = len(site.refusals())
    for path in ("/api/ask", "/mcp"):
        said = site.client(**({"authorization": token} if token else {})).post(path, json={"question": QUESTION})
        assert said.status_code == 401 and {"de", "en"} <= set(said.json()["error"])
    assert len(site.refusals()) == before + 2


def test_an_auditors_token_opens_no_data(site: Site) -> None:
    before = len(site.refusals("ada"))
    client = caller(site, "ada")
    assert client.post("/api/ask", json={"question": QUESTION}).status_code == 403
    assert tool(client, "ask", question=QUESTION).status_code == 403
    assert len(site.refusals("ada")) == before + 2


def test_a_voided_token_is_nobodys(site: Site) -> None:
    client = caller(site, "ben")
    assert client.get("/api/me").json()["name"] == "ben"
    site.register.void_tokens("ben")
    assert client.get("/api/me").status_code == 401


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/ask", {"question": "  "}),
        ("/api/ask", {"question": "x" * 2001}),
        ("/api/ask", {"question": QUESTION, "role": "analyst"}),
        ("/api/sql", {}),
        ("/api/talk", {"turns": []}),
    ],
)
def test_what_does_not_fit_gets_one_sentence_in_both_languages(site: Site, path: str, body: dict[str, Any]) -> None:
    said = caller(site, "lyn").post(path, json=body)
    assert said.status_code == 422
    assert all(said.json()["error"][language] for language in ("de", "en"))


def test_a_body_without_end_is_cut(site: Site) -> None:
    assert caller(site, "lyn").post("/api/ask", content=b" " * (200 << 10)).status_code == 413


def test_the_document_describes_every_path_and_needs_nothing_from_elsewhere(site: Site) -> None:
    document = caller(site, "anna").get("/api/openapi.json").json()
    assert set(document["paths"]) == {"/api/ask", "/api/sql", "/api/check", "/api/talk", "/api/places", "/api/me"}


def test_other_assistants_ask_through_the_same_gate(site: Site) -> None:
    client = caller(site, "anna")
    answer = tool(client, "ask", question=QUESTION).json()["result"]["content"][0]["text"]
    assert '"answered"' in answer and "Mill Lane" in answer
    refused = tool(client, "sql", statement="SELECT group_size FROM footfall_daily").json()["result"]["content"][0][
        "text"
    ]
    assert '"refused"' in refused


def test_health_and_metrics_tell_counts_and_no_words(site: Site) -> None:
    caller(site, "lyn").post("/api/sql", json={"sql": "SELECT group_size FROM footfall_daily"})
    health = site.client().get("/healthz")
    assert health.status_code == 200 and health.json()["engine"] == "ok" and health.json()["audit"] == "ok"
    metrics = site.client().get("/metrics").text
    assert 'footfall_refusals_total{rule="' in metrics and "footfall_answer_seconds_bucket" in metrics
    assert "group_size" not in metrics and "lyn" not in metrics
