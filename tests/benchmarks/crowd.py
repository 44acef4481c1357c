"""Many people at once on one server: `python -m tests.benchmarks.crowd --warehouse demo.duckdb --people 50`.

Each person signs in and opens the chat as their browser would: a question joins the queue, the answer comes as a
stream of events. They think for `--thinking` seconds (drawn around it, so that they do not march in step), ask about a
place and a day of their own and check that the answer, and every question before it on their page, is theirs: what
reached the wrong person shows at once. `--door api` plays the same through the HTTP API. Beside it, in the same run and
on the same server, one person alone. The bar is p95 of the crowd at most 10 times the median of the single person, no
error and no answer to somebody else.
"""

import argparse
import json
import random
import secrets
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

from assistant.people.person import Person
from assistant.people.register import FILE, Register
from assistant.ui.entrance import SESSION_COOKIE
from assistant.wording import wording
from tests.assistant.ui.conftest import served
from tests.assistant.ui.test_doors import target

BAR = 10.0
PLACES = ("Oxford Street", "Hyde Park", "Bullring", "Trafford Centre", "Zeil", "Marienplatz", "Kurfürstendamm")
FIRST = date(2026, 1, 5)
Ask = Callable[[str], str]
"""Asks a question and gives all that is shown of the answer."""


@dataclass
class Seen:
    """What came back: milliseconds, and how often something was wrong."""

    milliseconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)


@dataclass
class Tab:
    """The chat in one person's browser."""

    client: httpx.Client
    handler: int
    name: str = field(default_factory=lambda: secrets.token_hex(6))
    asked: list[str] = field(default_factory=list)

    def ask(self, question: str) -> str:
        """The answer on the page, after the questions before it; an error of the page is told as such."""
        self.asked.append(question)
        body = {"data": [question, "en"], "fn_index": self.handler, "session_hash": self.name}
        self.client.post("/gradio_api/queue/join", json=body).raise_for_status()
        last = [event for event in self._events() if event["msg"] == "process_completed"][-1]
        if not last["success"]:
            return f"error: {last['output']}"
        messages = last["output"]["data"][0]
        asked = [message["content"][0]["text"] for message in messages if message["role"] == "user"]
        return json.dumps(messages[-1], ensure_ascii=False) if asked == self.asked else "error: another's question"

    def _events(self) -> Iterator[dict[str, Any]]:
        given = {"session_hash": self.name}
        with self.client.stream("GET", "/gradio_api/queue/data", params=given) as stream:
            for line in stream.iter_lines():
                event = json.loads(line.removeprefix("data:")) if line else {"msg": ""}
                yield event
                if event["msg"] == "process_completed":
                    return


def by_page(address: str, register: Register, name: str) -> Ask:
    """Somebody signed in, with the chat open."""
    client = httpx.Client(base_url=address, timeout=120)
    client.cookies.set(SESSION_COOKIE, register.begin_session(Person(name, "analyst")))
    return Tab(client, target(client, "question")).ask


def by_api(address: str, register: Register, name: str) -> Ask:
    """A program with a token."""
    client = httpx.Client(
        base_url=address, headers={"authorization": f"Bearer {register.new_token(name)}"}, timeout=120
    )

    def ask(question: str) -> str:
        answer = client.post("/api/ask", json={"question": question}).raise_for_status().json()
        return str(answer["interpretation"] if answer["status"] == "answered" else f"error: {answer}")

    return ask


def take_turns(ask: Ask, person: int, turns: int, thinking: float, seen: Seen) -> None:
    """A person at their own pace, with questions that nobody else asks in the same turn."""
    chance = random.Random(person)
    for turn in range(turns):
        time.sleep(chance.uniform(0.5, 1.5) * thinking)
        day = FIRST + timedelta(days=(person * 37 + turn * 11) % 170)
        place, told = PLACES[(person + turn) % len(PLACES)], wording("en").day(day)
        started = time.perf_counter()
        try:
            answer = ask(f"How many visitors did {place} have on {told}?")
        except (httpx.HTTPError, IndexError) as problem:
            answer = f"error: {problem!r}"
        seen.milliseconds.append((time.perf_counter() - started) * 1000)
        if answer.startswith("error"):
            seen.wrong[answer[:100]] += 1
        elif place not in answer or told not in answer:
            seen.wrong["answer to somebody else"] += 1


def crowd(asks: list[Ask], turns: int, thinking: float) -> Seen:
    """All of them at once."""
    seen = [Seen() for _ in asks]
    people = [
        threading.Thread(target=take_turns, args=(ask, number, turns, thinking, seen[number]))
        for number, ask in enumerate(asks)
    ]
    for each in people:
        each.start()
    for each in people:
        each.join()
    wrong = sum((each.wrong for each in seen), Counter[str]())
    return Seen([took for each in seen for took in each.milliseconds], wrong)


def main() -> None:
    """Print both, and the ratio of the bar."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--warehouse", type=Path, required=True, help="a demo warehouse (footfall demo --out FILE)")
    options.add_argument("--people", type=int, default=50)
    options.add_argument("--turns", type=int, default=8)
    options.add_argument("--thinking", type=float, default=5.0)
    options.add_argument("--door", choices=["page", "api"], default="page")
    given = options.parse_args()
    names = [f"person{number}" for number in range(given.people + 1)]
    enter = by_page if given.door == "page" else by_api
    with tempfile.TemporaryDirectory() as folder:
        register = Register(Path(folder) / FILE)
        for name in names:
            register.add(Person(name, "analyst"), "a long password")
        with served(given.warehouse, Path(folder) / "audit.sqlite", "analyst") as address:
            single, *others = (enter(address, register, name) for name in names)
            crowd([enter(address, register, names[0])], 5, 0.1)
            alone = crowd([single], given.turns * 2, 0.3)
            many = crowd(others, given.turns, given.thinking)
        register.close()
    median, p95 = statistics.median(alone.milliseconds), statistics.quantiles(many.milliseconds, n=20)[-1]
    middle = statistics.median(many.milliseconds)
    print(f"one person   {len(alone.milliseconds):5} questions  median {median:7.1f} ms  wrong {dict(alone.wrong)}")
    print(
        f"{given.people:3} people   {len(many.milliseconds):5} questions  median {middle:7.1f} ms"
        f"  p95 {p95:7.1f} ms = {p95 / median:.1f} x one person's median (bar {BAR:g})  wrong {dict(many.wrong)}"
    )


if __name__ == "__main__":
    main()
