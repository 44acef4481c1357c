"""The whole application in this process, with people, their sessions and a clock of its own: quick to ask often."""

from dataclasses import dataclass, field
from pathlib import Path

from starlette.testclient import TestClient

from assistant.operations.operations import Operations
from assistant.people.exports import Exports
from assistant.people.office import Office
from assistant.people.person import Person
from assistant.people.register import FILE, Register
from assistant.service import Assistant
from assistant.ui.app import application
from assistant.ui.entrance import SESSION_COOKIE, Entrance


@dataclass
class House:
    """`now` is the clock of the exports, in seconds."""

    folder: Path
    warehouse: Path
    people: tuple[Person, ...]
    now: list[float] = field(default_factory=lambda: [0.0])

    def __post_init__(self) -> None:
        self.register = Register(self.folder / FILE)
        for person in self.people:
            self.register.add(person, "a long password")
        assistant = Assistant.open(self.warehouse, audit=self.folder / "audit.sqlite")
        self.office = Office(assistant, Exports(lambda: self.now[0]))
        self.app = application(self.office, Entrance(self.register), Operations(), ["testserver"])

    def browser(self, person: Person | None) -> TestClient:
        """That of somebody signed in, or of nobody."""
        session = {SESSION_COOKIE: self.register.begin_session(person)} if person else {}
        return TestClient(self.app, cookies=session, follow_redirects=False)

    def program(self, token: str) -> TestClient:
        """A program with a token; "" for none."""
        return TestClient(self.app, headers={"authorization": f"Bearer {token}"} if token else {})

    def recorded(self) -> list[str]:
        """What was refused at the doors so far."""
        return [record.body["details"]["what"] for record in self.office.log.of_kind("door")]

    def close(self) -> None:
        self.office.close()
        self.register.close()
