"""The web server of the chat: one process, one address of this machine, no request to anywhere else."""

import socket
from contextlib import closing, suppress
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from assistant.answer import Language
from assistant.service import Assistant
from assistant.ui.page import Page
from assistant.ui.shield import Shield
from assistant.ui.theme import theme
from assistant.ui.wording import Wording, wording
from guardrails.roles import data_roles
from warehouse.catalog import Label

HERE = Path(__file__).parent
LOOPBACK = ("127.0.0.1", "localhost")
DEFAULT_PORT = 7860
NEXT_PORTS = 20


class CannotServe(Exception):  # noqa: N818 (it names a state of the world)
    """The page cannot be served. `message` says why and what to do, for the person who started it."""

    def __init__(self, reason: str, **values: object) -> None:
        self.message = Label(
            de=wording("de")(f"serve.{reason}", **values), en=wording("en")(f"serve.{reason}", **values)
        )
        super().__init__(self.message.en)


def serve(
    warehouse: Path,
    audit: Path | None = None,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    role: str = "marketer",
    user: str = "local",
    language: Language = "en",
) -> None:
    """Serve the chat until Ctrl-C; a default port that is taken gives way to the next free one.

    `language` is that of the line printed once the page can be reached; the page itself follows the browser.
    Raises CannotServe (an address beyond this machine, a taken port, a role without data), WarehouseUnavailable,
    AuditUnavailable.
    """
    if host not in LOOPBACK:
        raise CannotServe("elsewhere", host=host)
    if role not in data_roles():
        raise CannotServe("role", role=role, roles=", ".join(data_roles()))
    with closing(listen(host, port)) as listener:
        assistant = Assistant.open(warehouse, role=role, user=user, audit=audit, interface="chat")
        with closing(assistant):
            _run(application(assistant), listener, wording(language))


def listen(host: str, port: int) -> socket.socket:
    """A socket on `port`; on the next free one where `port` is the default and taken; else CannotServe."""
    for candidate in range(port, port + NEXT_PORTS) if port == DEFAULT_PORT else (port,):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except (OSError, OverflowError):
            listener.close()
            continue
        return listener
    raise CannotServe("port", host=host, port=port)


def application(assistant: Assistant) -> ASGIApp:
    """The page behind its shield. Only this machine's names are answered, so that no other site can pose as it."""
    page = Page(assistant)
    page.blocks.queue(max_size=100, default_concurrency_limit=4)
    undocumented = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    api = gr.mount_gradio_app(
        FastAPI(**undocumented),  # type: ignore[arg-type]
        page.blocks,
        path="/",
        footer_links=[],
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        run_history=False,
        app_kwargs=undocumented,
        show_error=False,
        theme=theme(),
        css_paths=[HERE / "style.css"],
        favicon_path=str(HERE / "mark.svg"),
    )
    return Shield(TrustedHostMiddleware(api, allowed_hosts=list(LOOPBACK)))


def _run(app: ASGIApp, listener: socket.socket, words: Wording) -> None:
    class Announced(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            host, port = listener.getsockname()
            print(words("serve.ready", url=f"http://{host}:{port}"), flush=True)

    settings = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=1)
    # uvicorn closes everything, then passes the Ctrl-C on
    with suppress(KeyboardInterrupt):
        Announced(settings).run(sockets=[listener])
