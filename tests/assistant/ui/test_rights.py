"""Everything that can be called, called without the right to it: all of it is refused, and all of it is recorded.

What there is to call is read from the application and from Gradio itself: what comes anew is tried too.
"""

import re
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.routing import Mount
from starlette.testclient import TestClient

from assistant.people.person import Person
from assistant.ui.doors import is_served
from assistant.ui.faces import FACES, Face
from guardrails.audit import AuditLog
from guardrails.roles import data_roles
from tests.assistant.house import House
from tests.assistant.site import PEOPLE

NOBODY = ""
HERE = tuple(Person(name, role) for name, role in PEOPLE.items())
WITHOUT_RIGHT = (401, 403)
BY_ROLE = {role: name for name, role in reversed(PEOPLE.items()) if name != "off"}
MCP = {"accept": "application/json, text/event-stream"}


@dataclass
class Tries:
    """Who tried how often; each try must be answered with a refusal. `program` has a right to all its doors."""

    house: House
    program: TestClient
    made: Counter[str] = field(default_factory=Counter)
    known: dict[str, TestClient] = field(default_factory=dict)

    def refused(self, name: str, answer: Any, *statuses: int) -> None:
        assert answer.status_code in (statuses or WITHOUT_RIGHT), (name, answer.request.url, answer.status_code)
        self.made[name] += 1

    def as_everybody_but(self, roles: tuple[str, ...]) -> Iterator[tuple[str, TestClient]]:
        """One person of each other role, signed in, and nobody."""
        for role, name in BY_ROLE.items():
            if role not in roles:
                yield name, self.of(name)
        yield NOBODY, self.of(NOBODY)

    def of(self, name: str) -> TestClient:
        """The browser of this person."""
        if name not in self.known:
            self.known[name] = self.house.browser(next((one for one in HERE if one.name == name), None))
        return self.known[name]


def prefix(face: Face) -> str:
    return face.path.rstrip("/")


def joined(client: TestClient, face: Face, handler: int, tab: str) -> Any:
    body = {"data": [], "fn_index": handler, "session_hash": tab, "trigger_id": None, "event_data": None}
    return client.post(f"{prefix(face)}/gradio_api/queue/join", json=body)


def handlers_of(tries: Tries, face: Face) -> list[int]:
    """The numbers of all handlers of a face that run on the server."""
    config = tries.of(BY_ROLE[face.roles[0]]).get(f"{prefix(face)}/config").json()
    return [one["id"] for one in config["dependencies"] if one["backend_fn"]]


def gradio_routes() -> list[tuple[str, str]]:
    """Method and path of all that Gradio serves, whatever of it we let through."""
    mounts = gr.mount_gradio_app(FastAPI(), gr.Blocks(), path="/face").routes
    gradio_app: Any = next(route.app for route in mounts if isinstance(route, Mount))
    paths = {(method, path) for path, methods in gradio_app.openapi()["paths"].items() for method in methods}
    return sorted((method, re.sub(r"\{[^}]*\}", "x", path)) for method, path in paths)


def every_handler(tries: Tries) -> None:
    for face in FACES:
        handlers = handlers_of(tries, face)
        assert len(handlers) >= 10
        for name, client in tries.as_everybody_but(face.roles):
            for handler in handlers:
                tries.refused(name, joined(client, face, handler, secrets.token_hex(5)))


def every_route(tries: Tries) -> None:
    routes = gradio_routes()
    assert len(routes) > 40
    inside = [(method, path) for method, path in routes if path.startswith("/gradio_api/") or is_served(path)]
    face = next(face for face in FACES if face.name == "audit")
    for name, client in tries.as_everybody_but(face.roles):
        for method, path in inside if name == NOBODY else inside[::7]:
            answer = client.request(method, f"{face.path}{path}")
            if path == "/" and name == NOBODY:
                assert answer.headers["location"].startswith("/login")  # the way in; no try
            else:
                tries.refused(name, answer, *WITHOUT_RIGHT, 404)
    for method, path in routes:  # not even who may be there is served more than the page needs
        if not is_served(path):
            assert tries.of("ada").request(method, f"{face.path}{path}").status_code == 404
            tries.made["ada"] += path.startswith("/gradio_api/")


def every_stream(tries: Tries) -> None:
    for face in FACES:
        owner = BY_ROLE[face.roles[0]]
        own, tab = tries.of(owner), secrets.token_hex(5)
        opened = {"event_id": "none", "session_hash": tab}
        assert own.post(f"{prefix(face)}/gradio_api/reset", json=opened).status_code == 200
        for name, client in (*tries.as_everybody_but((PEOPLE[owner],)), ("ben", tries.of("ben"))):
            if name != owner:
                data = client.get(f"{prefix(face)}/gradio_api/queue/data", params={"session_hash": tab})
                tries.refused(name, data)
                tries.refused(name, client.get(f"{prefix(face)}/gradio_api/heartbeat/{tab}"))
                tries.refused(name, joined(client, face, 0, tab))


def every_door_for_programs(tries: Tries) -> None:
    paths = tries.program.get("/api/openapi.json").json()["paths"]
    listed = tries.program.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers=MCP).json()
    calls: list[tuple[str, str, dict[str, Any]]] = [
        (method, path, {}) for path, methods in paths.items() for method in methods
    ]
    tools = [tool["name"] for tool in listed["result"]["tools"]]
    assert len(calls) >= 6 and len(tools) >= 4
    for tool in tools:
        params = {"name": tool, "arguments": {}}
        calls.append(("post", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}))
    tokens = [
        (name, tries.house.register.new_token(name)) for role, name in BY_ROLE.items() if role not in data_roles()
    ]
    for name, token in (*tokens, (NOBODY, ""), (NOBODY, "ff_guessed")):
        client = tries.house.program(token)
        for method, path, body in calls:
            tries.refused(name, client.request(method, path, json=body or None))
    signed_in = tries.of("lyn")  # a session opens the pages alone
    for method, path, body in calls:
        tries.refused(NOBODY, signed_in.request(method, path, json=body or None))


def recorded(audit: Path) -> Counter[str]:
    """How many tries of each person the log tells of."""
    log = AuditLog.open(audit)
    names = {log.user_key(name): name for name in PEOPLE}
    told = Counter[str]()
    for record in log.of_kind("door"):
        if record.body["status"] == "refused":
            told[names.get(record.body["user"], NOBODY)] += 1 + record.body["details"]["more"]
    log.close()
    return told


def test_whatever_is_tried_without_right_is_refused_and_recorded(small_warehouse: Path, tmp_path: Path) -> None:
    house = House(tmp_path, small_warehouse, HERE)
    with house.program(house.register.new_token("anna")) as program:
        tries = Tries(house, program)
        every_handler(tries)
        every_route(tries)
        every_stream(tries)
        every_door_for_programs(tries)
    house.close()
    assert recorded(tmp_path / "audit.sqlite") == tries.made
    assert tries.made.total() > 400
