"""The doors with people behind them: signing in, staying who one is, and every try to be somebody else."""

import json
import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from assistant.ui.entrance import SESSION_COOKIE
from assistant.ui.faces import FACES
from tests.assistant.site import PASSWORD, PEOPLE, Site
from tests.assistant.ui.test_doors import call, target


@pytest.fixture
def newly_refused(site: Site) -> Callable[..., list[dict[str, Any]]]:
    before = len(site.refusals())
    return lambda: [record.body["details"] for record in site.refusals()[before:]]


def test_nobody_gets_past_the_form_without_signing_in(site: Site, newly_refused: Callable[..., Any]) -> None:
    stranger = site.client()
    page = stranger.get("/")
    assert page.status_code == 303 and page.headers["location"].startswith("/login")
    for method, path in (("GET", "/config"), ("POST", "/gradio_api/queue/join"), ("GET", "/gradio_api/queue/data")):
        assert stranger.request(method, path).status_code == 401
    assert [said["what"] for said in newly_refused()] == ["handler"] * 3


def test_the_form_is_in_the_readers_language_and_loads_nothing(site: Site) -> None:
    german = site.client(**{"Accept-Language": "de-DE"}).get("/login")
    english = site.client(**{"Accept-Language": "en-GB"}).get("/login")
    assert '<html lang="de">' in german.text and "Passwort" in german.text
    assert '<html lang="en">' in english.text and "Password" in english.text
    assert not re.search(r"https?://|<script", german.text) and "Content-Security-Policy" in german.headers


def test_who_signs_in_gets_a_new_session_that_scripts_cannot_read(site: Site) -> None:
    client = site.client()
    client.cookies.set(SESSION_COOKIE, "chosen-by-an-attacker")  # a fixed session
    answer = client.post("/login", data={**site.form(client), "name": "anna", "password": PASSWORD})
    cookies = [c for c in answer.headers.get_list("set-cookie") if c.startswith(SESSION_COOKIE)]
    assert answer.status_code == 303 and answer.headers["location"] == "/" and len(cookies) == 1
    assert "HttpOnly" in cookies[0] and "samesite=lax" in cookies[0].lower() and "chosen" not in cookies[0]
    fixed = site.client()
    fixed.cookies.set(SESSION_COOKIE, "chosen-by-an-attacker")
    assert fixed.get("/config").status_code == 401 and client.get("/config").status_code == 200


@pytest.mark.parametrize("name", ["anna", "nobody", "off", "' or 1=1 --"])
def test_a_wrong_password_a_wrong_name_and_a_disabled_person_look_the_same(site: Site, name: str) -> None:
    client = site.client(**{"Accept-Language": "en"})
    password = PASSWORD if name == "off" else "wrong"
    answer = client.post("/login", data={**site.form(client), "name": name, "password": password})
    assert answer.status_code == 401 and "don&#x27;t match" in answer.text
    assert SESSION_COOKIE not in client.cookies


def test_a_form_that_was_not_shown_here_is_not_taken(site: Site) -> None:
    client = site.client()
    form = site.form(client)
    forged = {**form, "form": "made-up", "name": "anna", "password": PASSWORD}
    assert client.post("/login", data=forged).status_code == 400
    foreign = client.post("/login", data={**form, "name": "anna"}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403 and SESSION_COOKIE not in client.cookies


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "/logout", "/nowhere", "javascript:0"])
def test_signing_in_leads_nowhere_but_to_ones_own_face(site: Site, place: str) -> None:
    client = site.client()
    answer = client.post("/login", data={**site.form(client), "next": place, "name": "anna", "password": PASSWORD})
    assert answer.headers["location"] == "/"


def test_a_forged_cookie_is_nobody(site: Site, newly_refused: Callable[..., Any]) -> None:
    client = site.client()
    client.cookies.set(SESSION_COOKIE, secrets.token_urlsafe(32))
    assert client.get("/config").status_code == 401
    assert newly_refused() == [{"door": "chat", "what": "handler", "more": 0}]


def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    client = site.sign_in("anna")
    taken = client.cookies[SESSION_COOKIE]
    assert (
        client.get("/logout").status_code == 303 and client.get("/config").status_code == 200
    )  # a link signs nobody out
    client.post("/logout")
    again = site.client()
    again.cookies.set(SESSION_COOKIE, taken)
    assert again.get("/config").status_code == 401


def test_who_is_disabled_is_out_at_once(site: Site) -> None:
    client, token = site.sign_in("ben"), site.register.new_token("ben")
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/config").status_code == 200 and client.get("/api/me", headers=bearer).status_code == 200
    site.register.disable("ben")
    assert client.get("/config").status_code == 401 and client.get("/api/me", headers=bearer).status_code == 401
    site.register.enable("ben")
    assert client.get("/config").status_code == 401 and client.get("/api/me", headers=bearer).status_code == 401


@pytest.mark.parametrize("face", FACES, ids=lambda face: str(face.name))
@pytest.mark.parametrize("name", ["anna", "sal", "lyn", "ada"])
def test_a_face_is_open_to_its_roles_alone(site: Site, name: str, face: Any, newly_refused: Callable[..., Any]) -> None:
    client, prefix = site.sign_in(name), face.path.rstrip("/")
    if PEOPLE[name] in face.roles:
        assert client.get(f"{prefix}/config").status_code == 200 and newly_refused() == []
        return
    tab = secrets.token_hex(5)
    body = {"data": [], "fn_index": 0, "session_hash": tab, "trigger_id": None, "event_data": None}
    tries = [
        client.get(f"{prefix}/config"),
        client.post(f"{prefix}/gradio_api/queue/join", json=body),
        client.post(f"{prefix}/gradio_api/reset", json={"event_id": "x"}),
        client.get(f"{prefix}/gradio_api/queue/data", params={"session_hash": tab}),
    ]
    assert [answer.status_code for answer in tries] == [403] * 4
    assert newly_refused() == [{"door": face.name, "what": "handler", "more": 0}] * 4
    assert len(site.refusals(name)) >= 4


def test_an_auditor_is_led_to_no_data(site: Site) -> None:
    auditor = site.sign_in("ada")
    page = auditor.get("/")
    assert page.status_code in (303, 403) and "gradio" not in page.text
    token = {"Authorization": f"Bearer {site.register.new_token('ada')}"}
    for path, body in (("/api/ask", {"question": "Visits Mill Lane May 2026"}), ("/api/sql", {"sql": "select 1"})):
        assert auditor.post(path, json=body, headers=token).status_code == 403


def test_a_tab_is_its_owners_alone(site: Site, newly_refused: Callable[..., Any]) -> None:
    anna, sal = site.sign_in("anna"), site.sign_in("sal")
    tab = secrets.token_hex(5)
    body = {
        "data": ["Visits Mill Lane May 2026", "en"], "fn_index": target(anna, "question"), "session_hash": tab,
        "trigger_id": None, "event_data": None,
    }  # fmt: skip
    assert anna.post("/gradio_api/queue/join", json=body).status_code == 200
    assert sal.get("/gradio_api/queue/data", params={"session_hash": tab}).status_code == 403
    assert sal.get("/gradio_api/queue/data", params=[("session_hash", "x"), ("session_hash", tab)]).status_code == 403
    assert sal.get(f"/gradio_api/heartbeat/{tab}").status_code == 403
    assert sal.post("/gradio_api/queue/join", json=body).status_code == 403
    assert [said["what"] for said in newly_refused()] == ["tab"] * 4


def test_everybody_gets_the_answer_of_their_own_role(site: Site) -> None:
    answers = {}
    for name in ("anna", "lyn"):
        client = site.sign_in(name)
        answers[name] = call(client, target(client, "question"), "Visits at Mill Lane in June 2026", "en")["said"]
    assert re.search(r"group_size.{0,20}= 30", answers["anna"]) and re.search(r"group_size.{0,20}= 20", answers["lyn"])


def test_what_only_the_proxy_may_say_is_not_believed_from_elsewhere(
    site: Site, newly_refused: Callable[..., Any]
) -> None:
    liar = site.client(**{"X-Forwarded-User": "lyn", "X-Forwarded-Groups": "insights"})
    assert liar.get("/").status_code == 403 and liar.get("/api/me").status_code == 403
    assert [said["what"] for said in newly_refused()] == ["proxy header"] * 2


def test_guessing_is_slowed_down_but_locks_out_nobody_who_was_here(site: Site) -> None:
    known = site.sign_in("sal")
    known.post("/logout")
    guesser = site.client()
    form = site.form(guesser)
    tries = [guesser.post("/login", data={**form, "name": "sal", "password": str(n)}).status_code for n in range(7)]
    assert tries[:5] == [401] * 5 and tries[5:] == [429] * 2
    assert guesser.post("/login", data={**form, "name": "sal", "password": PASSWORD}).status_code == 429
    assert site.sign_in("sal", client=known).get("/config").status_code == 200
    assert site.sign_in("lyn").get("/config").status_code == 200


def test_a_request_without_end_is_cut(site: Site) -> None:
    client = site.sign_in("anna")
    assert client.post("/gradio_api/queue/join", content=b" " * (2 << 20)).status_code == 413
    assert site.client().post("/login", content=b"name=" + b"a" * 20_000).status_code == 400


def test_programs_ask_with_a_token_through_the_same_gate(site: Site, newly_refused: Callable[..., Any]) -> None:
    program = site.client(Authorization=f"Bearer {site.register.new_token('lyn')}")
    assert program.get("/api/me").json() == {"name": "lyn", "role": "analyst", "client": "", "threshold": 20}
    answer = program.post("/api/ask", json={"question": "Visits at Mill Lane in June 2026"}).json()
    assert answer["status"] == "answered" and answer["threshold"] == 20 and answer["audit_id"]
    assert program.post("/api/sql", json={"sql": "select group_size from footfall_daily"}).json()["status"] == "refused"
    turns = ["Visits at Mill Lane in June 2026", "and in May?", {"sql": "select count(*) from places"}]
    talked = program.post("/api/talk", json={"turns": turns}).json()
    assert [each["status"] for each in talked] == ["answered"] * 3 and "May 2026" in talked[1]["interpretation"]
    assert len(program.get("/api/places").json()["places"]) == 6
    assert "/api/ask" in program.get("/api/openapi.json").json()["paths"]
    for path, body, status in (
        ("/api/ask", {"q": 1}, 422),
        ("/api/none", {}, 404),
        ("/api/sql", {"sql": "x" * 2**18}, 413),
    ):
        wrong = program.post(path, json=body)
        assert wrong.status_code == status and set(wrong.json()["error"]) == {"de", "en"}
    for headers in ({}, {"Authorization": "Bearer ff_guessed"}, {"Authorization": "Basic bHluOng="}):
        assert site.client(**headers).get("/api/me").status_code == 401
        assert site.client(**headers).post("/mcp", json={}).status_code == 401
    assert [said["what"] for said in newly_refused()] == ["token"] * 6


def test_other_assistants_ask_by_mcp_in_the_role_of_their_token(site: Site) -> None:
    program = site.client(
        Authorization=f"Bearer {site.register.new_token('anna')}", Accept="application/json, text/event-stream"
    )

    def called(method: str, **params: Any) -> Any:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return program.post("/mcp", json=body).json()["result"]

    assert {tool["name"] for tool in called("tools/list")["tools"]} == {"ask", "sql", "check", "places"}
    asked = called("tools/call", name="ask", arguments={"question": "Visits at Mill Lane in June 2026"})
    answer = json.loads(asked["content"][0]["text"])
    assert answer["status"] == "answered" and answer["threshold"] == 30
    auditor = {"Authorization": f"Bearer {site.register.new_token('ada')}"}
    assert program.post("/mcp", json={}, headers=auditor).status_code == 403


def test_the_state_is_told_to_this_machine_and_to_an_auditors_token(site: Site) -> None:
    assert site.client().get("/healthz").json()["status"] == "ok"
    assert "footfall_answers_total" in site.client().get("/metrics").text
    through_a_proxy = {"X-Forwarded-For": "192.0.2.7"}
    assert site.client(**through_a_proxy).get("/metrics").status_code == 403
    for name, status in (("lyn", 403), ("ada", 200)):
        token = {"Authorization": f"Bearer {site.register.new_token(name)}"}
        assert site.client(**through_a_proxy, **token).get("/metrics").status_code == status


def test_no_name_and_no_word_of_a_password_is_in_the_log(site: Site) -> None:
    site.sign_in("anna", "wrong horse")
    raw = b"".join(file.read_bytes() for file in site.audit.parent.glob("audit.sqlite*"))
    events = (site.audit.parent / "operations.jsonl").read_text("utf-8")
    for word in ("anna", "wrong horse", PASSWORD, "Mill Lane in June"):
        assert word not in events
    for secret in (b"anna", b"wrong horse", PASSWORD.encode()):
        assert secret not in raw
    assert all(json.loads(line)["time"] for line in events.splitlines())
