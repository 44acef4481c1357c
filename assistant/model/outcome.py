"""What asking a model gives besides a plan: the reason why there is none, in both languages."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.catalog import Label, read_yaml


@dataclass(frozen=True)
class Unreadable:
    """No plan from the model; the reader's own reading stands. `reason` is one sentence for people, `outage` says that
    the model could not be reached."""

    reason: Label
    outage: bool = False


@cache
def _sentences() -> dict[str, Label]:
    content = read_yaml(Path(__file__).with_name("messages.yaml"))
    if not isinstance(content, dict):
        raise TypeError("messages.yaml must be a mapping")
    return {name: Label.model_validate(texts) for name, texts in content.items()}


def unreadable(name: str, **values: object) -> Unreadable:
    """The reason `name` of messages.yaml with its places filled."""
    sentence = _sentences()[name]
    return Unreadable(Label(de=sentence.de.format(**values), en=sentence.en.format(**values)))
