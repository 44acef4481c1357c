"""A small warehouse's reference, a scripted model and a server that speaks the chat-completions protocol."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from assistant.model.schema import written
from assistant.plan import Area, Filter, Period, Plan
from guardrails.reference import Holiday, HomeArea, KnownPlace, Reference
from warehouse.build_info import BuildInfo

PLACES = (
    KnownPlace("w1", "Mainpassage", "shopping_centre", "Altstadt", "Würzburg", "Bayern", "DE", aliases=("Passage",)),
    KnownPlace("w2", "Würzburg Hbf", "station", "Altstadt", "Würzburg", "Bayern", "DE"),
    KnownPlace("l1", "Briggate", "shopping_street", "Centre", "Leeds", "Yorkshire", "GB"),
    KnownPlace("l2", "Roundhay Park", "park", "Roundhay", "Leeds", "Yorkshire", "GB"),
)
HOMES = (HomeArea("Grombühl", "Würzburg", "Bayern"), HomeArea("Headingley", "Leeds", "Yorkshire"))
MAY = Period(first=date(2026, 5, 1), last=date(2026, 5, 31), grain="month")


def reference(places: tuple[KnownPlace, ...] = PLACES) -> Reference:
    return Reference(
        places=places,
        home_areas=HOMES,
        first_day=date(2026, 1, 1),
        last_day=date(2026, 6, 30),
        holidays=(
            Holiday(date(2026, 5, 25), "DE", "Pfingstmontag"),
            Holiday(date(2026, 5, 25), "GB", "Spring Bank Holiday"),
        ),
        build=BuildInfo(),
    )


def visits_in_may(place: str = "Mainpassage") -> Plan:
    return Plan(
        measures=("visits",),
        areas=(Area(conditions=(("place", place),)),),
        periods=(MAY,),
        filters=(Filter(field="gender", values=("female",)),),
    )


def reply(plan: Plan | None, reason: str = "") -> str:
    return json.dumps(written(plan) if plan else {"reason": reason, "plan": None})


@dataclass
class Server:
    """Answers each request with the next of `replies` (the last one for good): a text, a status, or raw bytes."""

    replies: list[str | int | bytes]
    url: str = ""
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def next(self) -> str | int | bytes:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def serving(*replies: str | int | bytes) -> Iterator[Server]:
    """A server on a free port of the loopback that speaks as much of the protocol as one reply needs."""
    server = Server(list(replies))

    class Completions(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.paths.append(self.path)
            server.bodies.append(json.loads(body) if body.startswith(b"{") else {})
            answer = server.next()
            self.send_response(answer if isinstance(answer, int) else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else _completion(answer))

        def log_message(self, format: str, *args: object) -> None:
            return None

    http = ThreadingHTTPServer(("127.0.0.1", 0), Completions)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def _completion(answer: str | int) -> bytes:
    if isinstance(answer, int):
        return json.dumps({"error": {"message": "no", "type": "test"}}).encode()
    message = {"role": "assistant", "content": answer, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return json.dumps(
        {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        | {"usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
    ).encode()
