"""The service is stopped while a question runs: a real process, and a model that holds the question while we watch."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.ui.server import listen
from guardrails.audit import AuditLog
from tests.assistant.ui.test_doors import call, target

pytest.importorskip("langchain_openai")
pytest.importorskip("mcp")

QUESTION = "Visits at Mill Lane in June 2026"
PATIENCE = 60.0
MCP = {"accept": "application/json, text/event-stream"}


@dataclass
class Model:
    """Answers nothing before it is released, and then no plan: the reader's own answer stands."""

    reached: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    released: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def served(self) -> Iterator[str]:
        model = self

        class Desk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                model.reached.release()
                model.released.wait(PATIENCE)
                self.send_response(400)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Nothing is said."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/v1"
            self.released.set()
            server.shutdown()


@pytest.fixture
def model() -> Iterator[tuple[Model, str]]:
    held = Model()
    with held.served() as address:
        yield held, address


@contextmanager
def started(warehouse: Path, home: Path, model: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """`footfall serve` in a process group of its own, and its address."""
    with listen("127.0.0.1", 0) as probe:
        port = str(probe.getsockname()[1])
    given = {
        "FOOTFALL_HOME": str(home), "FOOTFALL_MODEL": "openai:any", "FOOTFALL_MODEL_URL": model, "OPENAI_API_KEY": "x",
        "FOOTFALL_MODE": "model",
    }  # fmt: skip
    command = [sys.executable, "-m", "assistant", "serve", "--port", port, "--warehouse", str(warehouse)]
    with subprocess.Popen(
        command, env={**os.environ, **given}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None and "http" in process.stdout.readline()
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def workers_of(process: "subprocess.Popen[str]") -> set[int]:
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {int(number) for number in found}


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def is_running(number: int) -> bool:
    """Whether there is still such a process; one that ended and was not asked for is none."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def is_stopping(address: str) -> bool:
    return bool(httpx.get(f"{address}/healthz", timeout=PATIENCE).json()["stopping"])


def asked(pool: ThreadPoolExecutor, address: str) -> "Future[dict[str, Any]]":
    """The question, on the page."""
    client = httpx.Client(base_url=address, timeout=PATIENCE)
    return pool.submit(call, client, target(client, "question"), QUESTION, "en")


def asked_by_another_assistant(pool: ThreadPoolExecutor, address: str) -> "Future[httpx.Response]":
    """The question, by MCP."""
    params = {"name": "ask", "arguments": {"question": QUESTION}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    return pool.submit(httpx.post, f"{address}/mcp", json=body, headers=MCP, timeout=PATIENCE)


@pytest.mark.parametrize(
    "ends",
    [
        [(os.kill, signal.SIGINT)],
        [
            (os.killpg, signal.SIGTERM),
            (os.killpg, signal.SIGTERM),
        ],  # the workers too, as service managers do, and twice
    ],
    ids=["ctrl-c", "terminated twice"],
)
def test_a_running_question_is_answered_and_nothing_is_left_behind(
    ends: list[tuple[Callable[[int, int], None], signal.Signals]], model: tuple[Model, str], small_warehouse: Path,
    tmp_path: Path,
) -> None:  # fmt: skip
    held, url = model
    with ThreadPoolExecutor() as pool, started(small_warehouse, tmp_path, url) as (process, address):
        answer, other, workers = asked(pool, address), asked_by_another_assistant(pool, address), workers_of(process)
        assert held.reached.acquire(timeout=PATIENCE) and held.reached.acquire(timeout=PATIENCE) and workers
        for end, which in ends:
            end(process.pid, which)
            until(lambda: is_stopping(address))
        late = [httpx.post(f"{address}{path}", json={}) for path in ("/api/ask", "/gradio_api/queue/join")]
        assert [said.status_code for said in late] == [503, 503]
        assert all("try again in a moment" in said.text for said in late)
        held.released.set()
        said, told = answer.result(PATIENCE), other.result(PATIENCE)
        _, complaints = process.communicate(timeout=PATIENCE)
    assert said["success"] is True and "Mill Lane" in said["said"] and "ff-lead" in said["said"]
    assert "Mill Lane: " in told.json()["result"]["content"][0]["text"]
    assert process.returncode == 0 and "Traceback" not in complaints
    assert not any(map(is_running, workers))
    log = AuditLog.open(tmp_path / "audit.sqlite")
    assert [record.body["status"] for record in log.of_kind("asked")] == ["cleared", "cleared"]
    assert {record.body["status"] for record in log.of_kind("released")} == {"answered"}
    log.close()


def test_no_worker_outlives_a_service_that_was_killed(
    model: tuple[Model, str], small_warehouse: Path, tmp_path: Path
) -> None:
    with started(small_warehouse, tmp_path, model[1]) as (process, _):
        workers = workers_of(process)
        process.kill()
        process.wait()
    assert workers
    until(lambda: not any(map(is_running, workers)))
