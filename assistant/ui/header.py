"""The header of every face: the mark, the other faces, who is signed in, the language."""

import json
from typing import Any

import gradio as gr

from assistant.answer import Language
from assistant.ui.visitor import navigation
from assistant.ui.wording import Wording, wording

LANGUAGES = [("DE", "de"), ("EN", "en")]
MARK = (
    '<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><rect width="32" height="32" rx="8"/>'
    '<path d="M8 23v-5M13.3 23v-9M18.7 23V9M24 23v-7"/></svg>'
)


class Header:
    """Made inside the blocks of a face. `worded` gives what `parts` show in a language; `show` reveals the page then.

    `title` and `tagline` are keys of strings/ for the browser's title and the words beside the mark.
    """

    def __init__(self, face: str, title: str = "page.title", tagline: str = "page.tagline") -> None:
        self._face, self._tagline = face, tagline
        words = wording("en")
        with gr.Row(elem_id="top") as self.row:
            self.brand = gr.HTML(self._brand(words), elem_id="brand")
            self.faces = gr.HTML(elem_id="faces")
            self.language = gr.Radio(
                LANGUAGES,
                value="en",
                label=words("page.language"),
                show_label=False,
                container=False,
                elem_id="language",
            )
        titles = json.dumps({code: wording(code)(title) for code in ("de", "en")})
        self.show = (
            "(language) => { document.documentElement.lang = language; document.body.classList.add('ff-ready');"
            f" document.title = {titles}[language]; }}"
        )

    @property
    def parts(self) -> list[Any]:
        """The components that speak."""
        return [self.brand, self.faces]

    def worded(self, request: gr.Request, language: Language) -> tuple[str, str]:
        """What `parts` show in a language to this visitor."""
        return self._brand(wording(language)), navigation(request, self._face, language)

    def _brand(self, words: Wording) -> str:
        return f'{MARK}<span class="ff-name">footfall</span><span class="ff-tagline">{words(self._tagline)}</span>'


def preferred(request: gr.Request) -> Language:
    """The language of the browser, as far as we speak it."""
    return "de" if request.headers.get("accept-language", "").lower().startswith("de") else "en"
