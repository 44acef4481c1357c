"""The MCP server: other assistants ask through the same gate, by HTTP with a token or on this machine over stdio.

The package `mcp` (extra `mcp`) is loaded when the first of them comes.
"""

import asyncio
import logging
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from starlette.types import Receive, Scope, Send

from assistant.answer import Answer
from assistant.api.entry import person_in
from assistant.api.sentences import error
from assistant.people.office import Office
from assistant.service import Assistant

if TYPE_CHECKING:
    from mcp.server.fastmcp import Context, FastMCP
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

ABOUT = (
    "Protected figures about groups of people at places, from a mobile network: visits, visitors, dwell time, home "
    "areas, trips. Never about a person. Ask in German or English; every answer says what was understood and what is "
    "not shown."
)


def is_installed() -> bool:
    """Whether the package is there."""
    return find_spec("mcp") is not None


def mcp_server(assistant_of: "Callable[[Context[Any, Any, Any]], Assistant]") -> "FastMCP":
    """The four tools, for whoever a call comes from."""
    from mcp.server.fastmcp import Context, FastMCP  # noqa: PLC0415 (an extra, and slow to load)
    from mcp.server.transport_security import TransportSecuritySettings  # noqa: PLC0415

    logging.getLogger().addHandler(logging.NullHandler())  # else FastMCP prints all that this program logs
    server = FastMCP(
        "footfall", instructions=ABOUT, stateless_http=True, json_response=True, log_level="WARNING",
        # the names under which the server is called are looked at before, for every door
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )  # fmt: skip

    # in a thread each: a tool that takes its time must hold up nobody else
    async def ask(question: str, ctx: Context[Any, Any, Any]) -> dict[str, Any]:
        """Answer one question about footfall in German or English, such as "Visits to Hyde Park in May by weekday"."""
        return _plain(await asyncio.to_thread(assistant_of(ctx).ask, question))

    async def sql(statement: str, ctx: Context[Any, Any, Any]) -> dict[str, Any]:
        """Answer one SELECT statement (DuckDB's dialect) over the footfall tables, as far as the role may see."""
        return _plain(await asyncio.to_thread(assistant_of(ctx).sql, statement))

    async def check(statement: str, ctx: Context[Any, Any, Any]) -> dict[str, Any]:
        """Say whether a statement would be allowed, and why not; nothing runs."""
        return _plain(await asyncio.to_thread(assistant_of(ctx).check, statement))

    async def places(ctx: Context[Any, Any, Any]) -> dict[str, Any]:
        """List the places of the data and its first and last day."""
        return await asyncio.to_thread(_places, assistant_of(ctx))

    # the annotation is known inside this function only, so the tools learn it here
    for tool in (ask, sql, check, places):
        tool.__annotations__["ctx"] = Context
        server.add_tool(tool, structured_output=False)
    return server


def serve_stdio(assistant: Assistant) -> None:
    """Serve one local assistant until its input ends."""
    mcp_server(lambda _context: assistant).run("stdio")


class McpDoor:
    """ASGI application under `/mcp` (streamable HTTP, no session): loaded and started with the first request."""

    def __init__(self, office: Office) -> None:
        self._office, self._start = office, asyncio.Lock()
        self._manager: StreamableHTTPSessionManager | None = None
        self._running: asyncio.Task[None] | None = None
        self._end = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the server."""
        if not is_installed():
            await error(404, "no_mcp")(scope, receive, send)
            return
        async with self._start:
            self._manager = self._manager or await self._started()
        await self._manager.handle_request(scope, receive, send)

    async def close(self) -> None:
        """End what was started."""
        self._end.set()
        if self._running:
            await self._running

    async def _started(self) -> "StreamableHTTPSessionManager":
        server = await asyncio.to_thread(mcp_server, self._assistant_of)
        server.streamable_http_app()  # makes the manager
        manager, ready = server.session_manager, asyncio.Event()
        self._running = asyncio.create_task(self._run(manager, ready))
        await ready.wait()
        return manager

    async def _run(self, manager: "StreamableHTTPSessionManager", ready: asyncio.Event) -> None:
        async with manager.run():
            ready.set()
            await self._end.wait()

    def _assistant_of(self, context: "Context[Any, Any, Any]") -> Assistant:
        request = context.request_context.request
        if request is None:
            raise KeyError("no request")
        return self._office.assistant_of(person_in(request.scope), "mcp")


def _plain(answer: Answer) -> dict[str, Any]:
    """What another assistant needs of an answer: everything but the chart and what is empty."""
    return answer.model_dump(mode="json", exclude={"chart"}, exclude_defaults=True) | {"status": answer.status}


def _places(assistant: Assistant) -> dict[str, Any]:
    known = assistant.reference
    return {
        "build": known.build.build_id,
        "first_day": known.first_day.isoformat(),
        "last_day": known.last_day.isoformat(),
        "places": [f"{place.place} ({place.place_type}, {place.city})" for place in known.places],
    }
