import pytest

from assistant.model.outcome import Unreadable
from assistant.model.planner import Planner, planner_from_environment
from assistant.model.settings import Settings, settings_from


def test_no_model_is_asked_for() -> None:
    assert settings_from({}) is None
    assert settings_from({"FOOTFALL_MODEL": "  ", "FOOTFALL_MODEL_URL": "http://127.0.0.1:1"}) is None


@pytest.mark.parametrize(
    ("named", "provider", "model"),
    [
        ("openai:gpt-4o", "openai", "gpt-4o"),
        ("anthropic:claude-sonnet-5", "anthropic", "claude-sonnet-5"),
        ("ollama:qwen3:8b", "ollama", "qwen3:8b"),
    ],
)
def test_provider_and_model(named: str, provider: str, model: str) -> None:
    settings = settings_from({"FOOTFALL_MODEL": named})
    assert isinstance(settings, Settings)
    assert (settings.provider, settings.model, settings.name) == (provider, model, named)


def test_every_limit_can_be_set() -> None:
    settings = settings_from(
        {
            "FOOTFALL_MODEL": "openai:m",
            "FOOTFALL_MODEL_URL": "http://127.0.0.1:8000/v1",
            "FOOTFALL_MODEL_TIMEOUT": "5.5",
            "FOOTFALL_MODEL_TOKENS": "9000",
        }
    )
    assert settings == Settings(provider="openai", model="m", url="http://127.0.0.1:8000/v1", seconds=5.5, tokens=9000)


def test_the_mode_says_when_the_model_is_asked() -> None:
    named = {"FOOTFALL_MODEL": "openai:m"}
    assert settings_from(named) == Settings(provider="openai", model="m", mode="reader-then-model")
    assert settings_from({**named, "FOOTFALL_MODE": "model"}) == Settings(provider="openai", model="m", mode="model")
    assert settings_from({**named, "FOOTFALL_MODE": "reader"}) is None
    assert settings_from({"FOOTFALL_MODE": "reader"}) is None
    without = settings_from({"FOOTFALL_MODE": "model"})
    assert isinstance(without, Unreadable) and "FOOTFALL_MODEL" in without.reason.de


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FOOTFALL_MODE", "sometimes"),
        ("FOOTFALL_MODEL", "gpt-4o"),
        ("FOOTFALL_MODEL", "openai:"),
        ("FOOTFALL_MODEL", "openai: "),
        ("FOOTFALL_MODEL", ":gpt-4o"),
        ("FOOTFALL_MODEL", "somebody:model"),
        ("FOOTFALL_MODEL_URL", "127.0.0.1:8000"),
        ("FOOTFALL_MODEL_URL", "file:///etc/passwd"),
        ("FOOTFALL_MODEL_TIMEOUT", "soon"),
        ("FOOTFALL_MODEL_TIMEOUT", "0"),
        ("FOOTFALL_MODEL_TIMEOUT", "nan"),
        ("FOOTFALL_MODEL_TOKENS", "12.5"),
        ("FOOTFALL_MODEL_TOKENS", "-1"),
    ],
)
def test_a_wrong_value_is_named_in_both_languages(variable: str, value: str) -> None:
    outcome = settings_from({"FOOTFALL_MODEL": "openai:m"} | {variable: value})
    assert isinstance(outcome, Unreadable)
    for sentence in (outcome.reason.de, outcome.reason.en):
        assert sentence.startswith(f"{variable} is")
        assert value.strip() in sentence


def test_the_planner_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert planner_from_environment() is None
    monkeypatch.setenv("FOOTFALL_MODEL", "openai:gpt-4o")
    planner = planner_from_environment()
    assert isinstance(planner, Planner)
    assert planner.version.startswith("openai:gpt-4o, prompt ")
    monkeypatch.setenv("FOOTFALL_MODEL", "nobody")
    assert isinstance(planner_from_environment(), Unreadable)
