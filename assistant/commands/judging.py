"""`eval`: an operator's own questions, and how many are answered right."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.access import Access, with_access
from assistant.commands.words import say

if TYPE_CHECKING:
    from assistant.evaluation import Judged, Kind

KINDS: tuple["Kind", ...] = ("right", "wrong", "abstained", "unusable")
MISSED = 1


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    percent = Annotated[float, typer.Option("--min-right", min=0, max=100, help=say("help.min_right"))]
    most = Annotated[float, typer.Option("--max-wrong", min=0, max=100, help=say("help.max_wrong"))]

    @app.command(name="eval", help=say("help.eval"))
    @with_access
    def evaluate(
        access: Access,
        source: Annotated[
            Path, typer.Argument(metavar="QUESTIONS.jsonl", help=say("help.eval_in"), show_default=False)
        ],
        min_right: percent = 0,
        max_wrong: most = 100,
    ) -> None:
        judged = _judged(access, source)
        for each in judged:
            if each.kind != "right":
                print(_miss(each))
        shares = _table(judged)
        if shares["right"] < min_right or shares["wrong"] > max_wrong:
            raise typer.Exit(MISSED)


def _judged(access: Access, source: Path) -> list["Judged"]:
    from assistant.evaluation import BadCase, judge, read_cases

    if not source.is_file():
        raise typer.BadParameter(say("world.no_file", file=source))
    cases = list(read_cases(source))
    bad = next((case for case in cases if isinstance(case, BadCase)), None)
    if bad:
        raise typer.BadParameter(say("eval.bad_line", file=source, line=bad.line, why=bad.why))
    assistant = access.open("batch")
    judged = [each for case in cases if not isinstance(case, BadCase) for each in judge(assistant, case)]
    assistant.close()
    if not judged:
        raise typer.BadParameter(say("eval.empty", file=source))
    return judged


def _miss(each: "Judged") -> str:
    kind, expected = say(f"eval.{each.kind}"), say(f"eval.{each.expected}")
    return f"{kind:12} {each.id} | {each.question} | {say('eval.expected', outcome=expected)} | {each.why}"


def _table(judged: list["Judged"]) -> dict["Kind", float]:
    """Prints right, wrong, abstained by language and tag; gives the shares over all in percent."""
    from assistant.evaluation import tally

    counted = tally(judged)
    for name, counts in counted.items():
        print(f"{name:28} " + "  ".join(f"{say(f'eval.{kind}')} {counts[kind]:4d}" for kind in KINDS) + _share(counts))
    sys.stdout.flush()
    every = counted["all"]
    return {kind: 100 * every[kind] / every.total() for kind in KINDS}


def _share(counts: Counter["Kind"]) -> str:
    return f"  {100 * counts['right'] / counts.total():6.1f} %"
