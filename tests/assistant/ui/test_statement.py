"""Where a rule objects is marked, in the statement as it was stored."""

import re
from html import unescape
from typing import Any, cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Language
from assistant.ui.desk.record import record_page
from assistant.ui.desk.statement import has_place, marked
from assistant.ui.desk.words import desk_words
from guardrails.audit.body import fields_of
from guardrails.audit.entry import Entry, Record
from guardrails.verdict import Asker, Finding, Interface
from tests.assistant.ui.test_strings import keys
from warehouse.catalog import Label

SQL = "select group_size from footfall_daily where place = 'a < b'"
MESSAGE = Label(de="geschützt", en="protected")


@pytest.mark.parametrize(("at", "word"), [(7, "group_size"), (23, "footfall_daily"), (52, "'a < b'")])
def test_the_token_at_the_place_is_marked(at: int, word: str) -> None:
    shown = marked(SQL, [{"rule": "K01", "at": at}])
    assert [unescape(text) for text in re.findall(r"<mark>(.*?)<sup>K01</sup></mark>", shown)] == [word]


def test_rules_at_one_place_share_a_mark_and_places_outside_are_passed_over() -> None:
    findings: list[dict[str, Any]] = [
        {"rule": "K01", "at": 7},
        {"rule": "K09", "at": 7},
        {"rule": "K02", "at": 999},
        {"rule": "K03"},
    ]
    assert marked(SQL, findings).count("<mark>") == 1 and "<sup>K01, K09</sup>" in marked(SQL, findings)
    assert has_place(findings) and not has_place([{"rule": "K03"}])


@given(st.text(max_size=60), st.lists(st.integers(-3, 70), max_size=5))
def test_marking_changes_no_letter_and_lets_nothing_through(sql: str, places: list[int]) -> None:
    shown = marked(sql, [{"rule": "K01", "at": at} for at in places])
    inside = re.sub(r"<sup>K01</sup>|</?mark>", "", shown).removeprefix("<pre><code>").removesuffix("</code></pre>")
    assert unescape(inside) == sql and "<" not in inside


@pytest.mark.parametrize("before", ["", "/* Petra Schneider, 0171 5550199 */ ", "'ein langer geheimer Text', "])
def test_the_stored_place_is_that_of_the_stored_statement(before: str) -> None:
    sql = f"select {before}group_size from footfall_daily"
    found = Finding("K01", MESSAGE, start=sql.index("group_size"))
    body = fields_of(Entry("asked", "refused", Asker(), sql=sql, findings=(found,)), str, frozenset())
    (stored,) = cast("list[dict[str, Any]]", body["findings"])
    assert str(body["sql"])[stored["at"] :].startswith("group_size")
    assert "Schneider" not in str(body) and "geheim" not in str(body)


def test_a_place_that_was_blacked_out_is_not_stored() -> None:
    sql = "select 'Petra Schneider wohnt hier' from places"
    found = Finding("K01", MESSAGE, start=sql.index("Schneider"))
    body = fields_of(Entry("asked", "refused", Asker(), sql=sql, findings=(found,)), str, frozenset())
    assert body["findings"] == [{"rule": "K01", "message": {"de": "geschützt", "en": "protected"}}]


def test_the_desk_says_the_same_in_both_languages() -> None:
    sections = ("desk", "overview", "list", "record", "review", "queue", "evidence", "feedback", "signal", "kind")
    german, english = ({name: dict(keys(desk_words(code).phrases[name])) for name in sections} for code in ("de", "en"))
    assert german == english and len(german["signal"]) == 2


@pytest.mark.parametrize("language", get_args(Language))
def test_a_record_names_every_rule_once_and_leaves_no_code_to_be_guessed(language: Language) -> None:
    words = desk_words(language)
    assert set(get_args(Interface)) == set(words.phrases["interface"])
    found = [Finding("K01", MESSAGE, start=start) for start in (7, 20)] + [Finding("O02", MESSAGE)]
    entry = Entry("asked", "refused", Asker(), language=language, sql=SQL, findings=tuple(found))
    body = {**fields_of(entry, str, frozenset()), "time": "2026-06-30T12:00:00+00:00"}
    page = record_page(Record("A000001", "hash", body), (), words)
    why, spoken = page[: page.index("</section>")], {"de": "Deutsch", "en": "English"}[language]
    assert why.count("K01") == why.count("O02") == 1 and why.count(MESSAGE[language]) == 2
    assert f"<dd>{spoken}</dd>" in page
