"""`footfall eval` on the project's own cases, and on cases that are wrong, unusable or no cases at all."""

import json
from pathlib import Path

import pytest

from assistant.cli import main

OWN = Path(__file__).parents[1] / "cases" / "evaluation" / "small.jsonl"
QUESTION = "Wie viele Besuche hatte die Lindenallee im Mai?"


def evaluate(file: Path, warehouse: Path, tmp_path: Path, *more: str) -> int | str | None:
    with pytest.raises(SystemExit) as done:
        main(["eval", str(file), "--warehouse", str(warehouse), "--audit", str(tmp_path / "audit.sqlite"), *more])
    return done.value.code


def given(tmp_path: Path, *cases: object) -> Path:
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(case if isinstance(case, str) else json.dumps(case) for case in cases), "utf-8")
    return file


def test_the_projects_own_questions_are_all_right(
    small_warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = evaluate(OWN, small_warehouse, tmp_path, "--min-right", "100", "--lang", "en")
    assert code == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        ({"question": QUESTION, "gold_sql": "select 1 as one"}, "wrong"),
        ({"question": QUESTION, "expect": "decline"}, "wrong"),
        ({"question": "Besuche Lindenallee quuxelig", "gold_sql": "select 1 as one"}, "abstained"),
        ({"question": QUESTION, "gold_sql": "select group_size from footfall_daily"}, "unusable"),
        ({"question": QUESTION}, "unusable"),
    ],
)
def test_every_other_outcome_is_named_with_the_question(
    case: dict[str, str], kind: str, small_warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = evaluate(given(tmp_path, case), small_warehouse, tmp_path, "--min-right", "1", "--lang", "en")
    first = capsys.readouterr().out.splitlines()[0]
    assert (code, first.split()[0]) == (1, kind)
    assert case["question"] in first


def test_an_alternative_is_as_good_as_the_gold(small_warehouse: Path, tmp_path: Path) -> None:
    golds = {
        "gold_sql": "select 1 as one",
        "gold_alternatives": ["select visits, place_id from footfall_monthly limit 0"],
    }
    right = "select visits from footfall_monthly where place_id = 'lin' and month = date '2026-05-01'"
    assert (
        evaluate(given(tmp_path, {"question": QUESTION, **golds}), small_warehouse, tmp_path, "--min-right", "1") == 1
    )
    golds["gold_alternatives"] = [right]
    assert (
        evaluate(given(tmp_path, {"question": QUESTION, **golds}), small_warehouse, tmp_path, "--min-right", "1") == 0
    )


@pytest.mark.parametrize("line", ["{nonsense", '{"id": 1}', '["a"]', '{"question": 7}'])
def test_a_line_that_is_no_case_is_named(
    line: str, small_warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = given(tmp_path, {"question": QUESTION, "expect": "help"}, line)
    assert evaluate(file, small_warehouse, tmp_path, "--lang", "en") == 2
    assert "line 2" in " ".join(capsys.readouterr().err.split())


def test_an_empty_file_is_a_usage_error(small_warehouse: Path, tmp_path: Path) -> None:
    assert evaluate(given(tmp_path), small_warehouse, tmp_path) == 2
