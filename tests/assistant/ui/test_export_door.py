"""Files are given to their owner alone, by the whole application: what others try is refused and recorded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.operations.operations import Operations
from assistant.people.exports import FOLDER, KEPT_SECONDS, Exports
from assistant.people.office import Office
from assistant.people.person import Person
from assistant.people.register import FILE, Register
from assistant.service import Assistant
from assistant.ui.app import application
from assistant.ui.entrance import SESSION_COOKIE, Entrance

ANNA, BEN, ADA = Person("anna", "sales"), Person("ben", "sales"), Person("ada", "auditor")
CONTENT, NAME = b"%PDF of anna", "Für ACME.pdf"


@dataclass
class House:
    """The application with three people, and a clock of its own."""

    folder: Path
    warehouse: Path
    now: list[float] = field(default_factory=lambda: [0.0])

    def __post_init__(self) -> None:
        self.register = Register(self.folder / FILE)
        for person in (ANNA, BEN, ADA):
            self.register.add(person, "a long password")
        assistant = Assistant.open(self.warehouse, audit=self.folder / "audit.sqlite")
        self.office = Office(assistant, Exports(lambda: self.now[0]))
        self.app = application(self.office, Entrance(self.register), Operations(), ["testserver"])

    def browser(self, person: Person | None) -> TestClient:
        session = {SESSION_COOKIE: self.register.begin_session(person)} if person else {}
        return TestClient(self.app, cookies=session, follow_redirects=False)

    def recorded(self) -> list[str]:
        return [record.body["details"]["what"] for record in self.office.log.of_kind("door")]


@pytest.fixture(scope="module")
def house(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"), small_warehouse)
    yield house
    house.office.close()
    house.register.close()


@pytest.fixture
def link(house: House) -> str:
    return house.office.exports.keep(ANNA, NAME, CONTENT, "application/pdf")


def test_the_owner_gets_the_file_under_its_name(house: House, link: str) -> None:
    answer = house.browser(ANNA).get(link)
    assert answer.status_code == 200 and answer.content == CONTENT
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''F%C3%BCr%20ACME.pdf")
    assert answer.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("who", [BEN, ADA, None], ids=["same role", "auditor", "nobody"])
@pytest.mark.parametrize(
    "path",
    [
        "{link}",
        "{folder}{name}",
        "{folder}",
        "{folder}AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/{name}",
        "{folder}%2e%2e/people.sqlite",
        "{folder}..%2f..%2f..%2fetc%2fpasswd",
        "{folder}%2e%2e%2f%2e%2e/{key}",
    ],
)
def test_nobody_else_gets_anything_and_the_try_is_recorded(
    who: Person | None, path: str, house: House, link: str
) -> None:
    before = house.recorded()
    tried = path.format(link=link, folder=FOLDER, name=NAME, key=link.removeprefix(FOLDER).split("/")[0])
    answer = house.browser(who).get(tried)
    assert answer.status_code == 404 and answer.text == "Not found"
    assert house.recorded() == [*before, "file"]


def test_who_signed_out_is_nobody(house: House, link: str) -> None:
    browser, before = house.browser(ANNA), house.recorded()
    assert browser.get(link).status_code == 200
    taken = browser.cookies[SESSION_COOKIE]
    browser.post("/logout")
    browser.cookies.set(SESSION_COOKIE, taken)
    assert browser.get(link).status_code == 404 and house.recorded() == [*before, "file"]


def test_after_an_hour_it_is_gone_which_is_no_try_of_its_owner(house: House, link: str) -> None:
    before = house.recorded()
    house.now[0] += KEPT_SECONDS
    assert house.browser(ANNA).get(link).status_code == 404 and house.recorded() == before
    assert house.browser(BEN).get(link).status_code == 404 and house.recorded() == [*before, "file"]
