"""The chat model behind LangChain: opened once, asked with a time limit, its reply held to the schema.

Tracing to outside services is off for every call, whatever the environment says: questions go to the configured model
and nowhere else.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.exceptions import ModelError
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable
from langsmith import tracing_context

from assistant.model.outcome import Unreadable, unreadable
from assistant.model.prompt import as_json
from assistant.model.schema import reply_schema
from assistant.model.settings import Settings, missing
from assistant.model.tokens import Count, counter

PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Heard:
    """A reply: its text, and what was decoded of it (None if it was not JSON)."""

    text: str
    data: object


@dataclass(frozen=True)
class Chat:
    """An opened model with its token count."""

    settings: Settings
    count: Count
    replies: Runnable[LanguageModelInput, Any]

    def ask(self, messages: Sequence[BaseMessage]) -> Heard | Unreadable:
        """The model's reply. A passing failure is tried once more, if it came in the first half of the time limit."""
        started = time.monotonic()
        try:
            return self._heard(messages)
        except Exception as error:
            if not _passing(error) or time.monotonic() - started > self.settings.seconds / 2:
                return self._no_reply(error)
        time.sleep(PAUSE_SECONDS)
        try:
            return self._heard(messages)
        except Exception as error:
            return self._no_reply(error)

    def _heard(self, messages: Sequence[BaseMessage]) -> Heard:
        with tracing_context(enabled=False):
            reply = self.replies.invoke(list(messages))
        return Heard(str(reply["raw"].text) or as_json(reply["parsed"]), reply["parsed"])

    def _no_reply(self, error: Exception) -> Unreadable:
        return replace(unreadable("no_reply", model=self.settings.name, cause=_named(error)), outage=_passing(error))


def open_chat(settings: Settings) -> Chat | Unreadable:
    """The model of the settings, ready to be asked; nothing is sent yet."""
    try:
        model = init_chat_model(settings.model, model_provider=settings.provider, **_client(settings))
        return chat_with(model, settings)
    except ImportError as error:
        return missing(settings, error)
    except Exception as error:
        return unreadable("not_started", model=settings.name, cause=_named(error))


def chat_with(model: BaseChatModel, settings: Settings) -> Chat:
    """A chat over a model that is already there."""
    replies = model.with_structured_output(reply_schema(), include_raw=True, **_strictness(settings))
    return Chat(settings, counter(settings.model), replies)


def _client(settings: Settings) -> dict[str, Any]:
    """The limits as each provider calls them; no retries but ours. Newer Claude models know no temperature.

    Ollama cuts a prompt silently unless its window is set. A server of one's own often asks for no key, where OpenAI's
    client insists on one.
    """
    address = {"base_url": settings.url} if settings.url else {}
    hosted = {"timeout": settings.seconds, "max_retries": 0, "max_tokens": settings.reply_tokens, **address}
    match settings.provider:
        case "openai":
            keyless = settings.url and not os.environ.get("OPENAI_API_KEY")
            return {**hosted, "temperature": 0} | ({"api_key": "none"} if keyless else {})
        case "anthropic":
            return hosted
        case "ollama":
            window = {"num_ctx": settings.tokens + settings.reply_tokens, "num_predict": settings.reply_tokens}
            return {"client_kwargs": {"timeout": settings.seconds}, **window, "temperature": 0, **address}


def _strictness(settings: Settings) -> dict[str, Any]:
    return {"method": "json_schema", "strict": True} if settings.provider == "openai" else {}


def _passing(error: BaseException | None) -> bool:
    """Whether asking again may help: too busy, the server's own fault, or no connection."""
    if isinstance(error, ModelError):
        return error.is_retryable
    return isinstance(error, OSError) or (error is not None and _passing(error.__cause__ or error.__context__))


def _named(error: Exception) -> str:
    """The kind of an error and its HTTP status; never its text, which may hold a part of a key or of the question."""
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__} {status}" if isinstance(status, int) else type(error).__name__
