"""The web server of all faces: one process, one gate for everybody, no request to anywhere else."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from pathlib import Path

import uvicorn
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from assistant.answer import Language
from assistant.people.exports import Exports
from assistant.people.office import Office
from assistant.service import Assistant
from assistant.ui.doors import Doors
from assistant.ui.entrance import Entrance, OnlyPerson
from assistant.ui.faces import applications
from assistant.ui.shield import Shield
from assistant.ui.wording import Wording, wording
from guardrails.audit.upkeep import Upkeep
from guardrails.roles import data_roles
from warehouse.catalog import Label

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
        with closing(Office(assistant, Exports())) as office, closing(Upkeep(office.log)):
            _run(application(office, OnlyPerson(user, role)), listener, wording(language))


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


def application(office: Office, entrance: Entrance) -> ASGIApp:
    """All faces behind their doors. Only this machine's names are answered, so that no other site can pose as it."""
    faces = applications(office)

    @asynccontextmanager
    async def open_faces(_app: Router) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for face in faces.values():
                await stack.enter_async_context(face.router.lifespan_context(face))
            yield

    router = Router(routes=[Mount("/", Doors(faces, office, entrance))], lifespan=open_faces)
    return Shield(TrustedHostMiddleware(router, allowed_hosts=list(LOOPBACK)))


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
