"""The body of a request, read up to a limit and handed on as it came."""

from starlette.types import Message, Receive, Scope


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes | None:
    """The whole body; None if it is longer than `limit` bytes, or if the asker left."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if not length.isdigit() or int(length) > limit:
        return None
    body = bytearray()
    while len(body) <= limit:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body) if len(body) <= limit else None
    return None


def again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that tells the body once more, and then what else is to be told."""
    told: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def tell() -> Message:
        return told.pop() if told else await receive()

    return tell
