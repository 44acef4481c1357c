"""The optional planner: a question to a plan by the chat model that `FOOTFALL_MODEL` names.

The model sees the catalogue, the names of places and areas, the question and what the reader made of it; it never sees
a row of a result. Whatever goes wrong is a value, and the caller goes on with the reader's own reading. langchain and
tiktoken are loaded at the first question, never before.
"""

import os
import time
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from assistant.model.outcome import Unreadable, unreadable
from assistant.model.prompt import version
from assistant.model.request import Request
from assistant.model.settings import Settings, missing, settings_from
from assistant.plan import Plan

if TYPE_CHECKING:
    from assistant.model.dialogue import Dialogue

REST_SECONDS = 30


def load(settings: Settings) -> "Dialogue | Unreadable":
    """A dialogue with the model of the settings, or which package is missing for it."""
    try:
        from assistant.model.dialogue import open_dialogue  # noqa: PLC0415 (loads langchain)
    except ImportError as error:
        return missing(settings, error)
    return open_dialogue(settings)


class Planner:
    """Asks one model for plans; rests for a while after a model that could not be reached."""

    def __init__(self, settings: Settings, opened: "Callable[[Settings], Dialogue | Unreadable]" = load) -> None:
        self.settings = settings
        self._opened = opened
        self._dialogue: Dialogue | Unreadable | None = None
        self._lock = Lock()
        self._rests_until = 0.0

    @property
    def version(self) -> str:
        """The model and the version of the prompt texts, for the audit record."""
        return f"{self.settings.name}, prompt {version()}"

    def plan(self, request: Request) -> Plan | Unreadable:
        """The plan of the request, checked against the data, or why there is none."""
        left = self._rests_until - time.monotonic()
        if left > 0:
            return unreadable("resting", model=self.settings.name, seconds=int(left) + 1)
        dialogue = self._ready()
        outcome = dialogue if isinstance(dialogue, Unreadable) else dialogue.plan(request)
        if isinstance(outcome, Unreadable) and outcome.outage:
            self._rests_until = time.monotonic() + REST_SECONDS
        return outcome

    def _ready(self) -> "Dialogue | Unreadable":
        with self._lock:
            if self._dialogue is None:
                self._dialogue = self._opened(self.settings)
        return self._dialogue


def planner_from_environment() -> Planner | Unreadable | None:
    """The planner of `FOOTFALL_MODEL`; None without it; the reason if a variable holds a wrong value."""
    settings = settings_from(os.environ)
    return Planner(settings) if isinstance(settings, Settings) else settings
