"""The page as its users meet it: a server process of its own, and a browser that forgives nothing."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

START = """
import gc
import sys
gc.disable()
from pathlib import Path
from assistant.ui.app import Site, serve
from assistant.ui.server import listen
with listen("127.0.0.1", 0) as probe:
    port = probe.getsockname()[1]
audit = Path(sys.argv[2])
serve(Path(sys.argv[1]), audit, Site(port=port, role=sys.argv[3], folder=audit.parent))
"""
ALLOWED = ("http://127.0.0.1:", "data:", "blob:")


@contextmanager
def served(warehouse: Path, audit: Path, role: str) -> Iterator[str]:
    """A running page and its address; at the end SIGTERM must be enough to end it, without a word."""
    command = [sys.executable, "-c", START, str(warehouse), str(audit), role]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        try:
            assert "http://127.0.0.1:" in said, said
            yield said.split()[3]
        finally:
            process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=20)
        assert process.returncode == 0, complaints
        assert "Traceback" not in complaints, complaints


@pytest.fixture(scope="session")
def page_of_marketer(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(small_warehouse, tmp_path_factory.mktemp("audit") / "audit.sqlite", "marketer") as address:
        yield address


@pytest.fixture(scope="session")
def page_of_analyst(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(small_warehouse, tmp_path_factory.mktemp("audit") / "audit.sqlite", "analyst") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: "Browser") -> "Iterator[Callable[..., Page]]":
    """Opens a page; at the end nothing may have gone wrong in it, and nothing may have been asked of anyone else."""
    faults: list[str] = []
    contexts = []

    def opened(
        address: str, width: int = 1400, scheme: Any = "light", locale: str = "de-DE", script: str = ""
    ) -> "Page":
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale=locale)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(script)
        page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        page.on("console", lambda line: faults.append(f"console: {line.text}") if line.type == "error" else None)
        page.on("request", lambda r: None if r.url.startswith(ALLOWED) else faults.append(f"outside: {r.url}"))
        page.goto(address)
        page.wait_for_selector("body.ff-ready", timeout=30_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
