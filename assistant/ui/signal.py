"""What a click in the conversation asks for: parts of answers are HTML, so their clicks come as one line of JSON."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.feedback import LONGEST


class Signal(BaseModel):
    """One click. `turn` is the key of an answer of this tab, `part` and `choice` count from 0; `at` makes each new."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    do: Literal["change", "ask", "csv", "xlsx", "rate", "pin", "unpin", "forget"]
    turn: str = Field(default="", max_length=40)
    part: int = Field(default=0, ge=0, le=20)
    choice: int = Field(default=0, ge=0, le=20)
    good: bool = True
    text: str = Field(default="", max_length=2 * LONGEST)
    at: int = 0


def signal_of(line: str) -> Signal | None:
    """The click a line tells of; None for anything else that was sent."""
    try:
        return Signal.model_validate_json(line)
    except ValidationError:
        return None
