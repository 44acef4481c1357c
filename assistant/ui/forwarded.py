"""What the browser asked for, where a proxy stands between: under which name, and whether encrypted."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.ui.entrance import Entrance

HOST, SCHEME = "x-forwarded-host", "x-forwarded-proto"
GRADIO = "x-gradio-server"
"""Gradio builds the addresses of a page from these, whoever sends them."""


class Forwarded:
    """ASGI wrapper: the name and scheme that the company's proxy tells are the request's own; nobody else tells any."""

    def __init__(self, app: ASGIApp, entrance: Entrance) -> None:
        self._app, self._entrance = app, entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as the browser made it."""
        if scope["type"] == "http":
            scope = {**scope, "headers": list(scope["headers"])}
            headers, connection = MutableHeaders(scope=scope), HTTPConnection(scope)
            if self._entrance.is_proxy(connection):
                scope["scheme"] = _first(headers, SCHEME) or scope["scheme"]
                headers["host"] = _first(headers, HOST) or headers.get("host", "")
            for name in (HOST, GRADIO):
                del headers[name]
        await self._app(scope, receive, send)


def _first(headers: MutableHeaders, name: str) -> str:
    """The word of the proxy next to the browser."""
    return headers.get(name, "").split(",")[0].strip()
