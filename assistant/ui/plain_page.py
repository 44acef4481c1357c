"""The small pages of the doors themselves: plain HTML, no script, one style sheet within."""

from functools import cache
from html import escape
from pathlib import Path

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from assistant.answer import Language
from assistant.ui.wording import wording

HERE = Path(__file__).parent


def language_of(connection: HTTPConnection) -> Language:
    """What was chosen on the page, else what the browser prefers."""
    chosen = connection.query_params.get("lang") or connection.headers.get("accept-language", "")
    return "de" if chosen.lower().startswith("de") else "en"


def plain_page(
    language: Language, title: str, heading: str, body: str, said: str = "", other: str = "", status: int = 200
) -> HTMLResponse:
    """A page with a heading, a notice and a body; `body` and `other` (beside the name) are HTML, the rest is text."""
    notice = f'<p class="said" role="alert">{escape(said)}</p>' if said else ""
    text = _template("sign_in.html").format(
        lang=language, title=escape(title), style=_template("sign_in.css"), other=other, heading=escape(heading),
        said=notice, body=body,
    )  # fmt: skip
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


def no_entry(language: Language, own_page: str) -> HTMLResponse:
    """What somebody sees where their role has no business, and the way to where it has."""
    words = wording(language)
    link = f'<p><a href="{escape(own_page)}">{words("door.back")}</a></p>'
    return plain_page(
        language, words("door.not_here"), words("door.not_here"), link, words("door.not_your_role"), status=403
    )


@cache
def _template(name: str) -> str:
    return (HERE / name).read_text("utf-8")
