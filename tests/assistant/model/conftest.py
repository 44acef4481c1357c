import socket
from datetime import date
from pathlib import Path

import pytest

from assistant.model.settings import Settings
from guardrails.reference import Reference
from tests.assistant.model.data import reference as built_reference

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test of this folder reaches a network; what an installation keeps goes to a folder of the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: tuple[str, int]) -> None:
        assert address[0] in LOOPBACK, f"a connection to {address[0]}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setenv("FOOTFALL_HOME", str(tmp_path / "home"))
    for variable in (
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "OPENAI_API_BASE",
        "TIKTOKEN_CACHE_DIR",
        "FOOTFALL_MODEL",
        "FOOTFALL_MODE",
    ):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def reference() -> Reference:
    return built_reference()


@pytest.fixture
def today() -> date:
    return date(2026, 6, 30)


@pytest.fixture
def settings() -> Settings:
    return Settings(provider="openai", model="gpt-4o", seconds=2)
