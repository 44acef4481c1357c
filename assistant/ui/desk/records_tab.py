"""The list of records with its filters."""

from datetime import date
from typing import Any, get_args

import gradio as gr

from assistant.ui.desk.auditor import OPENS, as_auditor, complaint
from assistant.ui.desk.listing import listing
from assistant.ui.desk.words import DeskWords, desk_words, rule_titles
from assistant.ui.events import ACT, SHOW
from guardrails.audit import AuditLog, Kind, Selection, Status
from guardrails.audit.review import states

PAGE = 25
ANY = ""
LAST = "end"
"""Stands for the start of a page that is not there."""
NAMES = ("text", "status", "rule", "client", "user", "since", "until", "role", "kind")


class RecordsTab:
    """Filters, a page of the records they leave, and older and newer pages. The server pages, not the browser."""

    def __init__(self, log: AuditLog) -> None:
        self.log = log
        words = desk_words("en")
        with gr.Row(elem_id="filters"):
            self.filters: dict[str, Any] = {name: _made(name, words) for name in NAMES}
        with gr.Row(elem_id="search"):
            self.search = gr.Button(words("list.search"), variant="primary", size="sm", elem_id="search_records")
            self.reset = gr.Button(words("list.reset"), size="sm", elem_id="reset")
        self.shown = gr.HTML(elem_id="list", js_on_load=OPENS)
        with gr.Row(elem_id="pages"):
            self.newer = gr.Button(words("list.newer"), size="sm", interactive=False, elem_id="newer")
            self.older = gr.Button(words("list.older"), size="sm", interactive=False, elem_id="older")
        self.before = gr.Textbox(visible="hidden", elem_id="before")

    def listen(self, language: gr.Radio) -> None:
        """Search on the button and on Enter, turn pages, forget the filters."""
        given = [*self.filters.values(), language]
        pages = [self.shown, self.before, self.newer, self.older]
        asks = [
            self.search.click,
            *(self.filters[name].submit for name in ("text", "client", "user", "since", "until")),
        ]
        asks += [self.filters[name].input for name in ("status", "rule", "role", "kind")]
        for ask in asks:
            ask(self.first_page, given, pages, **SHOW)
        self.older.click(self.older_page, [self.before, *given], pages, **ACT)
        self.newer.click(self.newer_page, [self.before, *given], pages, **ACT)
        self.reset.click(lambda: [_empty(name) for name in NAMES], None, list(self.filters.values()), **SHOW).then(
            self.first_page, given, pages, **SHOW
        )

    def first_page(self, request: gr.Request, *given: Any) -> tuple[Any, ...]:
        """The newest records the filters leave."""
        return self._page([], given, request)

    def older_page(self, request: gr.Request, before: str, *given: Any) -> tuple[Any, ...]:
        """The next page; `before` holds where each page so far began, bar the first."""
        return self._page(before.split(), given, request)

    def newer_page(self, request: gr.Request, before: str, *given: Any) -> tuple[Any, ...]:
        """The page before."""
        return self._page(before.split()[:-2], given, request)

    def again(self, before: str, given: tuple[Any, ...], request: gr.Request) -> Any:
        """The same page in another language, where one is shown."""
        return self._page(before.split()[:-1], given, request)[0] if before else gr.skip()

    def worded(self, words: DeskWords) -> dict[Any, Any]:
        """The parts in another language."""
        labels = {part: gr.update(**_words_of(name, words)) for name, part in self.filters.items()}
        buttons = {"search": self.search, "reset": self.reset, "older": self.older, "newer": self.newer}
        return labels | {button: words(f"list.{name}") for name, button in buttons.items()}

    def _page(self, before: list[str], given: tuple[Any, ...], request: gr.Request) -> tuple[Any, ...]:
        """`before` ends with where this page begins (empty: the newest); the result ends with where the next does."""
        *values, language = given
        words, start = desk_words(language), before[-1] if before else ""
        with as_auditor(request, language) as asker:
            found = self.log.read(_selection(dict(zip(NAMES, values, strict=True)), start, words), asker)
            shown = found[:PAGE]
            reviewed = states(self.log, [record.audit_id for record in shown])
        more = len(found) > PAGE
        return (
            listing(shown, reviewed, words),
            " ".join([*before, shown[-1].audit_id if more else LAST]),
            gr.update(interactive=bool(before)),
            gr.update(interactive=more),
        )


def _selection(values: dict[str, str], before: str, words: DeskWords) -> Selection:
    return Selection(
        kind=_one_of(values["kind"], get_args(Kind)),
        status=_one_of(values["status"], get_args(Status)),
        rule=values["rule"] or "",
        role=values["role"] or "",
        user=(values["user"] or "").strip(),
        since=_day(values["since"], words),
        until=_day(values["until"], words),
        text=(values["text"] or "").strip(),
        limit=PAGE + 1,
        client=(values["client"] or "").strip(),
        before=before,
    )


def _one_of(value: str, known: tuple[Any, ...]) -> Any:
    return value if value in known else None


def _day(text: str, words: DeskWords) -> date | None:
    try:
        return words.date_of(text or "")
    except ValueError:
        raise complaint(words("desk.bad_date", value=text)) from None


def _made(name: str, words: DeskWords) -> Any:
    options: dict[str, Any] = {**_words_of(name, words), "elem_id": f"by_{name}", "min_width": 150}
    if "choices" in options:
        return gr.Dropdown(value=_empty(name), **options)
    return gr.Textbox(max_length=200, **options)


def _empty(name: str) -> str:
    """What a filter holds at first: the list begins with questions."""
    return "asked" if name == "kind" else ANY


def _words_of(name: str, words: DeskWords) -> dict[str, Any]:
    """Label, hint and choices of a filter."""
    said: dict[str, Any] = {"label": words(f"list.{name}")}
    if name in ("text", "user"):
        said["placeholder"] = words(f"list.{name}_hint")
    if name in ("since", "until"):
        said["placeholder"] = words("list.date_hint")
    if name in ("kind", "status", "role"):
        said["choices"] = [(words("list.any"), ANY), *((text, key) for key, text in words.phrases[name].items())]
    if name == "rule":
        rules = ((f"{rule} {titles[words.language]}", rule) for rule, titles in rule_titles().items())
        said["choices"] = [(words("list.any"), ANY), *rules]
    return said
