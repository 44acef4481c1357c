"""`prove`: the build audit of a finished warehouse."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.words import say


def add_to(app: typer.Typer) -> None:
    """Register the command."""

    @app.command(help=say("help.prove"))
    def prove(
        warehouse: Annotated[Path, typer.Argument(help=say("help.warehouse_file"), show_default=False)],
        report: Annotated[bool, typer.Option("--report", help=say("help.report"))] = False,
        lang: Annotated[str, typer.Option("--lang", help=say("help.lang"), show_default=False)] = "",
    ) -> None:
        from warehouse.proof import prove_file
        from warehouse.report import Rejected

        if report:
            print(account_of(warehouse))
            return
        proof = prove_file(warehouse)
        if isinstance(proof, Rejected):
            print(f"footfall: {proof.message[say.language]}", file=sys.stderr)
            raise typer.Exit(2)
        print("\n".join(proof.lines(say.language)))
        raise typer.Exit(1 if proof.failed else 0)


def account_of(warehouse: Path) -> str:
    """The report for auditors; exit 2 with the reason where there can be none."""
    from warehouse.account import account
    from warehouse.report import Rejected

    text = account(warehouse, say.language)
    if isinstance(text, Rejected):
        print(f"footfall: {text.message[say.language]}", file=sys.stderr)
        raise typer.Exit(2)
    return text
