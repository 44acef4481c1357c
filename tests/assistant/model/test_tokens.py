import hashlib
import socket
from pathlib import Path

import pytest

from warehouse.secret import home

pytest.importorskip("tiktoken")

import tiktoken

from assistant.model import tokens

QUESTION = "Wie viele Menschen waren im Mai in der Mainpassage?"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    monkeypatch.setattr(tiktoken.registry, "ENCODINGS", {})


def cached() -> Path:
    return home() / "tiktoken" / hashlib.sha1(tokens.SOURCE.encode()).hexdigest()


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5-mini"])
def test_counts_offline_with_the_shipped_encoding(model: str) -> None:
    assert tokens.counter(model)(QUESTION) == len(tiktoken.get_encoding("o200k_base").encode(QUESTION))
    assert tokens.counter(model)("<|endoftext|>") > 1
    assert cached().parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("model", ["gpt-4", "claude-sonnet-5", "qwen3:8b", ""])
def test_estimates_where_the_encoding_is_not_at_hand(model: str) -> None:
    assert tokens.counter(model)("x" * 300) == 101


def test_a_damaged_copy_is_replaced_not_fetched() -> None:
    cached().parent.mkdir(parents=True)
    cached().write_bytes(b"damaged")
    assert tokens.counter("gpt-4o")(QUESTION) < 20
    assert hashlib.sha256(cached().read_bytes()).hexdigest() == tokens.SHA256
    assert [f.name for f in cached().parent.iterdir()] == [cached().name]


@pytest.mark.parametrize("content", [b"not gzip", b"\x1f\x8b\x08\x00", b""])
def test_a_damaged_shipment_is_estimated(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "o200k_base.tiktoken.gz"
    damaged.write_bytes(content)
    monkeypatch.setattr(tokens, "SHIPPED", damaged)
    assert tokens.counter("gpt-4o")("x" * 300) == 101
    assert not cached().exists()


def test_a_folder_that_cannot_be_written_is_estimated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    monkeypatch.setenv("FOOTFALL_HOME", str(blocked))
    assert tokens.counter("gpt-4o")("x" * 300) == 101
