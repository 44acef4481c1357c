"""`serve`, `mcp`."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from assistant.commands.access import Access, with_access
from assistant.commands.words import say
from warehouse.catalog import Label


def add_to(app: typer.Typer) -> None:
    """Register the commands."""

    @app.command(help=say("help.serve"))
    @with_access
    def serve(
        access: Access,
        host: Annotated[str, typer.Option(help=say("help.host"))] = "127.0.0.1",
        port: Annotated[int, typer.Option(help=say("help.port"), min=1, max=65535)] = 7860,
        certificate: Annotated[Path | None, typer.Option(help=say("help.certificate"), exists=True)] = None,
        key: Annotated[Path | None, typer.Option(help=say("help.certificate_key"), exists=True)] = None,
    ) -> None:
        from assistant.people.settings import SettingsUnclear
        from assistant.ui.app import Site
        from assistant.ui.app import serve as serve_site
        from assistant.ui.cannot_serve import CannotServe
        from assistant.ui.server import Certificate

        if (certificate is None) != (key is None):
            raise typer.BadParameter(say("people.certificate_pair"))
        site = Site(
            host, port, access.role or "marketer", access.user_name,
            certificate=Certificate(certificate, key) if certificate and key else None,
        )  # fmt: skip
        try:
            serve_site(access.warehouse_file(), access.log_file, site, say.language)
        except (CannotServe, SettingsUnclear) as stopped:
            _usage(stopped.message)

    @app.command(help=say("help.mcp"))
    @with_access
    def mcp(access: Access) -> None:
        from assistant.api.mcp import is_installed, serve_stdio
        from assistant.api.sentences import sentence

        if not is_installed():
            _usage(sentence("no_mcp"))
        assistant = access.open("mcp")
        try:
            serve_stdio(assistant)
        finally:
            assistant.close()


def _usage(message: Label) -> NoReturn:
    print(f"footfall: {message[say.language]}", file=sys.stderr)
    raise typer.Exit(2)
