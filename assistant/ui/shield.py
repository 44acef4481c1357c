"""What stands before every answer of the web server: who may call it, and what a browser may do with it."""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWNER_COOKIE = "footfall_owner"
# The page's own parts need inline styles and Plotly's compiled templates; nothing may come from or go elsewhere.
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'self'; object-src 'none'"
)
# All the page asks for. Gradio brings more (uploads, a proxy, run history, API documents); none of it is served.
PAGES = {"/", "/config", "/theme.css", "/favicon.ico", "/manifest.json"}
FOLDERS = ("/assets/", "/static/", "/gradio_api/queue/", "/gradio_api/heartbeat/")
CALLS = {"/gradio_api/startup-events", "/gradio_api/info", "/gradio_api/app_id", "/gradio_api/reset"}
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Shield:
    """ASGI wrapper: a closed list of paths, security headers, and an owner cookie for a browser that has none.

    The cookie is a random number that scripts cannot read; a conversation belongs to it (see `chat.py`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete its answer."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["path"] == "/" and not _owner(scope):
                    headers.append("Set-Cookie", _new_cookie())
            await send(message)

        app = self.app if _is_served(scope["path"]) else PlainTextResponse("Not found", 404)
        await app(scope, receive, shielded)


def _is_served(path: str) -> bool:
    return path in PAGES or path in CALLS or path.startswith(FOLDERS)


def _owner(scope: Scope) -> str:
    raw = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
    return cookie_parser(raw).get(OWNER_COOKIE, "")


def _new_cookie() -> str:
    return f"{OWNER_COOKIE}={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=Strict"
