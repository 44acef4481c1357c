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
        lang: Annotated[str, typer.Option("--lang", help=say("help.lang"), show_default=False)] = "",
    ) -> None:
        from warehouse.proof import prove_file
        from warehouse.report import Rejected

        proof = prove_file(warehouse)
        if isinstance(proof, Rejected):
            print(f"footfall: {proof.message[say.language]}", file=sys.stderr)
            raise typer.Exit(2)
        print("\n".join(proof.lines(say.language)))
        raise typer.Exit(1 if proof.failed else 0)
