"""Places as registers write them: long, with strokes, numbers and abbreviations; each is found, and reading ends."""

from datetime import date

import pytest

from assistant.reading import Understood, read
from guardrails.reference import KnownPlace, Reference
from tests.assistant.reading.conftest import TODAY
from warehouse.build_info import BuildInfo

NAMES = (
    "Ex-ABC-020 Juan Robles / C.General Corona",
    "XYZ-117 Av. Patria / Av. Mar del Norte y Calle Ocho Poniente",
    "P+R 12: Messe-Nord (Halle 3/4)",
    "St. Mary's Gate – Upper Level",
)
WORDINGS = (
    "How many visits did {} have in May?",
    "Besuche {} im Mai",
    "{}: visits by day, May 2026",
    "how busy was {}",
)
PLACES = tuple(
    KnownPlace(f"p{i}", name, "bike_station", "Centro", "Zapopan", "Jalisco", "MX") for i, name in enumerate(NAMES)
)
ODD = Reference(PLACES, (), date(2026, 1, 1), TODAY, (), BuildInfo())


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_as_stored_is_found(name: str, wording: str) -> None:
    reading = read(wording.format(name), ODD, TODAY)
    assert isinstance(reading, Understood), reading
    assert [area.conditions for area in reading.plan.areas] == [(("place", name),)]


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_part_of_many_names_ends_in_an_outcome(wording: str) -> None:
    assert not isinstance(read(wording.format("Av."), ODD, TODAY), Understood)
