"""How a request becomes a guest. Without users there is one, on this machine, who may open every face."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from starlette.requests import HTTPConnection

from assistant.people.person import Person
from assistant.ui.faces import FACES, Face


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


class Entrance(Protocol):
    """Tells people apart."""

    def guest(self, connection: HTTPConnection) -> Guest | None:
        """Who asks; None for somebody not known."""


@dataclass(frozen=True)
class OnlyPerson:
    """The one person of an installation without users: in the chat with `role`, elsewhere as the face is made for."""

    name: str
    role: str

    def guest(self, connection: HTTPConnection) -> Guest:
        """That person."""
        made_for = {face.name: face.roles[0] for face in FACES}
        return Guest(Person(self.name, self.role), roles={**made_for, "chat": self.role})
