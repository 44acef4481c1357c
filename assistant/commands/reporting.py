"""`report`: a client's questions, or a template, as a brief."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.commands.access import Access, day, with_access
from assistant.commands.asking import given_text
from assistant.commands.words import say

if TYPE_CHECKING:
    from assistant.brief.brief import Brief
    from assistant.service import Assistant

NOTHING_ANSWERED = 1
TemplateName = Literal["profile", "comparison", "event", "catchment"]


def add_to(app: typer.Typer) -> None:
    """Register the command."""

    @app.command(name="report", help=say("help.brief"))
    @with_access
    def report(
        access: Access,
        output: Annotated[list[Path], typer.Option("--output", "-o", help=say("help.brief_output"))],
        source: Annotated[Path | None, typer.Argument(metavar="MAIL.txt", help=say("help.brief_in"))] = None,
        template: Annotated[TemplateName | None, typer.Option(help=say("help.brief_template"))] = None,
        place: Annotated[list[str], typer.Option(help=say("help.brief_place"))] = [],  # noqa: B006 (typer's way)
        when: Annotated[
            date | None, typer.Option(parser=day, metavar=say("help.date"), help=say("help.brief_when"))
        ] = None,
        title: Annotated[str, typer.Option(help=say("help.brief_title"), show_default=False)] = "",
    ) -> None:
        _usable(access, output, source, template, place)
        assistant = access.open("brief", role="sales")
        try:
            brief = _brief(assistant, access, source, template, tuple(place), when, title)
            written = brief.answered and _write(brief, output)
        finally:
            assistant.close()
        _tell(brief)
        if not written:
            raise typer.Exit(NOTHING_ANSWERED)


def _usable(access: Access, output: list[Path], source: Path | None, template: str | None, place: list[str]) -> None:
    from assistant.brief.formats import FORMATS

    if not (access.client and access.purpose):
        raise typer.BadParameter(say("brief.for_whom"))
    if (source is None) == (template is None):
        raise typer.BadParameter(say("brief.source_or_template"))
    if template and not place:
        raise typer.BadParameter(say("brief.no_place"))
    if source and str(source) != "-" and not source.is_file():
        raise typer.BadParameter(say("world.no_file", file=source))
    for file in output:
        if file.suffix[1:].lower() not in FORMATS:
            raise typer.BadParameter(say("brief.form", file=file, forms=", ".join(FORMATS)))
        if not file.parent.is_dir():
            raise typer.BadParameter(say("world.no_file", file=file.parent))


def _brief(
    assistant: "Assistant", access: Access, source: Path | None, template: str | None, places: tuple[str, ...],
    when: date | None, title: str,
) -> "Brief":  # fmt: skip
    from assistant.brief.brief import brief_language, last_whole_month, make_brief, questions_of
    from assistant.brief.document import titled
    from assistant.brief.templates import templates
    from assistant.wording import wording

    if template:
        language = access.lang or say.language
        chosen = next(each for each in templates(language) if each.id == template)
        filled = chosen.filled(places, when or last_whole_month(assistant), wording(language))
        return make_brief(assistant, filled.questions, language, title or filled.title)
    text = given_text("-") if str(source) == "-" else _read(source)
    asked = questions_of(text, assistant)
    for sentence in asked.left_out:
        print(say("brief.left_out", text=sentence), file=sys.stderr)
    language = access.lang or brief_language(asked.questions, assistant)
    return make_brief(assistant, asked.questions, language, title or titled(access.client, language))


def _read(source: Path | None) -> str:
    try:
        return source.read_text("utf-8-sig") if source else ""
    except UnicodeError:
        raise typer.BadParameter(say("world.not_utf8", source=source)) from None


def _write(brief: "Brief", output: list[Path]) -> bool:
    """Every file appears whole or not at all."""
    from assistant.brief.document import document
    from assistant.brief.formats import FORMATS

    page = document(brief)
    for file in output:
        new = file.with_name(f".{file.name}.new")
        try:
            new.write_bytes(FORMATS[file.suffix[1:].lower()].write(page))
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
        print(say("brief.written", file=file, answered=len(brief.answered), asked=len(brief.items)), file=sys.stderr)
    return True


def _tell(brief: "Brief") -> None:
    if not brief.items:
        print(say("brief.no_question"), file=sys.stderr)
    for item in brief.items:
        if item.answer.status != "answered":
            print(say("brief.unanswered", question=item.question, why=item.answer.message), file=sys.stderr)
