"""What can be done with an answer, as HTML: change its parts, ask on, copy and save it, pin it, say what one thinks."""

from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import cast

from assistant import present
from assistant.feedback import LONGEST
from assistant.parts import Part
from assistant.ui.turn import Turn
from assistant.ui.wording import Wording
from warehouse.catalog import read_yaml

FOLLOWED = ("breakdown", "period", "place", "destination")


def icon(name: str) -> str:
    """A small drawing in the colour of the text; decoration only."""
    return f'<svg class="ff-icon" viewBox="0 0 24 24" aria-hidden="true">{_icons()[name]}</svg>'


@cache
def _icons() -> dict[str, str]:
    return cast("dict[str, str]", read_yaml(Path(__file__).parent / "icons.yaml"))


def attributes(**told: object) -> str:
    """Data of a button, escaped."""
    return " ".join(f'data-{name}="{escape(str(value))}"' for name, value in told.items())


def parts(turn: Turn, words: Wording) -> str:
    """How the question was understood, part by part; each opens what it may be instead. '' for none."""
    if not turn.parts:
        return ""
    shown = "".join(_part(turn, at, part, words) for at, part in enumerate(turn.parts))
    label = escape(words("action.parts"))
    named = f'<span class="ff-parts-name">{label}</span>'
    return f'<div class="ff-parts" role="group" aria-label="{label}">{named}{shown}</div>'


def _part(turn: Turn, at: int, part: Part, words: Wording) -> str:
    name, shown = escape(part.name), escape(part.shown)
    told = f'<span class="ff-part-name">{name}</span> <span class="ff-part-now">{shown}</span>'
    if not part.alternatives:
        return f'<span class="ff-part ff-fixed">{told}</span>'
    choices = "".join(
        f'<li><button type="button" {attributes(do="change", turn=turn.key, part=at, choice=n)}>'
        f"{escape(choice.shown)}</button></li>"
        for n, choice in enumerate(part.alternatives)
    )
    spoken = escape(words("action.change", name=part.name, now=part.shown))
    return f'<details class="ff-part"><summary aria-label="{spoken}">{told}</summary><ul>{choices}</ul></details>'


def follow_ups(turn: Turn, words: Wording) -> str:
    """Questions that lead on, one click each."""
    buttons = "".join(
        f'<button type="button" {attributes(do="change", turn=turn.key, part=at, choice=n)}>{escape(said)}</button>'
        for at, n, said in _followed(turn, words)
    )
    label = escape(words("action.follow"))
    return f'<div class="ff-next" role="group" aria-label="{label}">{buttons}</div>' if buttons else ""


def _followed(turn: Turn, words: Wording) -> Iterator[tuple[int, int, str]]:
    for kind in FOLLOWED:
        for at, part in enumerate(turn.parts):
            first = _first(part) if part.kind == kind else None
            if first is not None:
                yield at, first, words("action.and", shown=part.alternatives[first].shown)


def _first(part: Part) -> int | None:
    """The first alternative that tells more: no breakdown at all tells less."""
    told = (n for n, choice in enumerate(part.alternatives) if part.kind != "breakdown" or choice.plan.by)
    return next(told, None)


def toolbar(turn: Turn, drawn: bool, words: Wording) -> str:
    """Copy, files, pin and feedback for an answer with figures; '' for any other."""
    if turn.answer.status != "answered":
        return ""
    saved = [("copy", "copy"), ("csv", "csv"), ("xlsx", "csv"), *([("png", "png")] if drawn else [])]
    buttons = "".join(_tool(turn, do, words(f"action.{do}"), sign, words) for do, sign in saved)
    pin = "unpin" if turn.pinned else "pin"
    buttons += _tool(turn, pin, words(f"action.{pin}"), "pin", words, pressed=turn.pinned) if turn.alone else ""
    copied = f'<pre class="ff-copy" hidden>{escape(present.as_text(turn.answer, turn.note))}</pre>'
    label = escape(words("action.toolbar"))
    return f'<div class="ff-tools" role="group" aria-label="{label}">{buttons}{_feedback(turn, words)}</div>{copied}'


def _tool(turn: Turn, do: str, label: str, sign: str, words: Wording, pressed: bool | None = None) -> str:
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    done = attributes(done=words("action.copied")) if do == "copy" else ""
    return (
        f'<button type="button" {attributes(do=do, turn=turn.key)} {done}{state}>'
        f"{icon(sign)}<span>{escape(label)}</span></button>"
    )


def _feedback(turn: Turn, words: Wording) -> str:
    if turn.good is not None:
        return f'<span class="ff-thanks" role="status">{escape(words("action.thanks"))}</span>'
    good = (
        f'<button type="button" {attributes(do="rate", turn=turn.key, good="true")} '
        f'aria-label="{escape(words("action.good"))}">{icon("good")}</button>'
    )
    ask, send, bad = (escape(words(f"action.{name}")) for name in ("remark", "send_remark", "bad"))
    return (
        f'<span class="ff-feedback">{good}<details class="ff-remark"><summary aria-label="{bad}">{icon("bad")}'
        f"</summary><div>"
        f'<label>{ask}<textarea rows="3" maxlength="{LONGEST}"></textarea></label>'
        f'<button type="button" {attributes(do="rate", turn=turn.key, good="false")}>{send}</button></div>'
        "</details></span>"
    )
