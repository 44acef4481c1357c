"""When the model is asked, and what the record says of it."""

from datetime import date

import pytest

from assistant.model.outcome import Unreadable, unreadable
from assistant.model.planner import Planner
from assistant.model.request import Request
from assistant.model.second_reading import read_again, unsettled
from assistant.model.settings import Settings
from assistant.plan import Plan
from assistant.reading.outcome import Clarification, Declined, Help, Reading, Understood
from guardrails.reference import Reference
from guardrails.verdict import Draft
from tests.assistant.model.data import visits_in_may

DRAFT = Draft(sql="", author="reader", question="q", language="de")
UNSURE = Clarification("not_understood", (), "de", ("flurbig",))


class Answering(Planner):
    """A planner whose model gives one outcome."""

    def __init__(self, outcome: Plan | Unreadable) -> None:
        super().__init__(Settings(provider="openai", model="gpt-4o"))
        self.outcome, self.requests = outcome, 0

    def plan(self, request: Request) -> Plan | Unreadable:
        self.requests += 1
        return self.outcome


def again(planner: Planner, reading: Reading, reference: Reference) -> tuple[Reading, Draft]:
    return read_again(planner, Request("q", reading, reference, date(2026, 6, 30)), DRAFT)


@pytest.mark.parametrize(
    "reading",
    [
        UNSURE,
        Clarification("no_place", (), "en"),
        Declined("unknown_place", "", "de"),
    ],
)
def test_what_the_reader_did_not_settle_is_asked(reading: Reading) -> None:
    assert unsettled(reading)


@pytest.mark.parametrize(
    "reading",
    [
        Understood(visits_in_may(), "de"),
        Understood(visits_in_may(), "de", ("bitte",)),
        Clarification("place", ("A?", "B?"), "de"),
        Declined("weather", "", "de"),
        Declined("person", "", "en"),
        Help("terms", "de"),
    ],
)
def test_what_the_reader_settled_never_reaches_a_model(reading: Reading, reference: Reference) -> None:
    planner = Answering(visits_in_may())
    assert again(planner, reading, reference) == (reading, DRAFT)
    assert planner.requests == 0


def test_a_plan_of_the_model_is_marked_as_such(reference: Reference) -> None:
    reading, draft = again(Answering(visits_in_may()), UNSURE, reference)
    assert reading == Understood(visits_in_may(), "de", assumptions=("by_model",))
    assert draft.author == "model"
    assert draft.versions["model"].startswith("openai:gpt-4o, prompt ")


def test_without_a_plan_the_readers_reading_stands_and_the_record_names_the_model(
    reference: Reference, caplog: pytest.LogCaptureFixture
) -> None:
    reading, draft = again(Answering(unreadable("declined", model="openai:gpt-4o")), UNSURE, reference)
    assert (reading, draft.author) == (UNSURE, "reader")
    assert "model" in draft.versions
    assert "Auch das Modell openai:gpt-4o" in caplog.text
