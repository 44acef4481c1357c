"""When the model is asked, what becomes of its plan, and what the record says."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.model.outcome import Unreadable, unreadable
from assistant.model.planner import Planner
from assistant.model.request import Request
from assistant.model.second_reading import SecondReader, unsettled
from assistant.model.settings import Settings
from assistant.plan import Area, Period, Plan
from assistant.reading.outcome import Clarification, Declined, Help, Reading, Understood
from assistant.service import Assistant
from guardrails.audit import AuditLog, Selection
from guardrails.gate import Gate
from guardrails.verdict import Draft
from tests.assistant.model.data import reply, serving

QUESTION = "Wie flurbig ging es im Mai in der Lindenallee zu?"
DRAFT = Draft(sql="", author="reader", question=QUESTION, language="de")
UNSURE = Clarification("not_understood", (), "de", ("flurbig",))
MAY = Period(first=date(2026, 5, 1), last=date(2026, 5, 31), grain="month")
LINDENALLEE = Area(conditions=(("place", "Lindenallee"),))
PLAN = Plan(measures=("visits",), areas=(LINDENALLEE,), periods=(MAY,))
UNANSWERABLE = PLAN.model_copy(update={"by": ("age_band", "hour")})


class Answering(Planner):
    """A planner whose model gives one outcome, if the request's own check lets it."""

    def __init__(self, outcome: Plan | Unreadable) -> None:
        super().__init__(Settings(provider="openai", model="gpt-4o"))
        self.outcome, self.requests, self.findings = outcome, list[Request](), tuple[str, ...]()

    def plan(self, request: Request) -> Plan | Unreadable:
        self.requests.append(request)
        self.findings = request.check(self.outcome) if isinstance(self.outcome, Plan) else ()
        return unreadable("no_plan", model="openai:gpt-4o") if self.findings else self.outcome


def again(planner: Planner, reading: Reading, gate: Gate) -> tuple[Reading, Draft]:
    return SecondReader(planner, gate).read(reading, DRAFT, "analyst", date(2026, 6, 30))


@pytest.mark.parametrize("reading", [UNSURE, Clarification("no_place", (), "en"), Declined("unknown_place", "", "de")])
def test_what_the_reader_did_not_settle_is_asked(reading: Reading) -> None:
    assert unsettled(reading)


@pytest.mark.parametrize(
    "reading",
    [
        Understood(PLAN, "de"),
        Understood(PLAN, "de", ("bitte",)),
        Clarification("place", ("A?", "B?"), "de"),
        Declined("weather", "", "de"),
        Declined("person", "", "en"),
        Help("terms", "de"),
    ],
)
def test_what_the_reader_settled_never_reaches_a_model(reading: Reading, gate: Gate) -> None:
    planner = Answering(PLAN)
    assert again(planner, reading, gate) == (reading, DRAFT)
    assert planner.requests == []


def test_a_plan_of_the_model_is_marked_as_such(gate: Gate) -> None:
    reading, draft = again(Answering(PLAN), UNSURE, gate)
    assert reading == Understood(PLAN, "de", assumptions=("by_model",))
    assert draft.author == "model"
    assert draft.versions["model"].startswith("openai:gpt-4o, prompt ")


def test_the_compiler_checks_the_plan(gate: Gate) -> None:
    planner = Answering(UNANSWERABLE)
    assert again(planner, UNSURE, gate)[0] == UNSURE
    assert len(planner.findings) == 1


def test_the_gate_checks_the_plan(gate: Gate) -> None:
    planner = Answering(PLAN)
    auditor = SecondReader(planner, gate).read(UNSURE, DRAFT, "auditor", date(2026, 6, 30))
    assert auditor[0] == UNSURE
    assert planner.findings


def test_without_a_plan_the_readers_reading_stands_and_the_record_names_the_model(
    gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    reading, draft = again(Answering(unreadable("declined", model="openai:gpt-4o")), UNSURE, gate)
    assert (reading, draft.author) == (UNSURE, "reader")
    assert "model" in draft.versions
    assert "Auch das Modell openai:gpt-4o" in caplog.text


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "audit.sqlite"


def recorded(path: Path, assistant: Assistant) -> dict[str, object]:
    log = AuditLog.open(path)
    found = log.read(Selection(kind="asked", limit=1), assistant.asker)
    log.close()
    return dict(found[0].body)


def test_the_whole_way_with_a_model_behind_a_server(
    small_warehouse: Path, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("langchain_openai")
    with serving(reply(PLAN)) as server:
        monkeypatch.setenv("FOOTFALL_MODEL", "openai:gpt-4o")
        monkeypatch.setenv("FOOTFALL_MODEL_URL", server.url)
        assistant = Assistant.open(small_warehouse, audit=records)
        unsettled_answer = assistant.ask(QUESTION)
        settled = assistant.ask("Wie viele Besuche hatte die Lindenallee im Mai?")
        refused = assistant.ask("Wer ist der Besucher mit der Nummer +49 171 2345678 in der Lindenallee?")
        body = json.dumps(server.bodies)
        assistant.close()
    assert unsettled_answer.status == settled.status == "answered"
    assert unsettled_answer.rows == settled.rows
    assert "Sprachmodell" in unsettled_answer.interpretation
    assert "Sprachmodell" not in settled.interpretation
    assert refused.status == "refused"
    assert len(server.bodies) == 1
    assert "2345678" not in body
    assert str(settled.rows[0][-1]) not in body


def test_a_follow_up_is_sent_with_the_turns_before_and_no_figure(
    small_warehouse: Path, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("langchain_openai")
    with serving(reply(PLAN)) as server:
        monkeypatch.setenv("FOOTFALL_MODEL", "openai:gpt-4o")
        monkeypatch.setenv("FOOTFALL_MODEL_URL", server.url)
        session = Assistant.open(small_warehouse, audit=records).session()
        first = session.ask("Wie viele Besuche hatte die Lindenallee im Juni?")
        then = session.ask("und wie flurbig ging es im Mai zu?")
    (sent,) = (body["messages"] for body in server.bodies)
    assert [message["role"] for message in sent] == ["system", "user", "assistant", "user"]
    assert sent[1]["content"] == first.question and '"2026-06-01"' in sent[2]["content"]
    assert then.status == "answered" and str(first.rows[0][0]) not in json.dumps(sent)
    assert session.ask("und im Juni?").rows == first.rows


def test_in_the_mode_model_every_question_is_sent_but_help_and_what_is_refused(
    small_warehouse: Path, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("langchain_openai")
    with serving(reply(PLAN)) as server:
        monkeypatch.setenv("FOOTFALL_MODEL", "openai:gpt-4o")
        monkeypatch.setenv("FOOTFALL_MODEL_URL", server.url)
        monkeypatch.setenv("FOOTFALL_MODE", "model")
        assistant = Assistant.open(small_warehouse, audit=records)
        settled = assistant.ask("Wie viele Besuche hatte die Lindenallee im Mai?")
        assert assistant.ask("Was kannst du?").status == "help"
        assert assistant.ask("Wo war Anna Müller gestern?").status == "refused"
        assistant.close()
    assert "Sprachmodell" in settled.interpretation and len(server.bodies) == 1


def test_the_record_of_a_models_plan(small_warehouse: Path, records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    with serving(reply(PLAN)) as server:
        monkeypatch.setenv("FOOTFALL_MODEL", "openai:gpt-4o")
        monkeypatch.setenv("FOOTFALL_MODEL_URL", server.url)
        assistant = Assistant.open(small_warehouse, audit=records)
        assistant.ask(QUESTION)
    record = recorded(records, assistant)
    assistant.close()
    assert record["author"] == "model"
    assert str(record["versions"]).count("openai:gpt-4o, prompt") == 1


def test_a_dead_model_leaves_the_readers_answer(
    small_warehouse: Path, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving("") as server:
        pass
    without = Assistant.open(small_warehouse, audit=records)
    expected = without.ask(QUESTION)
    without.close()
    monkeypatch.setenv("FOOTFALL_MODEL", "openai:gpt-4o")
    monkeypatch.setenv("FOOTFALL_MODEL_URL", server.url)
    assistant = Assistant.open(small_warehouse, audit=records)
    answer = assistant.ask(QUESTION)
    assistant.close()
    assert (answer.status, answer.message) == (expected.status, expected.message)
    assert answer.status in ("clarify", "declined")


def test_a_wrong_setting_is_said_and_the_reader_reads(
    small_warehouse: Path, records: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("FOOTFALL_MODEL", "gpt-4o")
    assistant = Assistant.open(small_warehouse, audit=records, language="de")
    assert assistant.ask("Wie viele Besuche hatte die Lindenallee im Mai?").status == "answered"
    assistant.close()
    assert "FOOTFALL_MODEL ist „gpt-4o“" in caplog.text
