"""How a request becomes a guest: by a session, by the company's proxy, or as the only person of this machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.requests import HTTPConnection

from assistant.people.person import Person
from assistant.people.register import Register
from assistant.people.settings import SignOn
from assistant.ui.faces import FACES, Face

SESSION_COOKIE = "footfall_session"


@dataclass(frozen=True)
class Guest:
    """Who a request comes from. `signed_in`: by a session that can be ended; `roles`: other roles at some faces."""

    person: Person
    signed_in: bool = False
    roles: Mapping[str, str] = field(default_factory=dict)

    def at(self, face: Face) -> Person | None:
        """The guest as the face sees them; None if they may not open it."""
        role = self.roles.get(face.name, self.person.role)
        return replace(self.person, role=role) if role in face.roles else None

    @property
    def faces(self) -> tuple[str, ...]:
        """The names of the faces they may open."""
        return tuple(face.name for face in FACES if self.at(face))


def only_person(name: str, role: str) -> Guest:
    """The one person of an installation without users: in the chat with `role`, elsewhere as the face is made for."""
    made_for = {face.name: face.roles[0] for face in FACES}
    return Guest(Person(name, role), roles={**made_for, "chat": role})


@dataclass(frozen=True)
class Entrance:
    """Tells people apart. `only` stands for everybody as long as the register is empty and no proxy is named."""

    register: Register
    sign_on: SignOn | None = None
    only: Guest | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody needs to say who they are."""
        return self.only is not None and self.sign_on is None and not self.register.anybody()

    def guest(self, connection: HTTPConnection) -> Guest | None:
        """Who asks; None for somebody not known."""
        if self.is_open:
            return self.only
        key = connection.cookies.get(SESSION_COOKIE)
        person = self.register.of_session(key) if key else None
        return Guest(person, signed_in=True) if person else self._from_proxy(connection)

    def poses(self, connection: HTTPConnection) -> bool:
        """Whether somebody else says what only the proxy may say."""
        named = self.sign_on is not None and self.sign_on.user_header in connection.headers
        return named and not self.is_proxy(connection)

    def address(self, connection: HTTPConnection) -> str:
        """Where the request comes from: the last address on its way that is not the proxy's."""
        peer = connection.client.host if connection.client else ""
        way = [*connection.headers.get("x-forwarded-for", "").split(","), peer] if self.is_proxy(connection) else [peer]
        others = [hop.strip() for hop in way if not (self.sign_on and self.sign_on.trusts(hop.strip()))]
        return others[-1] if others else peer

    def is_local(self, connection: HTTPConnection) -> bool:
        """Whether a program on this machine asks, not a proxy for somebody else."""
        forwarded = {"forwarded", "x-forwarded-for"} & set(connection.headers)
        peer = connection.client.host if connection.client else ""
        return peer in ("127.0.0.1", "::1") and not forwarded and not self.is_proxy(connection)

    def is_proxy(self, connection: HTTPConnection) -> bool:
        """Whether the company's proxy passes this on."""
        peer = connection.client.host if connection.client else ""
        return self.sign_on is not None and self.sign_on.trusts(peer)

    def _from_proxy(self, connection: HTTPConnection) -> Guest | None:
        """Who the proxy names. Somebody in the register has the role there, and stays out while disabled."""
        if self.sign_on is None or not self.is_proxy(connection):
            return None
        names = connection.headers.getlist(self.sign_on.user_header)
        if len(names) != 1 or not names[0].strip():
            return None
        listed = self.register.find(names[0].strip())
        if listed:
            return None if listed.disabled else Guest(Person(listed.name, listed.role, listed.client))
        groups = connection.headers.getlist(self.sign_on.groups_header) if self.sign_on.groups_header else []
        role = self.sign_on.role_of(",".join(groups))
        return Guest(Person(names[0].strip(), role)) if role else None
