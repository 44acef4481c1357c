"""From a request to a checked plan: one reply, and one more if something was wrong with the first."""

from dataclasses import dataclass

from pydantic import ValidationError

from assistant.model.chat import Chat, Heard, open_chat
from assistant.model.conversation import messages, repair
from assistant.model.grounding import objections
from assistant.model.outcome import Unreadable, unreadable
from assistant.model.request import Findings, Request
from assistant.model.schema import read_reply
from assistant.model.settings import Settings
from assistant.plan import Plan


@dataclass(frozen=True)
class Dialogue:
    """A model that is held to the data."""

    chat: Chat

    def plan(self, request: Request) -> Plan | Unreadable:
        """The plan of the request, or why there is none."""
        settings = self.chat.settings
        prompted = messages(request, settings.tokens, self.chat.count)
        if prompted is None:
            return unreadable("too_long", tokens=settings.tokens)
        for _ in ("first reply", "repaired reply"):
            heard = self.chat.ask(prompted)
            if isinstance(heard, Unreadable):
                return heard
            plan, findings = _judged(heard, request)
            if not findings:
                return plan or unreadable("declined", model=settings.name)
            prompted = [*prompted, *repair(heard.text, findings)]
        return unreadable("no_plan", model=settings.name)


def open_dialogue(settings: Settings) -> Dialogue | Unreadable:
    """A dialogue with the model of the settings; nothing is sent yet."""
    chat = open_chat(settings)
    return chat if isinstance(chat, Unreadable) else Dialogue(chat)


def _judged(heard: Heard, request: Request) -> tuple[Plan | None, Findings]:
    """The plan of a reply (None where the model declined) and what is wrong with it."""
    try:
        plan = read_reply(heard.data).plan
    except ValidationError as error:
        return None, tuple(f"{'.'.join(map(str, e['loc'])) or 'reply'}: {e['msg']}" for e in error.errors())
    return plan, (objections(plan, request.reference) or request.check(plan)) if plan else ()
