"""Many questions or statements from a file, one conversation a line, in one process."""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from assistant.answer import Answer
from assistant.commands.words import say
from assistant.service import Assistant, Session


class _Given(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Statement(_Given):
    """A turn that is SQL."""

    sql: str


class Line(_Given):
    """A line of the input: one question, statements, or the turns of one conversation. Other keys are ignored."""

    id: Any = None
    question: str | None = None
    sql: str | list[str] | None = None
    turns: list[str | Statement] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "Line":
        if sum(kind is not None for kind in (self.question, self.sql, self.turns)) != 1:
            raise ValueError("exactly one of question, sql, turns")
        return self

    def conversation(self) -> tuple[str | Statement, ...]:
        """What to answer, in order."""
        if self.question is not None:
            return (self.question,)
        if self.sql is not None:
            return tuple(Statement(sql=text) for text in ([self.sql] if isinstance(self.sql, str) else self.sql))
        return tuple(self.turns or ())


@dataclass(frozen=True)
class Done:
    """How many lines were answered, and how many of them could not be read."""

    lines: int
    bad: int


def answer_file(assistant: Assistant, source: Path, output: Path) -> Done:
    """Answer every line of `source` in order; `output` appears whole when all are answered ("-": standard output)."""
    lines = bad = 0
    with _opened(source) as given, _written(output) as out:
        for result, readable in answer_lines(assistant, given):
            out.write(result + "\n")
            out.flush()
            lines, bad = lines + 1, bad + (not readable)
    return Done(lines, bad)


def answer_lines(assistant: Assistant, given: Iterable[bytes]) -> Iterator[tuple[str, bool]]:
    """For each line its result as JSON, and whether it could be read. Blank lines are passed over."""
    for number, raw in enumerate(given, start=1):
        if raw.strip():
            line = read_line(raw)
            if isinstance(line, Line):
                yield _result(line.id, _answers(assistant.session(), line)), True
            else:
                yield _result(_id_of(raw), [_unreadable(number, line, assistant)]), False


def read_line(raw: bytes) -> Line | str:
    """The line, or why it cannot be read, in a few words."""
    try:
        return Line.model_validate(json.loads(raw.decode("utf-8-sig")))
    except UnicodeDecodeError:
        return "not UTF-8"
    except (json.JSONDecodeError, RecursionError) as error:
        return f"not JSON ({error})"
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return " ".join((".".join(map(str, first["loc"])), first["msg"])).strip()


def _answers(session: Session, line: Line) -> list[Answer]:
    return [session.sql(turn.sql) if isinstance(turn, Statement) else session.ask(turn) for turn in line.conversation()]


def _result(line_id: Any, answers: list[Answer]) -> str:
    body = {"id": line_id, "answers": [answer.model_dump(mode="json") for answer in answers]}
    return json.dumps(body, ensure_ascii=False)


def _id_of(raw: bytes) -> Any:
    """The id of a line that is JSON but not as expected, so that the sender finds it again."""
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return content.get("id") if isinstance(content, dict) else None


def _unreadable(number: int, why: str, assistant: Assistant) -> Answer:
    language = assistant.language or say.language
    return Answer(status="error", language=language, message=say("batch.bad_line", line=number, why=why))


@contextmanager
def _opened(source: Path) -> Iterator[IO[bytes]]:
    if str(source) == "-":
        yield sys.stdin.buffer
    else:
        with source.open("rb") as file:
            yield file


@contextmanager
def _written(output: Path) -> Iterator[IO[str]]:
    """A file beside `output` that takes its place once it is complete; pipes and devices are written directly."""
    if str(output) == "-":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
    elif output.exists() and not output.is_file():
        with output.open("w", encoding="utf-8") as pipe:
            yield pipe
    else:
        yield from _swapped_in(output)


def _swapped_in(output: Path) -> Iterator[IO[str]]:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=output.parent, prefix=".footfall-", delete=False
    ) as new:
        try:
            yield new
        except BaseException:
            Path(new.name).unlink()
            raise
    Path(new.name).chmod(0o644)
    Path(new.name).replace(output)
