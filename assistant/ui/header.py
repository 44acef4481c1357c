"""The header of every face: the mark, the other faces, who is signed in, the language."""

import json
from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.answer import Language
from assistant.ui.events import SHOW
from assistant.ui.visitor import navigation
from assistant.ui.wording import Wording, wording

Speak = Callable[[Language, gr.Request], tuple[Any, ...]]
LANGUAGES = [("DE", "de"), ("EN", "en")]
BEFORE = (
    "() => { try { const tab = sessionStorage.getItem('footfall_tab');"
    " sessionStorage.setItem('footfall_tab', window.__gradio_session_hash__); return [tab ?? '']; }"
    " catch { return ['']; } }"
)
"""The name of the page that this tab of the browser showed before: loading it anew leads back to what it held."""
CHOSEN = "() => { try { return [localStorage.getItem('footfall_language')]; } catch { return [null]; } }"
KEPT = "try { localStorage.setItem('footfall_language', language); } catch { /* then the browser's next time */ }"
MARK = (
    '<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><rect width="32" height="32" rx="8"/>'
    '<path d="M8 23v-5M13.3 23v-9M18.7 23V9M24 23v-7"/></svg>'
)


class Header:
    """Made inside the blocks of a face. `worded` gives what `parts` show in a language.

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
            self._before = gr.Textbox(visible="hidden")
        titles = json.dumps({code: wording(code)(title) for code in ("de", "en")})
        self._show = (
            "(language) => { document.documentElement.lang = language; document.body.classList.add('ff-ready');"
            f" document.title = {titles}[language]; }}"
        )

    def take_up(self, blocks: gr.Blocks, handler: Callable[[str, gr.Request], Any], shown: list[Any]) -> Any:
        """Before the page is revealed, `handler` gets the name that the tab had until it was loaded anew ("": none)."""
        return blocks.load(handler, self._before, shown, js=BEFORE, **SHOW)

    def listen(self, blocks: gr.Blocks, speak: Speak, spoken: list[Any], radio: gr.Radio | None = None) -> list[Any]:
        """Speak the language chosen last, else the browser's, when the page opens, and another one when it is chosen.

        `speak` gives what `spoken` shows in a language; `radio` begins with it too. The result are the events to go on
        from (with `.then`) once the page is revealed: it was opened, its language has changed.
        """
        first = [self.language, *([radio] if radio else [])]

        def _start(chosen: str | None, request: gr.Request) -> tuple[Any, ...]:
            language: Language = "de" if chosen == "de" else "en" if chosen == "en" else preferred(request)
            return *(language for _ in first), *speak(language, request)

        opened = blocks.load(_start, self._before, [*first, *spoken], js=CHOSEN, **SHOW)
        changed = self.language.input(speak, self.language, spoken, **SHOW)
        kept = f"(language) => {{ {KEPT} ({self._show})(language); }}"
        return [
            event.then(None, self.language, None, js=js, **SHOW)
            for event, js in ((opened, self._show), (changed, kept))
        ]

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
