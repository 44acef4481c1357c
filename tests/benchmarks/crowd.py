"""Many people at once on one server: `python -m tests.benchmarks.crowd --people 50`.

Each person has a token of their own, thinks for `--thinking` seconds (drawn around it, so that they do not march in
step), asks a question about a place and a day of their own and checks that the answer speaks of those: an answer that
reached the wrong person shows at once. Beside it, in the same run and on the same server, one person alone. The bar is
p95 of the crowd at most 10 times the median of the single person, no error and no answer to somebody else.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import httpx

from assistant.people.person import Person
from assistant.people.register import FILE, Register
from assistant.wording import wording
from tests.assistant.ui.conftest import served

BAR = 10.0
PLACES = ("Oxford Street", "Hyde Park", "Bullring", "Trafford Centre", "Zeil", "Marienplatz", "Kurfürstendamm")
FIRST = date(2026, 1, 5)


@dataclass
class Seen:
    """What came back: milliseconds, and how often something was wrong."""

    milliseconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)


def ask(client: httpx.Client, person: int, turn: int, seen: Seen) -> None:
    """One question that nobody else asks in this turn."""
    day = FIRST + timedelta(days=(person * 37 + turn * 11) % 170)
    place, told = PLACES[(person + turn) % len(PLACES)], wording("en").day(day)
    started = time.perf_counter()
    answer = client.post("/api/ask", json={"question": f"How many visitors did {place} have on {told}?"})
    seen.milliseconds.append((time.perf_counter() - started) * 1000)
    if answer.status_code != 200 or answer.json()["status"] != "answered":
        seen.wrong["error"] += 1
    elif place not in answer.json()["interpretation"] or told not in answer.json()["interpretation"]:
        seen.wrong["answer to somebody else"] += 1


def person(address: str, token: str, number: int, turns: int, thinking: float, seen: Seen) -> None:
    """A person with their own connection and their own pace."""
    chance = random.Random(number)
    with httpx.Client(base_url=address, headers={"authorization": f"Bearer {token}"}, timeout=120) as client:
        for turn in range(turns):
            time.sleep(chance.uniform(0.5, 1.5) * thinking)
            ask(client, number, turn, seen)


def crowd(address: str, tokens: list[str], turns: int, thinking: float) -> Seen:
    """All of them at once."""
    seen = [Seen() for _ in tokens]
    people = [
        threading.Thread(target=person, args=(address, token, number, turns, thinking, seen[number]))
        for number, token in enumerate(tokens)
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
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        register = Register(Path(folder) / FILE)
        names = [f"person{number}" for number in range(given.people)]
        tokens = [register.new_token(n) for n in names if register.add(Person(n, "analyst"), "a long password")]
        register.close()
        with served(given.warehouse, Path(folder) / "audit.sqlite", "analyst") as address:
            crowd(address, tokens[:1], 5, 0.1)
            alone = crowd(address, tokens[:1], 20, 0.3)
            many = crowd(address, tokens, given.turns, given.thinking)
    median, p95 = statistics.median(alone.milliseconds), statistics.quantiles(many.milliseconds, n=20)[-1]
    middle = statistics.median(many.milliseconds)
    print(f"one person   {len(alone.milliseconds):5} questions  median {median:7.1f} ms  wrong {dict(alone.wrong)}")
    print(
        f"{given.people:3} people   {len(many.milliseconds):5} questions  median {middle:7.1f} ms"
        f"  p95 {p95:7.1f} ms = {p95 / median:.1f} x one person's median (bar {BAR:g})  wrong {dict(many.wrong)}"
    )


if __name__ == "__main__":
    main()
