"""From a question to a plan with a scripted model: checks, the one repair turn, and what is never asked twice."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from pydantic import Field

from assistant.model.outcome import Unreadable
from assistant.model.planner import Planner
from assistant.model.request import Check, Request, nothing_more
from assistant.model.schema import written
from assistant.model.settings import Settings
from assistant.plan import Plan
from assistant.reading.outcome import Clarification
from guardrails.reference import Reference
from tests.assistant.model.data import visits_in_may

pytest.importorskip("langchain.chat_models")
pytest.importorskip("tiktoken")

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable

from assistant.model.chat import chat_with
from assistant.model.dialogue import Dialogue

UNSURE = Clarification("not_understood", (), "en", ("women",))
TODAY = date(2026, 6, 30)


class Scripted(BaseChatModel):
    """Gives its replies one after the other as calls of the one tool it was bound to, as tool-calling providers do."""

    replies: list[Any]
    heard: list[list[BaseMessage]] = Field(default_factory=list)

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        assert [tool["title"] for tool in tools] == ["Reply"]
        return self

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        self.heard.append(messages)
        call = {"name": "Reply", "args": self.replies.pop(0), "id": "1"}
        return ChatResult(generations=[ChatGeneration(message=AIMessage("", tool_calls=[call]))])

    @property
    def _llm_type(self) -> str:
        return "scripted"


def scripted(*replies: Any) -> tuple[Planner, Scripted]:
    model = Scripted(replies=list(replies))
    settings = Settings(provider="anthropic", model="scripted")
    return Planner(settings, lambda settings: Dialogue(chat_with(model, settings))), model


def ask(planner: Planner, reference: Reference, check: Check = nothing_more) -> Plan | Unreadable:
    return planner.plan(Request("How many women in May?", UNSURE, reference, TODAY, check=check))


def test_a_tool_call_is_a_plan(reference: Reference) -> None:
    planner, model = scripted(written(visits_in_may()))
    assert ask(planner, reference) == visits_in_may()
    assert len(model.heard) == 1


def test_a_finding_of_the_compiler_or_the_gate_is_handed_back_with_the_reply(reference: Reference) -> None:
    planner, model = scripted(written(visits_in_may("Briggate")), written(visits_in_may()))
    place = ("place", "Mainpassage")
    outcome = ask(planner, reference, lambda p: () if place in p.areas[0].conditions else ("K9: not this place",))
    assert outcome == visits_in_may()
    assert "Briggate" in model.heard[1][-2].text
    assert "K9: not this place" in model.heard[1][-1].text


def test_there_is_one_repair_turn_only(reference: Reference) -> None:
    planner, model = scripted(*[written(visits_in_may("Nowhere"))] * 3)
    assert isinstance(ask(planner, reference), Unreadable)
    assert len(model.heard) == 2


def test_an_invention_is_found_before_anything_is_compiled(reference: Reference) -> None:
    planner, _ = scripted(*[written(visits_in_may("Nowhere"))] * 2)

    def compiled(plan: Plan) -> tuple[str, ...]:
        raise AssertionError("compiled a plan about a place that does not exist")

    assert isinstance(ask(planner, reference, compiled), Unreadable)


def test_a_model_that_declines_is_believed(reference: Reference) -> None:
    planner, model = scripted({"reason": "a forecast", "plan": None})
    outcome = ask(planner, reference)
    assert isinstance(outcome, Unreadable)
    assert "a forecast" not in outcome.reason.en
    assert len(model.heard) == 1


def test_the_model_is_opened_once_and_only_when_asked(reference: Reference) -> None:
    opened: list[Settings] = []
    replies = [written(visits_in_may())] * 2
    model = Scripted(replies=replies)

    def opening(settings: Settings) -> Dialogue:
        opened.append(settings)
        return Dialogue(chat_with(model, settings))

    planner = Planner(Settings(provider="anthropic", model="scripted"), opening)
    assert opened == []
    assert ask(planner, reference) == ask(planner, reference) == visits_in_may()
    assert len(opened) == 1


def test_a_missing_package_is_one_sentence(reference: Reference) -> None:
    from importlib.util import find_spec

    if find_spec("langchain_ollama"):
        pytest.skip("langchain-ollama is installed")
    outcome = Planner(Settings(provider="ollama", model="qwen3:8b")).plan(Request("x", UNSURE, reference, TODAY))
    assert isinstance(outcome, Unreadable)
    assert "pip install 'footfall-assistant[model]' langchain-ollama" in outcome.reason.de
    assert "pip install 'footfall-assistant[model]' langchain-ollama" in outcome.reason.en


def test_a_missing_key_is_one_sentence(reference: Reference) -> None:
    outcome = Planner(Settings(provider="openai", model="gpt-4o")).plan(Request("x", UNSURE, reference, TODAY))
    assert isinstance(outcome, Unreadable)
    assert "Check its key" in outcome.reason.en
