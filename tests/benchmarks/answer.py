"""What an answer costs beside its query alone: `python -m tests.benchmarks.answer --answers 1000`.

Own questions in both languages about the demo's places. Of each answer, the time without reading is held against the
statement of that answer run plainly in this process on the same file, one after the other so that a busy machine
disturbs both alike (bar: raw x 1.5 + 20 ms, of the medians); then where the time goes. `rest` is the figure of the like
period before, the coverage, the record and the sentence. After that, resident memory of this process and its workers
over `--answers` answers, and `footfall serve` until its page answers beside `import gradio` (bar: 2 x), in turn. The
warehouse is the usual one ($FOOTFALL_WAREHOUSE, else the demo) or `--warehouse`. `--json FILE` writes the same figures.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import duckdb

from assistant.service import Assistant
from warehouse.engine import CATALOG
from warehouse.secret import home

PLACES = ("Alexanderplatz", "Hyde Park", "Zeil", "Oxford Street")
ASKED = (
    "Wie viele Besuche hatte {} im Mai?", "Besucher {} letzte Woche", "Stundenverlauf {} samstags im Juni",
    "Altersverteilung {} im Mai", "Woher kommen die Besucher von {} im Mai?", "Besuche {} je Tag im April",
    "Frauenanteil {} im Juni", "Verweildauer {} im Mai", "How many visits did {} have in May?",
    "visitors {} by week since March", "where do {} visitors come from in June?", "visits {} by age and gender in May",
    "how often do people visit {} in May?", "where do people go from {} in May?", "average visits {} by weekday",
)  # fmt: skip
QUESTIONS = tuple(asked.format(place) for asked in ASKED for place in PLACES)
PARTS = ("gate", "run")

Figures = dict[str, Any]


class Raw:
    """The same file in a plain connection of this process."""

    def __init__(self, warehouse: Path) -> None:
        self._con = duckdb.connect(":memory:")
        self._con.execute(f"ATTACH '{warehouse}' AS {CATALOG} (READ_ONLY); USE {CATALOG}")

    def milliseconds(self, sql: str) -> float:
        """One run, rows fetched."""
        started = time.perf_counter()
        self._con.execute(sql).fetchall()
        return (time.perf_counter() - started) * 1000


def times(assistant: Assistant, raw: Raw, rounds: int) -> Figures:
    """Medians over all answers with figures; each question once before, unmeasured."""
    answers = [assistant.ask(question) for question in QUESTIONS]
    answered = [(a.question, a.sql) for a in answers if a.status == "answered" and a.sql]
    found: dict[str, list[float]] = {name: [] for name in ("read", *PARTS, "rest", "without reading", "raw", "over")}
    for _ in range(rounds):
        for question, sql in answered:
            raw_ms, took = raw.milliseconds(sql), assistant.ask(question).timings_ms
            without = took["total"] - took["read"]
            for name in ("read", *PARTS):
                found[name].append(took[name])
            found["rest"].append(without - sum(took[name] for name in PARTS))
            found["without reading"].append(without)
            found["raw"].append(raw_ms)
            found["over"].append(without - (raw_ms * 1.5 + 20))
    return {"asked": len(QUESTIONS), "answered": len(answered)} | {n: statistics.median(t) for n, t in found.items()}


def resident_mb() -> float:
    """This process and all it started, in megabytes."""
    return sum(_resident_kb(pid) for pid in _family(os.getpid())) / 1024


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task").glob("*/children")
    below = [int(child) for file in children for child in file.read_text().split()]
    return [pid, *(found for child in below for found in _family(child))]


def _resident_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def memory(assistant: Assistant, answers: int) -> Figures:
    """Resident memory after each tenth of the answers."""
    tenth, after = max(1, answers // 10), {}
    for n in range(1, answers + 1):
        assistant.ask(QUESTIONS[n % len(QUESTIONS)])
        if n % tenth == 0:
            after[n] = resident_mb()
    return {"resident_mb_after": after}


def serving(warehouse: Path, folder: Path, rounds: int) -> Figures:
    """Best of the rounds, in seconds: until the page answers, and importing gradio."""
    ready, imported = [], []
    for n in range(rounds):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import gradio"], check=True)
        imported.append(time.perf_counter() - started)
        ready.append(_ready(warehouse, folder / f"audit{n}.sqlite"))
    return {"serve_seconds": min(ready), "gradio_seconds": min(imported)}


def _ready(warehouse: Path, audit: Path) -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port), "--warehouse", str(warehouse)]
    started = time.perf_counter()
    with subprocess.Popen(
        [*command, "--audit", str(audit)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as page:
        try:
            while page.poll() is None and time.perf_counter() - started < 120:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60).read()
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.02)
                else:
                    return time.perf_counter() - started
        finally:
            page.terminate()
    raise SystemExit("footfall serve did not come up")


def show(found: Figures) -> None:
    """The figures as a table."""
    print(f"{found['answered']} of {found['asked']} questions answered with figures; medians")
    for name in ("read", "gate", "run", "rest", "without reading", "raw"):
        print(f"  {name:24} {found[name]:8.2f} ms")
    print(f"  bar: raw x 1.5 + 20 ms = {found['raw'] * 1.5 + 20:.2f} ms; ", end="")
    print(f"median distance from each question's own bar {found['over']:+.2f} ms")
    listed = "  ".join(f"{n}: {megabytes:.0f}" for n, megabytes in found["resident_mb_after"].items())
    print(f"  resident MB after answers   {listed}   (bar: flat, under 500)")
    ratio = found["serve_seconds"] / found["gradio_seconds"]
    print(f"  serve ready {found['serve_seconds']:.2f} s, import gradio {found['gradio_seconds']:.2f} s: ", end="")
    print(f"{ratio:.2f} x (bar: 2 x)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usual = Path(os.environ.get("FOOTFALL_WAREHOUSE") or home() / "demo.duckdb")
    parser.add_argument("--warehouse", type=Path, default=usual)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--answers", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(options.warehouse, audit=Path(folder) / "audit.sqlite")
        found = times(assistant, Raw(options.warehouse), options.rounds) | memory(assistant, options.answers)
        assistant.close()
        found |= serving(options.warehouse, Path(folder), options.rounds)
    show(found)
    if options.json:
        options.json.write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main()
