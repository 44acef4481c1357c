"""People signed in by the company's proxy: a real one, on an address of its own, between them and the server."""

import threading
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.ui.server import listen
from tests.assistant.site import NAME, Site
from tests.assistant.ui.test_doors import call, target

ADDRESS = "127.0.0.2"
"""Where the proxy speaks from: the only address that the server believes."""
SIGNED_IN = "company_user"
"""Stands for the company's own sign-in: `name` or `name:group,group`."""


class Proxy:
    """Passes everything on as a proxy of a company does, answers as they come; TLS is thought to end here."""

    def __init__(self, server: str) -> None:
        self._client = httpx.AsyncClient(base_url=server, transport=httpx.AsyncHTTPTransport(local_address=ADDRESS))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        outgoing = self._client.build_request(
            request.method, request.url.path, params=request.query_params, content=await request.body(),
            headers=self._headers(request), timeout=60,
        )  # fmt: skip
        answer = await self._client.send(outgoing, stream=True)

        async def body() -> AsyncIterator[bytes]:
            async for part in answer.aiter_raw():
                yield part
            await answer.aclose()

        told = StreamingResponse(body(), answer.status_code)
        told.raw_headers = [(name.lower(), value) for name, value in answer.headers.raw]
        await told(scope, receive, send)

    @staticmethod
    def _headers(request: Request) -> list[tuple[str, str]]:
        kept = [(k, v) for k, v in request.headers.items() if not k.startswith("x-") and k != "host"]
        name, _, groups = request.cookies.get(SIGNED_IN, "").partition(":")
        named = [("X-Forwarded-User", name), ("X-Forwarded-Groups", groups)] if name else []
        way = [("X-Forwarded-Host", request.headers["host"]), ("X-Forwarded-Proto", "https")]
        return [*kept, *named, *way, ("X-Forwarded-For", str(request.client and request.client.host))]


@pytest.fixture(scope="module")
def proxy(site: Site) -> Iterator[str]:
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(Proxy(site.address), log_level="warning", lifespan="off"))
        listener.listen()  # whoever calls before the server has started waits
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        running.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        running.join()


def signed_in(proxy: str, who: str = "", **headers: str) -> httpx.Client:
    """A browser of somebody who signed in at the company."""
    cookie = {"Cookie": f"{SIGNED_IN}={who}"} if who else {}
    return httpx.Client(base_url=proxy, headers={"Host": NAME, **cookie, **headers}, timeout=30)


def direct(site: Site, address: str, *headers: tuple[str, str]) -> httpx.Client:
    """Past the proxy, from this address."""
    transport = httpx.HTTPTransport(local_address=address)
    return httpx.Client(base_url=site.address, transport=transport, headers=list(headers))


@pytest.mark.parametrize(
    ("who", "faces"),
    [
        ("anna", (200, 403, 403)),
        ("sal", (200, 200, 403)),
        ("ada", (403, 403, 200)),
        ("ada:insights", (403, 403, 200)),  # the register, where somebody is in it, goes before the groups
        ("eve:insights", (200, 200, 403)),
        ("eve:staff", (401, 401, 401)),
        ("eve", (401, 401, 401)),
        ("off:insights", (401, 401, 401)),  # disabled here
    ],
)
def test_who_the_proxy_names_has_their_role(who: str, faces: tuple[int, ...], proxy: str) -> None:
    client = signed_in(proxy, who)
    assert tuple(client.get(f"{face}/config").status_code for face in ("", "/brief", "/audit")) == faces


@pytest.mark.parametrize("face", ["", "/brief", "/audit"])
def test_a_page_is_told_the_address_that_the_browser_knows(face: str, proxy: str) -> None:
    client = signed_in(proxy, "ada" if face == "/audit" else "sal")
    assert client.get(f"{face}/config").json()["root"] == f"https://{NAME}{face}"


def test_a_question_is_answered_through_the_proxy_as_it_comes(proxy: str) -> None:
    client = signed_in(proxy, "eve:insights", Origin=f"https://{NAME}")
    answer = call(client, target(client, "question"), "Visits at Mill Lane in June 2026", "en")
    assert answer["success"] is True and "ff-lead" in answer["said"] and "process_generating" in answer["said"]
    foreign = signed_in(proxy, "eve:insights", Origin="https://evil.example")
    assert foreign.post("/gradio_api/queue/join", json={}).status_code == 403


def test_signing_in_by_the_form_behind_the_proxy_keeps_the_cookie_to_encrypted_ways(proxy: str, site: Site) -> None:
    answer = signed_in(proxy).get("/login")
    assert "Secure" in answer.headers["set-cookie"]
    assert "Secure" not in site.client().get("/login").headers["set-cookie"]


def test_a_browser_cannot_say_what_the_proxy_says(proxy: str, site: Site) -> None:
    forged = {"X-Forwarded-User": "lyn", "X-Forwarded-Groups": "insights"}
    assert signed_in(proxy, **forged).get("/config").status_code == 401
    assert signed_in(proxy, "anna", **forged).get("/brief/config").status_code == 403
    before = len(site.refusals())
    for address in ("127.0.0.1", "127.0.0.3"):
        assert direct(site, address, *forged.items()).get("/config").status_code == 403
    assert [record.body["details"]["what"] for record in site.refusals()[before:]] == ["proxy header"] * 2


def test_two_names_are_nobody(site: Site) -> None:
    twice = direct(site, ADDRESS, ("X-Forwarded-User", "lyn"), ("X-Forwarded-User", "anna"))
    assert twice.get("/config").status_code == 401
    assert direct(site, ADDRESS, ("X-Forwarded-User", "lyn")).get("/config").status_code == 200


def test_nobody_else_tells_a_page_where_it_lies(site: Site) -> None:
    liar = site.sign_in("lyn")
    liar.headers.update({"X-Forwarded-Host": "evil.example", "X-Gradio-Server": "https://evil.example"})
    assert "evil" not in liar.get("/config").text
    assert direct(site, ADDRESS, ("X-Forwarded-Host", "evil.example")).get("/").status_code == 400
