"""An answered question as parts: every alternative is answerable, says what it is, and changes only its part."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.compile import Compiled, compile_plan
from assistant.parts import MOST, Part, parts
from assistant.plan import Plan
from assistant.service import Assistant
from guardrails.audit import AuditLog, Selection
from guardrails.gate import Gate
from guardrails.reference import Reference
from guardrails.verdict import Asker, Cleared
from warehouse.catalog import read_yaml

PLANS: Any = read_yaml(Path(__file__).parents[1] / "cases" / "compile" / "plans.yaml")
QUESTIONS = (
    "Wie viele Besuche hatte die Lindenallee im Juni?",
    "Visitors of Mill Lane and Quayside in June",
    "Wege von der Lindenallee zum Ostbahnhof im Juni",
    "Women at Lindenallee by day in week 24",
    "Growth of visits at Mill Lane in June over May",
)


@pytest.fixture(scope="module")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parts") / "audit.sqlite"


@pytest.fixture(scope="module")
def assistant(small_warehouse: Path, log_file: Path) -> Iterator[Assistant]:
    opened = Assistant.open(small_warehouse, audit=log_file)
    yield opened
    opened.close()


def of_kind(found: tuple[Part, ...], kind: str) -> Part:
    return next(part for part in found if part.kind == kind)


@pytest.mark.parametrize("case", PLANS, ids=[case["name"] for case in PLANS])
def test_every_alternative_passes_compiler_and_gate(case: Any, gate: Gate, reference: Reference) -> None:
    plan = Plan.model_validate(case["plan"])
    for part in parts(plan, reference, "de"):
        assert part.shown and part.name and len(part.alternatives) <= MOST
        assert len({a.shown for a in part.alternatives}) == len(part.alternatives)
        for alternative in part.alternatives:
            compiled = compile_plan(alternative.plan, reference)
            assert alternative.plan != plan and isinstance(compiled, Compiled), alternative
            assert isinstance(gate.check(compiled.sql, "marketer"), Cleared), alternative


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_change_is_a_turn_like_any_other(question: str, assistant: Assistant) -> None:
    session = assistant.session()
    asked = session.ask(question)
    assert asked.status == "answered", asked.message
    for part in session.parts():
        for alternative in part.alternatives[:2]:
            session.ask(question)
            said = f"{part.name}: {alternative.shown}"
            answer = session.change(alternative.plan, said)
            assert (answer.status, answer.language, answer.question) == ("answered", asked.language, said)
            assert answer.sql != asked.sql and ("beibehalten" in answer.interpretation) == (answer.language == "de")
            assert session.parts() == parts(alternative.plan, assistant.reference, asked.language)


def test_the_parts_of_a_question_in_its_language(assistant: Assistant) -> None:
    session = assistant.session()
    assert session.parts() == ()
    session.ask("Wie viele Besuche hatte die Lindenallee im Juni?")
    found = session.parts()
    shown = {part.kind: (part.name, part.shown) for part in found}
    assert shown == {
        "measure": ("Kennzahl", "Besuche"),
        "place": ("Ort", "Lindenallee"),
        "period": ("Zeitraum", "Juni 2026"),
        "breakdown": ("Aufgliederung", "ohne Aufgliederung"),
    }
    assert [a.shown for a in of_kind(found, "place").alternatives][:2] == ["Ostbahnhof", "Isarpark"]
    assert of_kind(found, "period").alternatives[0].shown == "Mai 2026"
    after = session.change(of_kind(found, "period").alternatives[0].plan, "Zeitraum: Mai 2026")
    assert after.rows == ((34650,),) and session.ask("zurück").rows == ((34800,),)


def test_a_change_is_recorded_with_its_words_and_plan(assistant: Assistant, log_file: Path) -> None:
    session = assistant.session()
    session.ask("Besuche Lindenallee im Juni")
    chosen = of_kind(session.parts(), "measure").alternatives[0]
    answer = session.change(chosen.plan, "Maß: Besucher")
    log = AuditLog.open(log_file)
    record = next(r for r in log.read(Selection(kind="asked"), Asker("auditor", "me")) if r.audit_id == answer.audit_id)
    log.close()
    assert record.body["question"] == "Maß: Besucher" and '"visitors"' in str(record.body["plan"])


def test_a_plan_from_elsewhere_gains_nothing(assistant: Assistant) -> None:
    session = assistant.session()
    nowhere = Plan.model_validate({"measures": ["visits"], "areas": [{"conditions": [["place", "Nowhere'; drop"]]}]})
    assert session.change(nowhere, "Ort: Nowhere").status == "declined"
    refused = session.change(Plan(measures=("visits",)), "Wo war Anna Müller gestern?")
    assert refused.status == "refused" and not refused.rows
