"""`build`, `demo`."""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.records import fail
from assistant.commands.words import say
from warehouse.secret import home

DEMO = "demo.duckdb"
"""The demo warehouse, in the installation's folder."""

if TYPE_CHECKING:
    from warehouse.build import BuildReport, Inputs, Progress, Rejected
    from warehouse.demo.volume import Size


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    language = Annotated[str, typer.Option("--lang", help=say("help.lang"), show_default=False)]

    @app.command(help=say("help.build"))
    def build(
        customers: Annotated[Path, typer.Option(help=say("help.customers"))],
        places: Annotated[Path, typer.Option(help=say("help.places"))],
        out: Annotated[Path, typer.Option(help=say("help.out"))],
        visits: Annotated[Path | None, typer.Option(help=say("help.visits"))] = None,
        events: Annotated[Path | None, typer.Option(help=say("help.events"))] = None,
        cells: Annotated[Path | None, typer.Option(help=say("help.cells"))] = None,
        objections: Annotated[Path | None, typer.Option(help=say("help.objections"))] = None,
        trips: Annotated[Path | None, typer.Option(help=say("help.trips"))] = None,
        secret: Annotated[Path | None, typer.Option(help=say("help.secret"))] = None,
        policy: Annotated[Path | None, typer.Option(help=say("help.policy"))] = None,
        allow_rejects: Annotated[bool, typer.Option("--allow-rejects", help=say("help.allow_rejects"))] = False,
        report_to: Annotated[Path | None, typer.Option("--report", help=say("help.report_to"))] = None,
        changed_by: Annotated[str, typer.Option(help=say("help.changed_by"))] = "",
        because: Annotated[str, typer.Option(help=say("help.because"))] = "",
        approved_by: Annotated[str, typer.Option(help=say("help.approved_by"))] = "",
        lang: language = "",
    ) -> None:
        from warehouse.build import Approval, Inputs
        from warehouse.build import build as build_warehouse
        from warehouse.progress import progress_bar

        inputs = Inputs(visits, customers, places, objections, trips, events, cells)
        if misfit := inputs.misfit():
            print(f"footfall: {misfit[say.language]}", file=sys.stderr)
            raise typer.Exit(2)
        with progress_bar(say.language) as progress:
            outcome = build_warehouse(
                inputs, out, secret=secret, policy=policy, allow_rejects=allow_rejects, progress=progress,
                approval=Approval(changed_by, because, approved_by),
            )  # fmt: skip
        report(outcome)
        if report_to:
            from assistant.commands.proving import account_of

            report_to.write_text(account_of(out), "utf-8")

    @app.command(help=say("help.demo"))
    def demo(
        out: Annotated[Path | None, typer.Option(help=say("help.out"))] = None,
        keep_inputs: Annotated[Path | None, typer.Option(help=say("help.keep_inputs"))] = None,
        inputs_only: Annotated[bool, typer.Option("--inputs-only", help=say("help.inputs_only"))] = False,
        people: Annotated[int | None, typer.Option(help=say("help.people"), min=1)] = None,
        places: Annotated[int | None, typer.Option(help=say("help.panel_places"), min=1)] = None,
        days: Annotated[int | None, typer.Option(help=say("help.days"), min=1)] = None,
        lang: language = "",
    ) -> None:
        from warehouse.demo.volume import Size

        given = {name: n for name, n in (("people", people), ("places", places), ("days", days)) if n}
        size = Size(**given) if given else None
        if not inputs_only:
            if size and not out:
                fail(f"footfall: {say('demo.size_nowhere', file=home() / DEMO)}", 2)
            make_demo(out or home() / DEMO, keep_inputs, size)
        elif keep_inputs:
            make_inputs(keep_inputs, size)
            print(say("demo.inputs_written", folder=keep_inputs), file=sys.stderr)
        else:
            fail(f"footfall: {say('demo.inputs_nowhere')}", 2)


def make_demo(out: Path, keep_inputs: Path | None, size: "Size | None" = None) -> None:
    """Make the demo panel, or one of another size, and its warehouse; the panel's files go unless they are kept."""
    from warehouse.build import build
    from warehouse.progress import progress_bar

    out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        progress = stack.enter_context(progress_bar(say.language))
        folder = keep_inputs or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="footfall-demo-")))
        inputs = make_inputs(folder, size, progress)
        outcome = build(inputs, out, progress=progress, binding=False)  # nobody real to protect
    report(outcome)


def make_inputs(folder: Path, size: "Size | None", progress: "Progress | None" = None) -> "Inputs":
    """Write the files of the demo panel, or of one of another size, and say where they are."""
    from warehouse.demo.panel import make_panel
    from warehouse.demo.volume import make_volume
    from warehouse.inputs import Inputs

    if size:
        return make_volume(folder, size)
    panel = make_panel(folder, progress=progress)
    return Inputs(panel.visits, panel.customers, panel.places, panel.objections, panel.trips)


def report(outcome: "BuildReport | Rejected") -> None:
    """Print what was built; exit 1 with the reason if nothing was."""
    from warehouse.build import Rejected

    if isinstance(outcome, Rejected):
        print(f"footfall: {outcome.message[say.language]}", file=sys.stderr)
        raise typer.Exit(1)
    print(outcome.summary(say.language), file=sys.stderr)
