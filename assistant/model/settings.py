"""Which model is asked, where it is, and how much it may take: read from the environment.

`FOOTFALL_MODEL=provider:model` switches the model on, `FOOTFALL_MODE` says when it is asked: never (`reader`), where
the reader is unsure (`reader-then-model`, the default with a model), or always (`model`). A key stays in the provider's
own variable.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.model.outcome import Unreadable, unreadable

Provider = Literal["openai", "anthropic", "ollama"]
Mode = Literal["reader-then-model", "model"]
INSTALLS: dict[Provider, str] = {
    "openai": "'footfall-assistant[model]'",
    "anthropic": "'footfall-assistant[model]' langchain-anthropic",
    "ollama": "'footfall-assistant[model]' langchain-ollama",
}
VARIABLES = {
    "provider": "FOOTFALL_MODEL",
    "model": "FOOTFALL_MODEL",
    "url": "FOOTFALL_MODEL_URL",
    "seconds": "FOOTFALL_MODEL_TIMEOUT",
    "tokens": "FOOTFALL_MODEL_TOKENS",
    "mode": "FOOTFALL_MODE",
}


class Settings(BaseModel):
    """A model and its limits: `url` of any OpenAI-compatible (or Ollama) server, None for the provider's own;
    `seconds` one reply may take; `tokens` a prompt may have; `reply_tokens` a reply may have."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: Provider
    model: str = Field(min_length=1)
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    seconds: float = Field(default=20, ge=1, le=600)
    tokens: int = Field(default=8000, ge=4000, le=200_000)
    reply_tokens: int = 4000
    mode: Mode = "reader-then-model"

    @field_validator("model")
    @classmethod
    def _no_blanks(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("empty model name")
        return value

    @property
    def name(self) -> str:
        """`provider:model`, as it is written in the environment and in the audit log."""
        return f"{self.provider}:{self.model}"


def settings_from(environment: Mapping[str, str]) -> Settings | Unreadable | None:
    """The settings of an environment; None where the reader reads alone; the reason if a value is wrong."""
    named, mode = environment.get("FOOTFALL_MODEL", "").strip(), environment.get("FOOTFALL_MODE", "")
    if mode == "reader" or not (named or mode):
        return None
    if not named:
        return unreadable("no_model", mode=mode)
    provider, _, model = named.partition(":")
    given: dict[str, Any] = {"provider": provider, "model": model}
    given |= {f: environment[v] for f, v in VARIABLES.items() if f not in given and environment.get(v)}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        variable = VARIABLES[str(error.errors()[0]["loc"][0])]
        return unreadable(f"wrong_{variable}", value=environment.get(variable, ""))


def missing(settings: Settings, error: ImportError) -> Unreadable:
    """Which package the model needs, and how to install it."""
    return unreadable(
        "extra_missing", model=settings.name, package=error.name or "langchain", install=INSTALLS[settings.provider]
    )
