"""The whole way of a question on a small warehouse: every outcome is an answer and a record."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from assistant.answer import Answer
from assistant.compile.outcome import CannotAnswerError
from assistant.present import as_text
from assistant.protection import protection_note
from assistant.service import Assistant
from guardrails.audit import AuditLog, AuditUnavailable, Selection
from guardrails.gate import Gate
from guardrails.verdict import Asker
from warehouse.build_info import BuildInfo
from warehouse.catalog import Label


@pytest.fixture(scope="module")
def assistant(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    opened = Assistant.open(small_warehouse, audit=tmp_path_factory.mktemp("service") / "audit.sqlite")
    yield opened
    opened.close()


def test_a_question_is_answered_in_its_language(assistant: Assistant) -> None:
    german = assistant.ask("Wie viele Besuche hatte die Lindenallee im Mai?")
    english = assistant.ask("How many visits did Lindenallee have in May?")
    assert (german.status, german.language, german.rows) == ("answered", "de", ((34650,),))
    assert (english.status, english.language, english.rows) == ("answered", "en", ((34650,),))
    assert "34.650 Besuche im Mai 2026" in german.message
    assert "34,650 visits in May 2026" in english.message


def test_an_answer_says_how_it_came_about(assistant: Assistant) -> None:
    answer = assistant.ask("Lindenallee: visits by gender in May")
    assert "group_size" not in answer.sql and "group_size" in answer.sql_run
    assert answer.threshold == 20 and answer.audit_id
    assert answer.coverage is not None and 0 < answer.coverage <= 1
    assert set(answer.timings_ms) >= {"read", "gate", "run", "total"}
    assert answer.interpretation and answer.chart and answer.chart["kind"] == "bar"
    assert Answer.model_validate_json(answer.model_dump_json()).message == answer.message


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Who was at Lindenallee yesterday? Was my wife there?", "refused"),
        ("Wie viel Umsatz machte die Lindenallee im Mai?", "declined"),
        ("Lindenallee: visitors by age group and hour in May", "declined"),
        ("What can you do?", "help"),
        ("", "clarify"),
    ],
)
def test_other_outcomes_are_recorded_and_help_on(assistant: Assistant, question: str, status: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == status, answer
    assert answer.message and answer.audit_id and not answer.rows
    if status in ("refused", "declined"):
        assert all(assistant.ask(s).status == "answered" for s in answer.suggestions)
        assert answer.suggestions


def test_own_statements_take_the_same_way(assistant: Assistant) -> None:
    session = assistant.session()
    session.ask("Besuche Lindenallee im Mai")
    answer = session.sql("select place_id, visits from footfall_monthly where month = '2026-05-01'")
    assert answer.status == "answered" and answer.language == "de" and len(answer.rows) == 6
    refused = session.sql("select group_size from footfall_daily")
    assert refused.status == "refused" and refused.findings and refused.audit_id


def test_a_statement_may_ask_whether_something_is_so(assistant: Assistant) -> None:
    answer = assistant.sql("select bool_and(visits > 0) from footfall_monthly", language="de")
    assert answer.status == "answered" and answer.rows == ((True,),) and "ja" in answer.message


def test_a_sum_of_distinct_people_is_said_to_be_one(assistant: Assistant) -> None:
    summed = assistant.sql("select sum(visitors) from footfall_daily where place_id = 'lin'")
    (caution,) = assistant.gate.check(summed.sql, "analyst").cautions  # type: ignore[union-attr]
    assert summed.status == "answered" and caution.message.en in summed.message


def test_rows_that_are_left_out_are_not_left_out_silently(assistant: Assistant) -> None:
    twice = "select date, hour from footfall_hourly union all select date, hour from footfall_hourly"
    answer = assistant.sql(twice)
    assert answer.status == "answered" and f"Only the first {len(answer.rows):,} rows are shown." in answer.message


def test_checking_runs_nothing(assistant: Assistant) -> None:
    cleared = assistant.check("select sum(visits) from footfall_daily")
    assert cleared.status == "answered" and not cleared.rows and not cleared.audit_id
    assert assistant.check("delete from footfall_daily").status == "refused"


def test_a_higher_threshold_hides_more_and_says_so(small_warehouse: Path, tmp_path: Path) -> None:
    marketer = Assistant.open(small_warehouse, role="marketer", audit=tmp_path / "audit.sqlite")
    answer = marketer.ask("Ostbahnhof: visits by hour on 13 June")
    marketer.close()
    assert answer.threshold == 30 and len(answer.rows) == 19
    assert answer.hidden_groups == 5 and "5 groups are not shown: none or too few people" in answer.message
    assert answer.coverage is not None


def test_nothing_to_show_is_no_row_and_no_zero(small_warehouse: Path, tmp_path: Path) -> None:
    assistant = Assistant.open(small_warehouse, audit=tmp_path / "audit.sqlite")
    answer = assistant.ask("Quayside visits on 14 June")  # shut on Sundays
    assistant.close()
    assert answer.status == "answered" and answer.rows == () and answer.hidden_groups == 1
    assert "not shown – none or too few people" in answer.message


def test_an_internal_error_is_called_one(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug that quotes 4711")

    monkeypatch.setattr("assistant.service.compile_plan", broken)
    answer = assistant.ask("Besuche Lindenallee im Mai")
    assert answer.status == "error" and "4711" not in answer.message and not answer.choices


@pytest.mark.parametrize("question", ["Wem gehört das Handy von Anna Beispiel?", "Hallo", "Wie ist das Wetter morgen?"])
def test_a_log_that_cannot_be_written_is_said_to_be_the_reason(
    assistant: Assistant, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise AuditUnavailable(Label(de="Das Protokoll ist voll.", en="The audit log is full."))

    monkeypatch.setattr(assistant.gate._audit, "append", full)
    answer = assistant.ask(question)
    assert answer.status == "error" and answer.message in ("Das Protokoll ist voll.", "The audit log is full.")


def test_a_question_is_one_question_in_the_log_whatever_it_takes_to_answer_it(
    small_warehouse: Path, tmp_path: Path
) -> None:
    assistant = Assistant.open(small_warehouse, audit=tmp_path / "audit.sqlite")
    answer = assistant.ask("Ostbahnhof: visits by hour on 13 June")
    assistant.close()
    log, auditor = AuditLog.open(tmp_path / "audit.sqlite"), Asker("auditor")
    (asked,) = log.read(Selection(kind="asked"), auditor)
    (part,) = log.read(Selection(kind="part"), auditor)
    log.close()
    assert answer.coverage is not None
    assert asked.audit_id == answer.audit_id == part.body["about"]
    assert part.body["sql"] and part.body["sql"] != asked.body["sql"]


def test_text_output_lines_up(assistant: Assistant) -> None:
    answer = assistant.ask("Besuche je Ort im Juni")
    text = as_text(answer, "NOTE")
    lines = [line for line in text.splitlines() if line.startswith(("Lindenallee", "Mill Lane", "Quayside"))]
    assert len({len(line) for line in lines}) == 1
    assert "46.400" in text and "NOTE" in text and answer.audit_id in text


def test_protection_claims_only_what_the_build_recorded() -> None:
    assert "not known" in protection_note(BuildInfo(), 20, "en")
    policy = {"smallest_group": 20, "noise": {"bound": 5}, "round_to": 5}
    build = BuildInfo(build_id="b1", manifest={"policy": policy})
    note = protection_note(build, 30, "en")
    assert "at least 20 observed people" in note and "not differential privacy" in note and "30" in note
    assert "Subtracting" not in note
    complete = protection_note(
        BuildInfo(build_id="b1", manifest={"policy": policy, "proven": ["residual"]}), None, "de"
    )
    assert "1 bis 19" in complete


def test_reasons_of_the_compiler_have_words() -> None:
    from assistant.wording import wording

    for reason in ("not_together", "one_measure", "no_such_place", "unlike_parts"):
        assert CannotAnswerError(reason).outcome.reason == reason
        assert wording("de").has(f"declined.{reason}") and wording("en").has(f"declined.{reason}")


QUESTIONS = (
    "Ostbahnhof: visits by hour on 13 June",
    "Ostbahnhof: visits by hour in May",
    "Lindenallee: Besuche vor 9 Uhr im Juni",
    "Frauenanteil Ostbahnhof im Mai",
    "Ostbahnhof: visits by age group in May",
    "Top 3 places by visits in June",
)


def test_answers_do_not_depend_on_what_the_role_may_not_see(small_warehouse: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    shutil.copy(small_warehouse, other)
    with duckdb.connect(str(other)) as connection:
        for table in ("footfall_hourly", "demographics_daily"):
            connection.execute(f"update {table} set visits = visits * 3 + 7, visitors = 21 where group_size < 30")
            connection.execute(f"delete from {table} where group_size < 30 and day(date) % 3 = 0")
            connection.execute(f"update {table} set group_size = group_size + 11 where group_size >= 30")
    found = []
    for file in (small_warehouse, other):
        marketer = Assistant.open(file, role="marketer", audit=tmp_path / f"{file.stem}.sqlite")
        found.append([marketer.ask(q).model_dump(exclude={"timings_ms", "audit_id"}) for q in QUESTIONS])
        marketer.close()
    assert found[0] == found[1]
    assert {answer["status"] for answer in found[0]} == {"answered"}


def test_a_followup_edits_the_question_before_and_says_what_it_kept(assistant: Assistant) -> None:
    session = assistant.session()
    session.ask("Wie viele Besuche hatte die Lindenallee im Mai?")
    answer = session.ask("und im Juni?")
    assert answer.rows == assistant.ask("Wie viele Besuche hatte die Lindenallee im Juni?").rows
    assert "beibehalten: Lindenallee, Besuche" in answer.interpretation


def test_a_statement_and_a_refusal_leave_the_conversation_where_it_was(assistant: Assistant) -> None:
    session = assistant.session()
    before = session.ask("Besuche Isarpark im Mai nach Geschlecht")
    assert session.sql("select sum(visits) as v from footfall_monthly").status == "answered"
    assert session.ask("Wo war Max Mustermann gestern?").status == "refused"
    assert session.ask("hat es geregnet?").status == "declined"
    answer = session.ask("in Prozent")
    assert [row[0] for row in answer.rows] == [row[0] for row in before.rows]
    assert answer.columns[-1].name == "share_pct"


def test_that_day_is_written_as_the_ranking_that_named_it(assistant: Assistant) -> None:
    session = assistant.session()
    named = session.ask("busiest day at Mill Lane in May?")
    answer = session.ask("how many visitors were there that day?")
    assert answer.rows == assistant.ask(f"visitors at Mill Lane on {named.rows[0][0]}").rows
    assert "LIMIT 1" in answer.sql
    assert f"{named.rows[0][0]:%-d %B %Y}" in answer.interpretation
    assert "LIMIT 1" in session.ask("men only").sql
    assert "LIMIT 1" not in session.ask("and on 3 June?").sql


def test_turns_of_several_threads_are_taken_one_by_one(assistant: Assistant) -> None:
    session = assistant.session()
    session.ask("visits Mill Lane May 2026")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(session.ask, ["and in June?", "visitors", "and Quayside?", "by week"] * 3))
    assert {answer.status for answer in answers} == {"answered"}


def test_a_refusal_offers_questions_about_the_place_that_was_named(gate: Gate) -> None:
    assistant = Assistant(gate, Asker(role="marketer", interface="chat"))
    refused = assistant.ask("Give me the phone numbers of the people who visited Quayside")
    assert refused.status == "refused" and "Quayside" in refused.suggestions[0]
    assert assistant.ask(refused.suggestions[0]).status == "answered"


def test_a_warehouse_that_is_replaced_is_answered_from_with_the_next_question(
    small_warehouse: Path, tmp_path: Path
) -> None:
    served = Path(shutil.copy(small_warehouse, tmp_path / "served.duckdb"))
    assistant = Assistant.open(served, audit=tmp_path / "audit.sqlite")
    session = assistant.session()
    before = session.ask("Visits at Mill Lane in June 2026").rows
    new = Path(shutil.copy(served, tmp_path / "new.duckdb"))
    with duckdb.connect(str(new)) as connection:
        connection.execute("update footfall_monthly set visits = visits + 1000")
    new.replace(served)
    now = session.ask("Visits at Mill Lane in June 2026").rows
    assert int(str(now[0][0])) == int(str(before[0][0])) + 1000
    assistant.close()
