"""Every handler asks for the role itself, as if there were no doors before it: hidden parts can still be called."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from starlette.requests import Request

from assistant.people.exports import Exports
from assistant.people.office import Office
from assistant.people.person import Person
from assistant.service import Assistant
from assistant.ui.brief.page import BriefPage
from assistant.ui.chat import MOST_CONVERSATIONS, Conversations
from assistant.ui.desk.page import Desk
from assistant.ui.page import Page
from assistant.ui.visitor import VISIT, Visit

WORDS_ONLY = {"_start", "_speak", "_worded", "<lambda>", "_new", "blanks_of"}
"""Handlers that show words of the page and nothing else, or forget what one's own tab held."""

CHOSEN = {
    "choice": gr.SelectData(None, {"index": 0, "value": "Visits Mill Lane May 2026"}),
    "chosen": gr.EventData(None, {"open": "A000001"}),
}


@pytest.fixture(scope="module")
def office(small_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    opened = Office(Assistant.open(small_warehouse, audit=tmp_path_factory.mktemp("roles") / "audit.sqlite"), Exports())
    yield opened
    opened.close()


def request_of(role: str, refused: list[str]) -> gr.Request:
    visit = Visit(Person("mallory", role), ("audit", "chat"), True, refused.append)
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b"", VISIT: visit}
    return gr.Request(request=Request(scope), session_hash="tab")


def called(handler: Any, request: gr.Request) -> object:
    """The handler with nothing but a language and who asks."""
    given: list[Any] = []
    for name, parameter in inspect.signature(handler).parameters.items():
        if parameter.kind is parameter.VAR_POSITIONAL:
            given += ["", "en"]
        elif parameter.annotation is gr.Request:
            given.append(request)
        else:
            given.append("en" if name == "language" else CHOSEN.get(name, ""))
    result = handler(*given)
    return list(result) if inspect.isgenerator(result) else result


def handlers(blocks: gr.Blocks) -> dict[str, Any]:
    found = {f"{one.fn.__qualname__}": one.fn for one in blocks.fns.values() if one.fn is not None}
    return {name: fn for name, fn in found.items() if fn.__name__ not in WORDS_ONLY}


@pytest.mark.parametrize(
    ("page", "role", "least"),
    [
        *((Desk, role, 14) for role in ("marketer", "sales", "analyst")),
        *((BriefPage, role, 7) for role in ("marketer", "auditor")),
        (Page, "auditor", 4),
    ],
)
def test_no_handler_of_a_page_answers_who_has_no_business_there(
    page: Any, role: str, least: int, office: Office
) -> None:
    wanted = handlers(page(office).blocks)
    assert len(wanted) >= least
    for name, handler in wanted.items():
        refused: list[str] = []
        with pytest.raises(gr.Error):
            called(handler, request_of(role, refused))
        assert refused == ["handler"], name


def test_a_conversation_is_taken_up_by_its_owner_alone_and_not_for_ever(office: Office) -> None:
    anna, ben = Person("anna", "marketer"), Person("ben", "marketer")
    conversations = Conversations(office)
    hers = conversations.of(anna, "tab")
    assert conversations.taken_up(ben, "tab", "anew") is None and conversations.of(ben, "anew") is not hers
    assert conversations.taken_up(anna, "tab", "anew") is hers and conversations.of(anna, "anew") is hers
    conversations.forget(anna, "anew")
    assert conversations.taken_up(anna, "anew", "again") is None
    for n in range(MOST_CONVERSATIONS):
        conversations.of(ben, str(n))
    assert conversations.taken_up(anna, "tab", "anew") is None
