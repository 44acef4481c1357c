"""The messages of one request within the token budget: instructions, earlier turns as far as they fit, the question."""

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, trim_messages

from assistant.conversation import Earlier
from assistant.model import prompt
from assistant.model.request import Findings, Request
from assistant.model.schema import written
from assistant.model.tokens import Count
from assistant.model.vocabulary import listing
from assistant.reading.outcome import Clarification, Declined, Reading, Understood

CONVERSATION_SHARE = 0.3
TOKENS_A_MESSAGE = 4


def messages(request: Request, budget: int, count: Count) -> list[BaseMessage] | None:
    """The prompt in at most `budget` tokens: names nearest to the question first, then the latest turns that fit.

    None if not even the instructions and the question fit.
    """

    def size(some: list[BaseMessage]) -> int:
        return sum(count(message.text) + TOKENS_A_MESSAGE for message in some)

    turns = _turns(request.conversation)
    asked = HumanMessage(prompt.question(request.question, request.reading.language, partial(request.reading)))
    room = budget - size([_system(request, ""), asked])
    if room <= 0:
        return None
    for_names = room - min(size(turns), int(room * CONVERSATION_SHARE))
    system = _system(request, listing(request.reference, request.question, for_names, count))
    kept: list[BaseMessage] = trim_messages(
        [system, *turns, asked],
        max_tokens=budget,
        token_counter=size,
        strategy="last",
        include_system=True,
        start_on="human",
    )
    return kept if len(kept) > 1 else None


def repair(reply: str, findings: Findings) -> list[BaseMessage]:
    """The turn that hands a reply back with what is wrong with it."""
    return [AIMessage(reply), HumanMessage(prompt.repair(findings))]


def partial(reading: Reading) -> str:
    """The reader's reading in a line for the model."""
    if isinstance(reading, Understood):
        unused = f", without the words: {', '.join(reading.not_understood)}" if reading.not_understood else ""
        return prompt.as_json(written(reading.plan)["plan"]) + unused
    if isinstance(reading, Clarification | Declined):
        kind = "unsure" if isinstance(reading, Clarification) else "not answerable"
        return f"{kind}: {reading.reason} ({', '.join(reading.details)})"
    return "nothing"


def _system(request: Request, names: str) -> BaseMessage:
    reference = request.reference
    return SystemMessage(prompt.system(reference.first_day, reference.last_day, request.today, names))


def _turns(conversation: Sequence[Earlier]) -> list[BaseMessage]:
    pairs = [(HumanMessage(t.question), AIMessage(prompt.as_json(written(t.plan)))) for t in conversation]
    return [message for pair in pairs for message in pair]
