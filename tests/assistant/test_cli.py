"""`footfall` from outside: options, languages, exit codes, and the world going wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.cli import common_options_last

QUESTION = "Wie viele Besuche hatte die Lindenallee im Mai 2026?"


class Footfall:
    """The command, with a home folder of its own and the small warehouse."""

    def __init__(self, home: Path, warehouse: Path) -> None:
        self.home = home
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("LC_", "FOOTFALL"))},
            "FOOTFALL_HOME": str(home), "FOOTFALL_WAREHOUSE": str(warehouse), "LANG": "C.UTF-8",
        }  # fmt: skip

    def __call__(
        self, *arguments: str | bytes, stdin: bytes = b"", **environment: str
    ) -> "subprocess.CompletedProcess[bytes]":
        command: list[str | bytes] = [sys.executable, "-m", "assistant.cli", *arguments]
        return subprocess.run(
            command, input=stdin, capture_output=True, env={**self.environment, **environment}, timeout=120, check=False
        )


@pytest.fixture(scope="module")
def footfall(tmp_path_factory: pytest.TempPathFactory, small_warehouse: Path) -> Footfall:
    return Footfall(tmp_path_factory.mktemp("home"), small_warehouse)


def one_sentence(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Standard error, which must be readable and no traceback."""
    text = done.stderr.decode()
    assert text.strip()
    assert "Traceback" not in text
    return text


def test_a_question_is_answered_in_its_language_with_how_it_was_read_and_protected(footfall: Footfall) -> None:
    done = footfall("ask", QUESTION)
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "34.650 Besuche" in text
    for part in ("So verstanden:", "Schutz:", "Protokoll: A000"):
        assert part in text


def test_json_is_the_answer_of_the_contract(footfall: Footfall) -> None:
    done = footfall("ask", QUESTION, "--json")
    answer = Answer.model_validate_json(done.stdout)
    assert (answer.status, answer.language, answer.threshold) == ("answered", "de", 20)
    assert answer.rows[0][-1] == 34650
    assert set(json.loads(done.stdout)) == set(Answer.model_fields)


@pytest.mark.parametrize("arguments", [
    ("--role", "marketer", "ask", QUESTION, "--json"),
    ("ask", "--role", "marketer", QUESTION, "--json"),
    ("ask", QUESTION, "--json", "--role=marketer"),
    ("--role=marketer", "ask", "--json", "--", QUESTION),
])  # fmt: skip
def test_common_options_stand_anywhere(arguments: tuple[str, ...], footfall: Footfall) -> None:
    assert json.loads(footfall(*arguments).stdout)["threshold"] == 30


def test_options_keep_their_values_when_they_move() -> None:
    assert common_options_last(["--user", "ask", "ask", "q"]) == ["ask", "q", "--user", "ask"]
    assert common_options_last(["--lang=de", "sql", "--", "-x"]) == ["sql", "--lang=de", "--", "-x"]
    assert common_options_last(["--role"]) == ["--role"]
    assert common_options_last([]) == []


EXITS: Mapping[str, tuple[tuple[str, ...], int, str]] = {
    "answered": (("ask", QUESTION, "--json"), 0, "answered"),
    "help": (("ask", "What is a visitor?", "--json"), 0, "help"),
    "refused question": (("ask", "Wo wohnt Petra Schneider?", "--json"), 1, "refused"),
    "refused statement": (("sql", "select group_size from footfall_daily", "--json"), 1, "refused"),
    "no statement": (("sql", "select from where", "--json"), 1, "refused"),
    "cleared": (("check", "select visits from footfall_monthly", "--json"), 0, "answered"),
    "not cleared": (("check", "drop table places", "--json"), 1, "refused"),
    "statement": (("sql", "select sum(visits) from footfall_monthly", "--json"), 0, "answered"),
}


@pytest.mark.parametrize("name", EXITS)
def test_exit_codes_follow_the_status(name: str, footfall: Footfall) -> None:
    arguments, code, status = EXITS[name]
    done = footfall(*arguments)
    assert (done.returncode, json.loads(done.stdout)["status"]) == (code, status)


USAGE = {
    "no such command": ("fly",),
    "no question": ("ask",),
    "unknown role": ("ask", QUESTION, "--role", "king"),
    "unknown language": ("ask", QUESTION, "--lang", "fr"),
    "no date": ("ask", QUESTION, "--today", "gestern"),
    "empty question": ("ask", "  "),
    "batch without output": ("batch", "in.jsonl"),
    "batch of a missing file": ("batch", "nowhere.jsonl", "--output", "out.jsonl"),
    "unknown rule": ("rules", "K99"),
    "unknown record": ("audit", "show", "A999999"),
}


@pytest.mark.parametrize("name", USAGE)
def test_usage_errors_exit_2_with_a_sentence(name: str, footfall: Footfall) -> None:
    footfall("check", "select 1")
    done = footfall(*USAGE[name])
    assert done.returncode == 2
    one_sentence(done)


def test_standard_input_is_read_for_a_dash(footfall: Footfall) -> None:
    statement = b"\xef\xbb\xbfselect sum(visits) as v\nfrom footfall_monthly\n"
    assert footfall("check", "-", stdin=statement).returncode == 0
    assert footfall("sql", "-", stdin=statement).returncode == 0


def test_input_that_is_not_utf8_is_said(footfall: Footfall) -> None:
    for done in (footfall("check", "-", stdin=b"select '\xff\xfe'"), footfall("ask", b"Besuche \xe4m Montag")):
        assert done.returncode == 2
        assert "UTF-8" in one_sentence(done)


@pytest.mark.parametrize(("language", "word"), [("de", "Bitte"), ("en", "no ")])
def test_a_missing_warehouse_is_one_sentence_in_the_language_asked_for(
    language: str, word: str, footfall: Footfall
) -> None:
    done = footfall("ask", QUESTION, "--warehouse", "/nowhere/w.duckdb", "--lang", language)
    assert done.returncode == 2
    sentence = one_sentence(done)
    assert word in sentence
    assert len(sentence.strip().splitlines()) == 1


def test_the_language_of_messages_follows_the_environment(footfall: Footfall) -> None:
    assert "Eine Frage auf Deutsch" in footfall("--help", LANG="de_DE.UTF-8").stdout.decode()
    assert "Answer one question" in footfall("--help", LANG="en_GB.UTF-8").stdout.decode()


def test_a_damaged_warehouse_is_one_sentence(footfall: Footfall, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_bytes(b"not a warehouse" * 1000)
    done = footfall("ask", QUESTION, "--warehouse", str(damaged))
    assert done.returncode == 2
    assert str(damaged) in one_sentence(done)


def test_without_a_log_nothing_is_answered(footfall: Footfall) -> None:
    done = footfall("ask", QUESTION, "--audit", "/dev/null/audit.sqlite", "--lang", "de")
    assert done.returncode == 3
    assert done.stdout == b""
    assert "Protokoll" in one_sentence(done)


def test_a_closed_pipe_ends_quietly(footfall: Footfall) -> None:
    command = f'"{sys.executable}" -m assistant.cli sql "select date, visits from footfall_daily" --json | head -c 1'
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=footfall.environment, check=True)
    assert done.stdout == b"{"
    assert done.stderr == b""


def test_rules_are_listed_and_explained(footfall: Footfall) -> None:
    listed = footfall("rules", "--lang", "en").stdout.decode()
    for rule in ("K01", "I01", "S01", "Q01", "Q06"):
        assert rule in listed
    assert "Klinik" in footfall("rules", "Q06", "--lang", "de").stdout.decode()


def test_the_log_can_be_listed_shown_and_verified(footfall: Footfall) -> None:
    answer = json.loads(footfall("ask", QUESTION, "--user", "erika", "--client", "Kunde A", "--json").stdout)
    refused = json.loads(footfall("ask", "Wo wohnt Petra Schneider?", "--user", "erika", "--json").stdout)
    shown = json.loads(footfall("audit", "show", answer["audit_id"], "--json").stdout)
    assert (shown["question"], shown["status"], shown["client"]) == (QUESTION, "cleared", "Kunde A")
    listed = footfall("audit", "list", "--status", "refused", "--rule", "Q01", "--by", "erika").stdout.decode()
    assert listed.split()[0] == refused["audit_id"]
    assert "Petra" not in listed
    verified = footfall("audit", "verify")
    assert verified.returncode == 0
    assert b"erika" not in (footfall.home / "audit.sqlite").read_bytes()


def test_a_log_that_is_not_there_is_said_and_not_made(footfall: Footfall, tmp_path: Path) -> None:
    done = footfall("audit", "verify", "--audit", str(tmp_path / "none.sqlite"))
    assert done.returncode == 2
    assert not (tmp_path / "none.sqlite").exists()
    one_sentence(done)


def test_a_build_that_cannot_start_says_why(footfall: Footfall, tmp_path: Path) -> None:
    named = [x for name in ("visits", "customers", "places") for x in (f"--{name}", str(tmp_path / f"{name}.csv"))]
    done = footfall("build", *named, "--out", str(tmp_path / "w.duckdb"), "--lang", "de")
    assert done.returncode == 1
    assert "nichts gebaut" in one_sentence(done)
    assert not (tmp_path / "w.duckdb").exists()


def test_a_panel_of_any_size_is_only_written_where_somebody_says(footfall: Footfall, tmp_path: Path) -> None:
    size = ("--people", "500", "--places", "40", "--days", "14", "--inputs-only")
    nowhere = footfall("demo", *size)
    assert nowhere.returncode == 2
    assert b"--keep-inputs" in nowhere.stderr
    assert footfall("demo", *size, "--keep-inputs", str(tmp_path)).returncode == 0
    assert len((tmp_path / "places.csv").read_text("utf-8").splitlines()) == 41
    assert not (footfall.home / "demo.duckdb").exists()


@pytest.mark.parametrize(("lang", "said"), [("de", "bitte mit --out"), ("en", "please name a file for it with --out")])
def test_a_panel_of_another_size_leaves_the_demo_warehouse_alone(footfall: Footfall, lang: str, said: str) -> None:
    kept = footfall.home / "demo.duckdb"
    kept.write_bytes(b"the demo")
    done = footfall("demo", "--people", "500", "--lang", lang)
    assert done.returncode == 2 and said in one_sentence(done)
    assert kept.read_bytes() == b"the demo"
