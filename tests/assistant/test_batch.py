"""Many lines in one process: order, conversations, bad lines, whole output."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer
from assistant.batch import Done, Line, answer_file, answer_lines, read_line
from assistant.service import Assistant

QUESTION = "Wie viele Besuche hatte die Lindenallee im Mai 2026?"
STATEMENT = "select sum(visits) as v from footfall_monthly"


@pytest.fixture(scope="module")
def assistant(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    opened = Assistant.open(small_warehouse, audit=tmp_path_factory.mktemp("batch") / "audit.sqlite", language="en")
    yield opened
    opened.close()


def answered(assistant: Assistant, *lines: object) -> list[dict[str, Any]]:
    given = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return [json.loads(result) for result, _ in answer_lines(assistant, given)]


def test_every_kind_of_line_is_answered_in_order(assistant: Assistant) -> None:
    results = answered(
        assistant,
        {"id": "q", "question": QUESTION, "lang": "ignored"},
        {"id": 2, "sql": STATEMENT},
        {"id": "l", "sql": [STATEMENT, "select group_size from footfall_daily"]},
        {"id": None, "turns": [QUESTION, {"sql": STATEMENT}]},
    )
    assert [r["id"] for r in results] == ["q", 2, "l", None]
    assert [[a["status"] for a in r["answers"]] for r in results] == [
        ["answered"], ["answered"], ["answered", "refused"], ["answered", "answered"],
    ]  # fmt: skip
    assert all(Answer.model_validate(a) for r in results for a in r["answers"])


BAD = {
    "no JSON": b"{nonsense",
    "not an object": b'["a"]',
    "nothing to answer": b'{"id": 7}',
    "two kinds": b'{"id": 7, "question": "a", "sql": "b"}',
    "wrong type": b'{"id": 7, "question": 5}',
    "not UTF-8": b'{"id": 7, "question": "\xff"}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_gives_an_error_and_the_others_their_answers(name: str, assistant: Assistant) -> None:
    bad, good = answered(assistant, BAD[name], {"id": 8, "sql": STATEMENT})
    assert [a["status"] for a in bad["answers"]] == ["error"]
    assert "1" in bad["answers"][0]["message"]
    assert (good["id"], good["answers"][0]["status"]) == (8, "answered")


def test_a_bad_line_keeps_its_id_where_it_has_one(assistant: Assistant) -> None:
    assert [r["id"] for r in answered(assistant, BAD["two kinds"], BAD["no JSON"])] == [7, None]


def test_blank_lines_are_passed_over(assistant: Assistant) -> None:
    assert answered(assistant, b"\n", b"  \r\n") == []


@given(st.binary(max_size=80))
def test_any_bytes_are_a_line_or_a_reason(raw: bytes) -> None:
    assert isinstance(read_line(raw), Line | str)


def test_the_output_appears_whole_and_may_replace_its_input(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(f"{json.dumps({'id': 'ä', 'sql': STATEMENT})}\nbad\n", encoding="utf-8")
    assert answer_file(assistant, file, file) == Done(lines=2, bad=1)
    assert [json.loads(line)["id"] for line in file.read_text("utf-8").splitlines()] == ["ä", None]
    assert list(tmp_path.iterdir()) == [file]


def test_a_run_that_breaks_leaves_the_old_output(assistant: Assistant, tmp_path: Path) -> None:
    old = tmp_path / "out.jsonl"
    old.write_text("old")
    with pytest.raises(FileNotFoundError):
        answer_file(assistant, tmp_path / "missing.jsonl", old)
    assert old.read_text() == "old"
    assert list(tmp_path.iterdir()) == [old]


def test_lines_do_not_share_a_conversation(assistant: Assistant) -> None:
    alone = answered(assistant, {"id": 1, "question": "und im Juni?"})
    after = answered(assistant, {"id": 0, "question": QUESTION}, {"id": 1, "question": "und im Juni?"})
    assert after[1]["answers"][0]["status"] == alone[0]["answers"][0]["status"]
