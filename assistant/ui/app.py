"""The web server of the chat: one process, one address of this machine, no request to anywhere else."""

import socket
from contextlib import suppress
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from assistant.service import Assistant
from assistant.ui.page import Page
from assistant.ui.shield import Shield
from assistant.ui.theme import theme
from guardrails.roles import data_roles

HERE = Path(__file__).parent
LOOPBACK = ("127.0.0.1", "localhost")
DEFAULT_PORT = 7860
NEXT_PORTS = 20


class CannotServeError(Exception):
    """The page cannot be served; the text says why and what to do, for the person who started it."""


def serve(
    warehouse: Path,
    audit: Path | None = None,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    role: str = "marketer",
    user: str = "local",
) -> None:
    """Serve the chat until Ctrl-C. A default port that is taken gives way to the next free one.

    Raises CannotServeError for an address beyond this machine, or a port that is taken.
    """
    if host not in LOOPBACK:
        raise CannotServeError(
            f"{host} would open the data to the network, and there are no user accounts yet: use 127.0.0.1."
        )
    listener = listen(host, port)
    print("footfall: opening the warehouse …", flush=True)
    assistant = Assistant.open(warehouse, role=role, user=user, audit=audit, interface="chat")
    _run(application(assistant, role), listener)


def listen(host: str, port: int) -> socket.socket:
    """A socket on `port`; on the next free one where `port` is the default and taken; else CannotServeError."""
    for candidate in range(port, port + NEXT_PORTS) if port == DEFAULT_PORT else (port,):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except (OSError, OverflowError):
            listener.close()
            continue
        return listener
    raise CannotServeError(f"Port {port} on {host} is taken or not allowed: choose another one with --port.")


def application(assistant: Assistant, role: str) -> ASGIApp:
    """The page behind its shield. Only this machine's names are answered, so that no other site can pose as it."""
    page = Page(assistant, role, data_roles()[role])
    page.blocks.queue(max_size=100, default_concurrency_limit=4)
    api = gr.mount_gradio_app(
        FastAPI(docs_url=None, redoc_url=None, openapi_url=None),
        page.blocks,
        path="/",
        footer_links=[],
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
        theme=theme(),
        css_paths=[HERE / "style.css"],
        favicon_path=str(HERE / "mark.svg"),
    )
    return Shield(TrustedHostMiddleware(api, allowed_hosts=list(LOOPBACK)))


def _run(app: ASGIApp, listener: socket.socket) -> None:
    class Announced(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            host, port = listener.getsockname()
            print(f"footfall: ready at http://{host}:{port} (Ctrl-C ends it)", flush=True)

    settings = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=1)
    # uvicorn closes everything, then passes the Ctrl-C on
    with suppress(KeyboardInterrupt):
        Announced(settings).run(sockets=[listener])
