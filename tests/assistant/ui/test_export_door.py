"""Files are given to their owner alone, by the whole application: what others try is refused and recorded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.people.exports import FOLDER, KEPT_SECONDS
from assistant.people.person import Person
from assistant.ui.entrance import SESSION_COOKIE
from tests.assistant.house import House

ANNA, BEN, ADA = Person("anna", "sales"), Person("ben", "sales"), Person("ada", "auditor")
CONTENT, NAME = b"%PDF of anna", "Für ACME.pdf"


@pytest.fixture(scope="module")
def house(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"), small_warehouse, (ANNA, BEN, ADA))
    yield house
    house.close()


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
