"""What a worker finds in a statement before it runs: how DuckDB's parser reads it, and how it would be planned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from warehouse.tree import Listed
from warehouse.worker import Message
from warehouse.workers import Worker


class NotPlanned(Exception):  # noqa: N818 (it names what came of it)
    """No worker could read and plan a statement within the time."""


@dataclass(frozen=True)
class Question:
    """A statement to be planned: as it was written, as it would run, what may stand in it, the trees of scans by which
    alone it may read tables (with how often each occurs), and all its identifiers in lower case."""

    text: str
    sql: str
    listed: Listed
    scans: Mapping[str, int] = field(default_factory=dict)
    names: frozenset[str] = frozenset()


class Planning:
    """A statement at a worker, which reads it with DuckDB's parser and plans it if all in it is listed, beside the
    caller. What it found raises TimeoutError or Gone, which `Engine.planning` answers."""

    def __init__(self, worker: Worker, question: Question, until: float) -> None:
        self._worker, self._until = worker, until
        order: Message = {"plan": question.sql, "text": question.text}
        order |= {"scans": dict(question.scans), "names": tuple(question.names)}
        if worker.listed != question.listed:
            worker.listed = question.listed
            order["listed"] = {name: tuple(texts) for name, texts in vars(question.listed).items()}
        worker.send(order, until)

    @cached_property
    def _found(self) -> Message:
        return self._worker.receive(self._until)

    def wait(self) -> None:
        """Until the worker has answered and is ready for the next order."""
        _ = self._found

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the parser takes each statement of the text as written for; none if it does not parse."""
        return tuple(self._found.get("kinds", ()))

    @property
    def stranger(self) -> str:
        """What the parser reads that is not listed; '' if all is."""
        return str(self._found.get("stranger", ""))

    @property
    def plan(self) -> str:
        """The bound physical plan as JSON text; '' if there is a stranger or the engine cannot plan the statement."""
        return str(self._found.get("plan", ""))
