"""A real OpenAI-compatible server, where somebody has one running; nothing is downloaded and nothing runs without it.

    FOOTFALL_TEST_MODEL_URL=http://127.0.0.1:8391/v1 FOOTFALL_TEST_MODEL=openai:local pytest tests/assistant/model

Small models give a plan that fits the schema and rarely the right one; so the wiring is tested here, not the plan.
"""

import os
from pathlib import Path

import pytest

from assistant.service import Assistant
from guardrails.audit import AuditLog, Selection

URL = os.environ.get("FOOTFALL_TEST_MODEL_URL", "")
pytestmark = pytest.mark.skipif(not URL, reason="FOOTFALL_TEST_MODEL_URL names no server")


@pytest.mark.parametrize("question", ["Wie viele Besuche hatte die Lindenallee im Mai?", "Which was the best place?"])
def test_a_real_model_gives_a_checked_plan_or_leaves_the_readers_answer(
    question: str, small_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = Assistant.open(small_warehouse, audit=tmp_path / "audit.sqlite")
    expected = alone.ask(question)
    alone.close()
    monkeypatch.setenv("FOOTFALL_MODEL", os.environ.get("FOOTFALL_TEST_MODEL", "openai:local"))
    monkeypatch.setenv("FOOTFALL_MODEL_URL", URL)
    monkeypatch.setenv("FOOTFALL_MODEL_TIMEOUT", "600")
    monkeypatch.setenv("FOOTFALL_MODE", "model")
    assistant = Assistant.open(small_warehouse, audit=tmp_path / "audit.sqlite")
    answer = assistant.ask(question)
    log = AuditLog.open(tmp_path / "audit.sqlite")
    record = log.read(Selection(kind="asked", limit=1), assistant.asker)[0].body
    log.close()
    assistant.close()
    assert "prompt" in record["versions"]["model"]
    if record["author"] == "model":
        assert answer.status == "answered" and answer.sql
    else:
        assert (answer.status, answer.message) == (expected.status, expected.message)
