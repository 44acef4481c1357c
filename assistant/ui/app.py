"""All that is served: the faces, signing in, the API, MCP and the state, behind one pair of doors and on one gate."""

import gc
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from assistant.answer import Language
from assistant.api.entry import Entry, bearer
from assistant.api.http import http_api
from assistant.api.mcp import McpDoor
from assistant.api.sentences import error
from assistant.operations.event_log import log_event, stop_writing, write_events_to
from assistant.operations.health import Checkup
from assistant.operations.operations import Operations
from assistant.operations.state import HEALTH, METRICS, State
from assistant.people.exports import Exports
from assistant.people.office import Office
from assistant.people.pace import Pace
from assistant.people.person import Person
from assistant.people.refusals import Refusals
from assistant.people.register import FILE, Register
from assistant.people.settings import read_settings
from assistant.people.throttle import Throttle
from assistant.service import Assistant
from assistant.ui.cannot_serve import CannotServe
from assistant.ui.doors import Doors
from assistant.ui.entrance import Entrance, only_person
from assistant.ui.faces import applications
from assistant.ui.forwarded import Forwarded
from assistant.ui.server import DEFAULT_PORT, Certificate, listen, run
from assistant.ui.shield import Shield
from assistant.ui.sign_in import LOGIN, LOGOUT, SignIn
from assistant.ui.wording import wording
from guardrails.audit.upkeep import Upkeep
from guardrails.roles import data_roles
from warehouse.secret import home

LOOPBACK = ("127.0.0.1", "localhost")
EVENTS = "operations.jsonl"


@dataclass(frozen=True)
class Site:
    """Where is served, to whom: `folder` holds the register of people and the settings of the doors.

    `user` and `role` (in the chat) are those of the only person there is as long as nobody is registered.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    role: str = "marketer"
    user: str = "local"
    folder: Path = field(default_factory=home)
    certificate: Certificate | None = None


def serve(warehouse: Path, audit: Path | None, site: Site, language: Language = "en") -> None:
    """Serve until Ctrl-C or SIGTERM; a default port that is taken gives way to the next free one.

    `language` is that of the line printed once the pages can be reached; the pages themselves follow the browser.
    Raises CannotServe (an address beyond this machine without users, a taken port, a role without data),
    SettingsUnclear, WarehouseUnavailable, AuditUnavailable.
    """
    with ExitStack() as stack:
        entrance, names = _entrance(site, stack)
        listener = stack.enter_context(closing(listen(site.host, site.port)))
        stack.callback(stop_writing, write_events_to(site.folder / EVENTS))
        assistant = Assistant.open(warehouse, role=site.role, user=site.user, audit=audit, interface="chat")
        operations = Operations()
        office = stack.enter_context(closing(Office(replace(assistant, watch=operations), Exports())))
        stack.enter_context(closing(Upkeep(office.log)))
        app = application(office, entrance, operations, names)

        def ready() -> None:
            gc.freeze()  # what a start has made stays: it is neither looked through again nor taken apart at the end
            gc.enable()
            log_event("ready", build=office.assistant.gate.build.build_id)
            host, port = listener.getsockname()[:2]
            scheme = "https" if site.certificate else "http"
            shown = f"[{host}]" if ":" in host else host
            print(wording(language)("serve.ready", url=f"{scheme}://{shown}:{port}"), flush=True)

        run(app, listener, operations, ready, site.certificate)


def application(office: Office, entrance: Entrance, operations: Operations, names: list[str]) -> ASGIApp:
    """Everything behind its doors. Only these names are answered, so that no other site can pose as this one."""
    refusals = Refusals(office.log, operations.turned_away)
    faces, mcp, pace = applications(office), McpDoor(office), Pace()
    only = partial(_only, entrance)
    entry = partial(
        Entry, register=entrance.register, only=only, refusals=refusals, operations=operations, pace=pace
    )  # fmt: skip
    sign_in = SignIn(entrance, refusals, Throttle())
    state = State(operations, Checkup(office.assistant.gate), partial(_may_see, entrance), partial(_unseen, refusals))
    others: dict[str, ASGIApp] = {
        LOGIN: sign_in,
        LOGOUT: sign_in,
        "/api": entry(http_api(office, pace), "api"),
        "/mcp": entry(mcp, "mcp"),
        HEALTH: state,
        METRICS: state,
    }

    @asynccontextmanager
    async def opened(_app: Router) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.callback(refusals.close)
            stack.push_async_callback(mcp.close)
            for face in faces.values():
                await stack.enter_async_context(face.router.lifespan_context(face))
            yield

    doors = Doors(faces, office, entrance, refusals, operations, others)
    named = TrustedHostMiddleware(Router(routes=[Mount("/", doors)], lifespan=opened), allowed_hosts=names)
    return Shield(Forwarded(named, entrance))


def _entrance(site: Site, stack: ExitStack) -> tuple[Entrance, list[str]]:
    """Who tells people apart, and the names under which the server may be called."""
    settings, is_here = read_settings(site.folder), site.host in LOOPBACK
    try:
        register = stack.enter_context(closing(Register(site.folder / FILE)))
    except sqlite3.Error as problem:
        raise CannotServe("register", file=site.folder / FILE, problem=problem) from problem
    if not is_here and not register.anybody() and not settings.sign_on:
        raise CannotServe("elsewhere", host=site.host)
    if site.role not in data_roles():
        raise CannotServe("role", role=site.role, roles=", ".join(data_roles()))
    only = only_person(site.user, site.role) if is_here else None
    # beyond this machine everybody signs in, and a browser sends its session to the name it is of alone
    names = [*LOOPBACK, *settings.names] if is_here or settings.names else ["*"]
    return Entrance(register, settings.sign_on, only), names


def _only(entrance: Entrance) -> Person | None:
    return entrance.only.person if entrance.only and entrance.is_open else None


def _may_see(entrance: Entrance, connection: HTTPConnection) -> bool:
    person = bearer(connection, entrance.register)
    return entrance.is_local(connection) or (person is not None and person.role == "auditor")


def _unseen(refusals: Refusals, connection: HTTPConnection) -> Response:
    refusals.record(None, "api", connection.url.path.strip("/"), "state")
    return error(403, "monitor")
