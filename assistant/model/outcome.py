"""What asking a model gives besides a plan: the reason why there is none, in both languages."""

from dataclasses import dataclass
from pathlib import Path

from warehouse.catalog import Label
from warehouse.sentences import sentences


@dataclass(frozen=True)
class Unreadable:
    """No plan from the model; the reader's own reading stands. `reason` is one sentence for people, `outage` says that
    the model could not be reached."""

    reason: Label
    outage: bool = False


_reason = sentences(Path(__file__).with_name("messages.yaml"))


def unreadable(name: str, **values: object) -> Unreadable:
    """The reason `name` of messages.yaml with its places filled."""
    return Unreadable(_reason(name, **values))
