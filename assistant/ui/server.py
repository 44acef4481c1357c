"""The web server process: where it listens, how it says that it is ready, how it stops without losing an answer."""

import asyncio
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import uvicorn
from starlette.types import ASGIApp

from assistant.operations.event_log import log_event
from assistant.operations.operations import Operations
from assistant.ui.cannot_serve import CannotServe

DEFAULT_PORT = 7860
NEXT_PORTS = 20
LAST_ANSWERS_SECONDS = 25.0
"""How long running questions may take once the service is to stop: longer than any query, or a model, is allowed to."""
DELIVERY_SECONDS = 0.3


class Certificate(NamedTuple):
    """The files of a TLS certificate and its key (PEM)."""

    file: Path
    key: Path


def listen(host: str, port: int) -> socket.socket:
    """A socket on `port`; on the next free one where `port` is the default and taken; else CannotServe."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + NEXT_PORTS) if port == DEFAULT_PORT else (port,):
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except (OSError, OverflowError):
            listener.close()
            continue
        return listener
    raise CannotServe("port", host=host, port=port)


def run(
    app: ASGIApp,
    listener: socket.socket,
    operations: Operations,
    ready: Callable[[], None],
    certificate: Certificate | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM. Then nothing new is taken in, and questions that run are still answered."""
    settings = uvicorn.Config(
        app, log_level="warning", server_header=False, timeout_graceful_shutdown=1, proxy_headers=False,
        ssl_certfile=certificate.file if certificate else None, ssl_keyfile=certificate.key if certificate else None,
    )  # fmt: skip
    # uvicorn closes what is its own, then passes the signal on: what is ours is closed after this, for both signals
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        _Server(settings, operations, ready).run(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, settings: uvicorn.Config, operations: Operations, ready: Callable[[], None]) -> None:
        super().__init__(settings)
        self._operations, self._ready = operations, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._operations.stopping = True
        running, until = self._operations.running, time.monotonic() + LAST_ANSWERS_SECONDS
        while self._operations.running and not self.force_exit and time.monotonic() < until:
            await asyncio.sleep(0.05)
        if running:
            await asyncio.sleep(DELIVERY_SECONDS)  # the last answers are on their way to their pages
        log_event("stopped", running=running, unfinished=self._operations.running)
        await super().shutdown(sockets)
