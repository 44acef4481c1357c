"""A body is read up to a limit, however it comes, and told once more to who answers."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.types import Message, Receive

from assistant.api.body import again, read_body

LIMIT = 10


def coming(parts: Iterable[bytes], leaves: bool = False) -> Receive:
    parts = list(parts)
    messages: list[Message] = [
        {"type": "http.request", "body": part, "more_body": n < len(parts) or leaves} for n, part in enumerate(parts, 1)
    ]
    messages.append({"type": "http.disconnect"})
    left = iter(messages)

    async def receive() -> Message:
        return next(left)

    return receive


@pytest.mark.parametrize(
    ("length", "parts", "leaves", "body"),
    [
        (None, [b""], False, b""),
        (b"10", [b"0123456789"], False, b"0123456789"),
        (None, [b"01234", b"56789"], False, b"0123456789"),
        (None, [b"01234", b"567890"], False, None),
        (None, [b"0"] * 50, False, None),
        (b"11", [b"0"], False, None),
        (b"-1", [b"0"], False, None),
        (b"ten", [b"0"], False, None),
        (None, [b"01234"], True, None),
    ],
)
def test_whole_or_not_at_all(length: bytes | None, parts: list[bytes], leaves: bool, body: bytes | None) -> None:
    scope = {"type": "http", "headers": [(b"content-length", length)] if length else []}
    assert asyncio.run(read_body(scope, coming(parts, leaves), LIMIT)) == body


def test_it_is_told_once_more_and_then_what_comes() -> None:
    async def told() -> list[Message]:
        receive = again(b"body", coming([]))
        return [await receive(), await receive()]

    first, second = asyncio.run(told())
    assert (first["body"], first["more_body"], second["type"]) == (b"body", False, "http.disconnect")
