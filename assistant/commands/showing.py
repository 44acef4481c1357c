"""`rules`."""

import sys
from typing import Annotated

import typer

from assistant.commands.words import say


def add_to(app: typer.Typer) -> None:
    """Register the command."""

    @app.command(help=say("help.rules"))
    def rules(
        rule: Annotated[str, typer.Argument(help=say("help.rule"), show_default=False)] = "",
        lang: Annotated[str, typer.Option("--lang", help=say("help.lang"), show_default=False)] = "",
    ) -> None:
        from guardrails.rulebook import rule_text

        text = rule_text(say.language, rule)
        if not text:
            print(say("rules.unknown", id=rule), file=sys.stderr)
            raise typer.Exit(2)
        print(text)
