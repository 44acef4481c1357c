"""The way into the API and the MCP server: a token says who asks; data is for roles that see data, at their pace."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api.body import again, read_body
from assistant.api.sentences import error
from assistant.operations.operations import Operations
from assistant.people.pace import Pace
from assistant.people.person import Person
from assistant.people.refusals import Refusals
from assistant.people.register import Register
from guardrails.roles import data_roles
from guardrails.verdict import Interface

PERSON = "footfall.person"
LARGEST_BODY = 128 << 10


@dataclass(frozen=True)
class Entry:
    """ASGI wrapper. `only` gives the one person of an installation without users, None where there are some."""

    app: ASGIApp
    door: Interface
    register: Register
    only: Callable[[], Person | None]
    refusals: Refusals
    operations: Operations
    pace: Pace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass, with who asks; answer the rest."""
        person = bearer(HTTPConnection(scope), self.register) or self.only()
        turned_away = await run_in_threadpool(self._turned_away, person)
        body = None if turned_away else await read_body(scope, receive, LARGEST_BODY)
        if turned_away:
            await turned_away(scope, receive, send)
        elif body is None:
            await error(413, "large", limit=LARGEST_BODY >> 10)(scope, receive, send)
        else:
            await self.app({**scope, PERSON: person}, again(body, receive), send)

    def _turned_away(self, person: Person | None) -> Response | None:
        if person is None:
            self.refusals.record(None, self.door, self.door, "token")
            return error(401, "token")
        if person.role not in data_roles():
            self.refusals.record(person, self.door, self.door, "role")
            return error(403, "role", role=person.role)
        if self.operations.stopping:
            return error(503, "stopping")
        wait = self.pace.wait_or_count(person.name)
        return error(429, "pace", seconds=wait) if wait else None


def bearer(connection: HTTPConnection, register: Register) -> Person | None:
    """Whose token a request carries; None without one that is valid."""
    given = connection.headers.getlist("authorization")
    scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    return register.of_token(token.strip()) if scheme.lower() == "bearer" else None


def person_in(scope: Scope) -> Person:
    """Who passed the entry. Raises KeyError where nobody did: then nothing is answered."""
    person: Person = scope[PERSON]
    return person
