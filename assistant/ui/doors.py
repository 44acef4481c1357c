"""The doors: every request passes here. Who it is, what they may open, and a record of what they may not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api.body import again, read_body
from assistant.operations.operations import Operations
from assistant.people.exports import FOLDER
from assistant.people.office import Office
from assistant.people.refusals import Refusals
from assistant.ui.entrance import Entrance, Guest
from assistant.ui.faces import FACES, HERE, Face
from assistant.ui.plain_page import language_of, no_entry
from assistant.ui.sign_in import LOGIN
from assistant.ui.tabs import Tabs
from assistant.ui.visitor import VISIT, Visit
from assistant.ui.wording import wording

# All a page asks for. Gradio brings more (uploads, files, a proxy, run history, API documents); none of it is served.
PAGES = {"/", "/config", "/theme.css", "/manifest.json"}
HEARTBEAT = "/gradio_api/heartbeat/"
FOLDERS = ("/assets/", "/static/", "/gradio_api/queue/", HEARTBEAT)
CALLS = {"/gradio_api/startup-events", "/gradio_api/info", "/gradio_api/app_id", "/gradio_api/reset"}
INSIDE = "/gradio_api/"
MARK = "/favicon.ico"
LARGEST_BODY = 1 << 20
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Doors:
    """ASGI application: the face a path belongs to, for whom it is meant. Handlers learn who asks as a `Visit`.

    `others` answer what lies under their paths and look themselves who may: signing in, the API, the state of things.
    """

    faces: Mapping[Face, ASGIApp]
    office: Office
    entrance: Entrance
    refusals: Refusals
    operations: Operations
    others: Mapping[str, ASGIApp]
    tabs: Tabs = field(default_factory=Tabs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or answer it here."""
        request = Request(scope)
        answer: ASGIApp | None = self._turned_away(request)
        if answer is None:
            answer = self._other(scope["path"])
        if answer is None:
            guest = self.entrance.guest(request)
            body = b"" if request.method in SAFE else await read_body(scope, receive, LARGEST_BODY)
            answer = await run_in_threadpool(self._opened, request, guest, body)
            receive = receive if request.method in SAFE else again(body or b"", receive)
        await answer(scope, receive, send)

    def _turned_away(self, request: Request) -> Response | None:
        """Who says what only the proxy may say, or lets another site's page speak for somebody."""
        posed, foreign = self.entrance.poses(request), request.method not in SAFE and _is_foreign(request)
        if not (posed or foreign):
            return None
        self.refusals.record(None, "chat", request.url.path.split("/")[1], "proxy header" if posed else "origin")
        return PlainTextResponse("Forbidden", 403)

    def _other(self, path: str) -> ASGIApp | None:
        if path == MARK:
            return FileResponse(HERE / "mark.svg", media_type="image/svg+xml")
        return next((app for prefix, app in self.others.items() if f"{path}/".startswith(f"{prefix}/")), None)

    def _opened(self, request: Request, guest: Guest | None, body: bytes | None) -> ASGIApp:
        path = request.url.path
        if self.operations.stopping and request.method not in SAFE:
            return PlainTextResponse(wording(language_of(request))("door.stopping"), 503)
        if body is None:
            return PlainTextResponse(wording(language_of(request))("door.too_long", limit=LARGEST_BODY >> 10), 413)
        if path.startswith(FOLDER):
            return self._export(guest, path)
        face = next((face for face in self.faces if face.inner(path) is not None), None)
        inner = face.inner(path) if face else None
        if face is None or inner is None or not is_served(inner):
            if face and inner and inner.startswith(INSIDE):
                self.refusals.record(guest.person if guest else None, "chat", face.name, "closed")
            return _not_found()
        person = guest.at(face) if guest else None
        if guest is None or person is None:
            return self._no_entry(request, face, inner, guest)
        if not all(self.tabs.admits(tab, person.name) for tab in tabs_named(request, inner, body)):
            self.refusals.record(person, "chat", face.name, "tab")
            return PlainTextResponse("Forbidden", 403)
        refused = partial(self.refusals.record, person, "chat", face.name)
        return _shown_to(Visit(person, guest.faces, guest.signed_in, refused), self.faces[face])

    def _no_entry(self, request: Request, face: Face, inner: str, guest: Guest | None) -> Response:
        """Who opens a page is shown the way; whatever else was tried is recorded."""
        own = next((face.path for face in FACES if guest and guest.at(face)), LOGIN)
        if inner == "/" and request.method in SAFE:
            if guest is None:
                return RedirectResponse(f"{LOGIN}?{urlencode({'next': face.path})}", 303)
            if face.path == "/" and own != LOGIN:
                return RedirectResponse(own, 303)
        self.refusals.record(guest.person if guest else None, "chat", face.name, "handler" if inner != "/" else "face")
        return no_entry(language_of(request), own) if guest else PlainTextResponse("Unauthorized", 401)

    def _export(self, guest: Guest | None, path: str) -> Response:
        key = path.removeprefix(FOLDER).split("/")[0]
        export = self.office.exports.of(guest.person, key) if guest else None
        if export:
            return FileResponse(export.file, media_type=export.media_type, filename=export.name)
        if not (guest and self.office.exports.was_of(guest.person, key)):
            self.refusals.record(guest.person if guest else None, "chat", "exports", "file")
        return _not_found()


def is_served(path: str) -> bool:
    """Whether a face serves this path (as the face sees it)."""
    return path in PAGES or path in CALLS or path.startswith(FOLDERS)


def tabs_named(request: Request, path: str, body: bytes) -> set[str]:
    """The tabs whose events or state a request is about, wherever it names them."""
    named = set(request.query_params.getlist("session_hash"))
    if path.startswith(HEARTBEAT):
        named.add(path.removeprefix(HEARTBEAT).strip("/"))
    try:
        said = json.loads(body) if body else {}
    except ValueError:
        said = {}
    tab = said.get("session_hash") if isinstance(said, dict) else None
    return named | ({str(tab)} if tab is not None else set())


def _is_foreign(request: Request) -> bool:
    """Whether a browser sends this for a page of another origin."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    other = origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")
    return other or site not in ("same-origin", "none")


def _shown_to(visit: Visit, face: ASGIApp) -> ASGIApp:
    async def show(scope: Scope, receive: Receive, send: Send) -> None:
        await face({**scope, VISIT: visit}, receive, send)

    return show


def _not_found() -> Response:
    return PlainTextResponse("Not found", 404)
