"""Signing in and out: a form of our own, safe against forged requests, fixed sessions and guessing."""

import hmac
import secrets
from html import escape
from typing import Literal
from urllib.parse import parse_qs, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from assistant.answer import Language
from assistant.api.body import read_body
from assistant.people.person import Person
from assistant.people.refusals import Refusals
from assistant.people.register import BROWSER_SECONDS, Register
from assistant.people.throttle import Throttle
from assistant.ui.entrance import SESSION_COOKIE, Entrance, Guest
from assistant.ui.faces import FACES
from assistant.ui.plain_page import HERE, language_of, plain_page
from assistant.ui.wording import wording

LOGIN, LOGOUT = "/login", "/logout"
FORM_COOKIE, BROWSER_COOKIE = "footfall_form", "footfall_browser"
LARGEST_FORM = 8192


class SignIn:
    """ASGI application of `/login` and `/logout`."""

    def __init__(self, entrance: Entrance, refusals: Refusals, throttle: Throttle) -> None:
        self._entrance, self._refusals, self._throttle = entrance, refusals, throttle
        self._register: Register = entrance.register

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Show the form, take it, or sign out."""
        request = Request(scope)
        answer: Response
        if self._entrance.is_open:
            answer = RedirectResponse("/", 303)
        elif scope["path"] == LOGOUT:
            answer = await run_in_threadpool(self._out, request)
        elif request.method == "POST":
            body = await read_body(scope, receive, LARGEST_FORM)
            fields = parse_qs((body or b"").decode("utf-8", "replace"))
            answer = await run_in_threadpool(self._in, request, {k: v[-1] for k, v in fields.items()})
        else:
            said = "signed_out" if "out" in request.query_params else ""
            answer = self._form(request, language_of(request), request.query_params.get("next", ""), said)
        await answer(scope, receive, send)

    def _in(self, request: Request, fields: dict[str, str]) -> Response:
        language: Language = "de" if fields.get("lang") == "de" else "en"
        name, target = fields.get("name", "").strip(), fields.get("next", "")
        mine = request.cookies.get(FORM_COOKIE, "")
        if not mine or not hmac.compare_digest(mine.encode(), fields.get("form", "").encode()):
            return self._form(request, language, target, "expired", status=400)
        address, browser = self._entrance.address(request), request.cookies.get(BROWSER_COOKIE, "")
        known = browser if browser and self._register.knows_browser(name, browser) else ""
        if wait := self._throttle.wait_or_count(name, address, known):
            return self._form(request, language, target, "wait", name, 429, seconds=wait)
        person = self._register.admits(name, fields.get("password", ""))
        if person is None:
            self._refusals.record(Person(name, ""), "chat", "login", "password")
            return self._form(request, language, target, "wrong", name, 401)
        self._throttle.succeeded(name, address, known)
        return self._welcomed(request, person, target, known)

    def _welcomed(self, request: Request, person: Person, target: str, known: str) -> Response:
        """A session with a new key: one that the browser brought is ended, never taken over."""
        self._register.end_session(request.cookies.get(SESSION_COOKIE, ""))
        answer = RedirectResponse(_allowed(target, person), 303, headers={"Cache-Control": "no-store"})
        self._give(request, answer, SESSION_COOKIE, self._register.begin_session(person))
        if not known:
            mark = self._register.know_browser(person.name)
            self._give(request, answer, BROWSER_COOKIE, mark, BROWSER_SECONDS, LOGIN)
        answer.delete_cookie(FORM_COOKIE, LOGIN)
        return answer

    def _out(self, request: Request) -> Response:
        if request.method == "POST":
            self._register.end_session(request.cookies.get(SESSION_COOKIE, ""))
        answer = RedirectResponse(f"{LOGIN}?out=", 303)
        if request.method == "POST":
            answer.delete_cookie(SESSION_COOKIE, "/")
        return answer

    def _form(
        self, request: Request, language: Language, target: str, said: str = "", name: str = "", status: int = 200,
        **values: object,
    ) -> Response:  # fmt: skip
        words, token = wording(language), request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
        body = (HERE / "sign_in_form.html").read_text("utf-8").format(
            form=escape(token), next=escape(target), lang=language, name=escape(name), name_label=words("sign_in.name"),
            password_label=words("sign_in.password"), go=words("sign_in.go"),
            focus_name="" if name else "autofocus", focus_password="autofocus" if name else "",
        )  # fmt: skip
        notice = words(f"sign_in.{said}", **values) if said else ""
        answer = plain_page(
            language, words("sign_in.title"), words("sign_in.heading"), body, notice, _other(language, target), status
        )
        self._give(request, answer, FORM_COOKIE, token, path=LOGIN)
        return answer

    def _give(
        self, request: Request, answer: Response, name: str, value: str, seconds: int | None = None, path: str = "/"
    ) -> None:
        # Lax for the session: a link to a page in a mail works; whoever changes something proves their origin anyway.
        same_site: Literal["lax", "strict"] = "lax" if name == SESSION_COOKIE else "strict"
        secure = request.url.scheme == "https"
        answer.set_cookie(name, value, max_age=seconds, path=path, secure=secure, httponly=True, samesite=same_site)


def _allowed(target: str, person: Person) -> str:
    """Where to go: to the face asked for if it is one and open to them, else to their first."""
    own = [face.path for face in FACES if Guest(person).at(face)]
    return target if target in own else own[-1] if own else "/"


def _other(language: Language, target: str) -> str:
    other = "en" if language == "de" else "de"
    query = escape(urlencode({"lang": other, "next": target}))
    return f'<a href="{LOGIN}?{query}" hreflang="{other}" lang="{other}">{wording(language)("door.other_language")}</a>'
