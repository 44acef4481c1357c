"""Who asks, as a handler of any face learns it: from the doors on the server, never from the browser."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import gradio as gr

from assistant.answer import Language
from assistant.people.person import Person
from assistant.ui.faces import FACES
from assistant.ui.wording import wording

VISIT = "footfall.visit"


@dataclass(frozen=True)
class Visit:
    """One request that passed the doors: who it is, which faces they may open, whether they signed in.

    `refused` records, in the audit log, that something was tried that the role may not.
    """

    person: Person
    faces: tuple[str, ...]
    signed_in: bool
    refused: Callable[[str], None]


def visit_of(request: gr.Request) -> Visit:
    """The visit a handler was called in. Raises KeyError where the doors were not passed: then nothing is answered."""
    if request.request is None:
        raise KeyError(VISIT)
    visit: Visit = request.request.scope[VISIT]
    return visit


def person_of(request: gr.Request) -> Person:
    """Who called the handler."""
    return visit_of(request).person


def require(
    request: gr.Request, roles: tuple[str, ...], language: Language = "en", said: str = "door.not_your_role"
) -> Person:
    """The person, if their role is one of these; else the try is recorded and gr.Error ends the call with what is said.

    Hidden parts of a page can still be called: every handler that not everybody at its face may call asks here.
    """
    visit = visit_of(request)
    if visit.person.role in roles:
        return visit.person
    visit.refused("handler")
    raise gr.Error(wording(language)(said), print_exception=False)


def navigation(request: gr.Request, here: str, language: Language) -> str:
    """The faces this visitor may open, as HTML for the header of every face; `here` is the name of the one shown.

    Who signed in also sees their name and a way out. A single face needs no navigation.
    """
    visit, words = visit_of(request), wording(language)
    open_faces = [face for face in FACES if face.name in visit.faces]
    links = "".join(
        f'<a href="{face.path}"{" aria-current=page" if face.name == here else ""}>{words(f"face.{face.name}")}</a>'
        for face in reversed(open_faces)
        if len(open_faces) > 1
    )
    nav = f'<nav class="ff-faces" aria-label="{words("face.navigation")}">{links}</nav>' if links else ""
    return nav + (_way_out(visit.person, language) if visit.signed_in else "")


def _way_out(person: Person, language: Language) -> str:
    words = wording(language)
    return (
        f'<form class="ff-out" method="post" action="/logout"><span>{escape(person.name)}</span>'
        f'<button type="submit">{words("door.sign_out")}</button></form>'
    )
