"""The doors: every request passes here. Who it is, what they may open, and a record of what they may not."""

import logging
from collections.abc import Mapping
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.people.exports import FOLDER
from assistant.people.office import Office
from assistant.people.person import Person
from assistant.ui.entrance import Entrance, Guest
from assistant.ui.faces import HERE, Face
from assistant.ui.visitor import VISIT, Visit
from guardrails.audit import AuditUnavailable, Entry
from guardrails.verdict import Asker

# All a page asks for. Gradio brings more (uploads, files, a proxy, run history, API documents); none of it is served.
PAGES = {"/", "/config", "/theme.css", "/manifest.json"}
FOLDERS = ("/assets/", "/static/", "/gradio_api/queue/", "/gradio_api/heartbeat/")
CALLS = {"/gradio_api/startup-events", "/gradio_api/info", "/gradio_api/app_id", "/gradio_api/reset"}
MARK = "/favicon.ico"


class Doors:
    """ASGI application: the face a path belongs to, for whom it is meant. Handlers learn who asks as a `Visit`."""

    def __init__(self, faces: Mapping[Face, ASGIApp], office: Office, entrance: Entrance) -> None:
        self._faces, self._office, self._entrance = faces, office, entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or answer it here."""
        path = scope["path"]
        guest = self._entrance.guest(Request(scope))
        if path == MARK:
            answer: ASGIApp = FileResponse(HERE / "mark.svg", media_type="image/svg+xml")
        elif path.startswith(FOLDER):
            answer = await run_in_threadpool(self._export, guest, path)
        else:
            answer = await self._face(guest, path)
        await answer(scope, receive, send)

    async def _face(self, guest: Guest | None, path: str) -> ASGIApp:
        face = next((face for face in self._faces if face.inner(path) is not None), None)
        if face is None or not is_served(face.inner(path) or ""):
            return _not_found()
        person = guest.at(face) if guest else None
        if guest is None or person is None:
            await run_in_threadpool(record_refusal, self._office, guest.person if guest else None, face.name, "face")
            return PlainTextResponse("Forbidden", 403)
        refused = partial(record_refusal, self._office, person, face.name)
        return _shown_to(Visit(person, guest.faces, guest.signed_in, refused), self._faces[face])

    def _export(self, guest: Guest | None, path: str) -> Response:
        key = path.removeprefix(FOLDER).split("/")[0]
        export = self._office.exports.of(guest.person, key) if guest else None
        if export:
            return FileResponse(export.file, media_type=export.media_type, filename=export.name)
        if self._office.exports.is_anyones(key):
            record_refusal(self._office, guest.person if guest else None, "exports", "file")
        return _not_found()


def record_refusal(office: Office, person: Person | None, door: str, what: str) -> None:
    """Record that somebody tried what they may not: at which door, and what kind of thing (face, handler, file ...).

    It is refused even where it cannot be recorded.
    """
    asker = (
        Asker(person.role, person.name, person.client, interface="chat") if person else Asker("", "", interface="chat")
    )
    try:
        office.log.append(Entry("door", "refused", asker, details={"door": door, "what": what}))
    except AuditUnavailable as unavailable:
        logging.getLogger("footfall").error("refusal not recorded: %s", unavailable.message.en)


def is_served(path: str) -> bool:
    """Whether a face serves this path (as the face sees it)."""
    return path in PAGES or path in CALLS or path.startswith(FOLDERS)


def _shown_to(visit: Visit, face: ASGIApp) -> ASGIApp:
    async def show(scope: Scope, receive: Receive, send: Send) -> None:
        await face({**scope, VISIT: visit}, receive, send)

    return show


def _not_found() -> Response:
    return PlainTextResponse("Not found", 404)
