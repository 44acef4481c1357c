"""`/healthz` and `/metrics`: for programs on this machine, and for an auditor's token from elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from assistant.operations.health import Checkup
from assistant.operations.metrics import CONTENT_TYPE
from assistant.operations.operations import Operations

HEALTH, METRICS = "/healthz", "/metrics"


@dataclass(frozen=True)
class State:
    """ASGI application. `may_see` says whether a request may; `refused` answers one that may not."""

    operations: Operations
    checkup: Checkup
    may_see: Callable[[HTTPConnection], bool]
    refused: Callable[[HTTPConnection], Response]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell the state."""
        connection = HTTPConnection(scope)
        answer = await run_in_threadpool(self._told, connection, scope["path"])
        await answer(scope, receive, send)

    def _told(self, connection: HTTPConnection, path: str) -> Response:
        if not self.may_see(connection):
            return self.refused(connection)
        if path == METRICS:
            return Response(self.operations.metrics.text(self.checkup.health().build), media_type=CONTENT_TYPE)
        found = self.checkup.health()
        well = found.is_well and not self.operations.stopping
        return JSONResponse({**found.as_json(), "stopping": self.operations.stopping}, 200 if well else 503)
