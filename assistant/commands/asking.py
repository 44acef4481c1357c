"""`ask`, `sql`, `check`, `batch`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.access import Access, with_access
from assistant.commands.words import say

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.service import Assistant

EXIT = {"answered": 0, "help": 0, "refused": 1, "declined": 1, "clarify": 1, "error": 3}


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    question = Annotated[str, typer.Argument(help=say("help.question"), show_default=False)]
    statement = Annotated[str, typer.Argument(help=say("help.statement"), show_default=False)]
    as_json = Annotated[bool, typer.Option("--json", help=say("help.json"))]

    @app.command(help=say("help.ask"))
    @with_access
    def ask(access: Access, question: question, json: as_json = False) -> None:
        text = given_text(question)
        assistant = access.open("cli")
        _finish(assistant.ask(text), assistant, json)

    @app.command(help=say("help.sql"))
    @with_access
    def sql(access: Access, statement: statement, json: as_json = False) -> None:
        text = given_text(statement)
        assistant = access.open("cli")
        _finish(assistant.sql(text), assistant, json)

    @app.command(help=say("help.check"))
    @with_access
    def check(access: Access, statement: statement, json: as_json = False) -> None:
        text = given_text(statement)
        assistant = access.open("cli")
        _finish(assistant.check(text), assistant, json)

    @app.command(help=say("help.batch"))
    @with_access
    def batch(
        access: Access,
        source: Annotated[Path, typer.Argument(metavar="IN.jsonl", help=say("help.batch_in"), show_default=False)],
        output: Annotated[Path, typer.Option("--output", "-o", help=say("help.output"), show_default=False)],
    ) -> None:
        from assistant.batch import answer_file

        if not source.is_file() and str(source) not in ("-", "/dev/stdin"):
            raise typer.BadParameter(say("world.no_file", file=source))
        done = answer_file(access.open("batch"), source, output)
        print(say("batch.done", lines=done.lines, bad=done.bad, out=output), file=sys.stderr)


def given_text(argument: str) -> str:
    """The text of an argument, or of standard input for "-"; a usage error if it is empty or not UTF-8."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig") if argument == "-" else argument
        text.encode("utf-8")
    except UnicodeError:
        source = "stdin" if argument == "-" else say("help.question").split("(")[0].strip()
        raise typer.BadParameter(say("world.not_utf8", source=source)) from None
    if not text.strip():
        raise typer.BadParameter(say("world.empty"))
    return text


def _finish(answer: "Answer", assistant: "Assistant", json: bool) -> None:
    text = answer.model_dump_json() if json else _as_text(answer, assistant)
    assistant.close()
    sys.stdout.buffer.write((text + "\n").encode("utf-8"))
    sys.stdout.buffer.flush()
    raise typer.Exit(EXIT[answer.status])


def _as_text(answer: "Answer", assistant: "Assistant") -> str:
    from assistant.present import as_text
    from assistant.protection import protection_note

    return as_text(answer, protection_note(assistant.reference.build, answer.threshold, answer.language))
