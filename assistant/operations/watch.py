"""Who counts the answers. The way of a question tells it when one begins and how it ended."""

from assistant.answer import Answer
from guardrails.verdict import Asker


class Watch:
    """Nobody counts: the command line and a library."""

    def began(self) -> None:
        """A question or statement has come."""

    def ended(self, answer: Answer, asker: Asker) -> None:
        """Its answer is known."""


UNWATCHED = Watch()
