"""The brief as a document: every text in its language, ready for a writer that knows nothing but its format."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from assistant import present
from assistant.answer import Answer, AnswerColumn, Comparison, Language
from assistant.brief.brief import Brief, Item
from assistant.protection import protection_note
from assistant.wording import Value, Wording, wording
from warehouse.catalog import read_yaml

Chart = dict[str, Any]
Fact = tuple[str, str]


@dataclass(frozen=True)
class Cell:
    """A value as people read it, and as a spreadsheet calculates with it."""

    text: str
    value: Value = None

    @property
    def number(self) -> float | None:
        """The number, if it is one."""
        counted = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        return cast(float, self.value) if counted else None


@dataclass(frozen=True)
class Table:
    """Heads and rows of one answer; `numeric` says which columns are figures, `percent` which are in percent."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[bool, ...]
    percent: tuple[bool, ...]


@dataclass(frozen=True)
class Section:
    """One answered question; `figure` and `change` are there where the answer is a single figure."""

    number: int
    question: str
    sentence: str
    figure: str
    change: str
    comment: str
    chart: Chart | None
    table: Table
    notes: tuple[Fact, ...]


@dataclass(frozen=True)
class Document:
    """The whole brief, in reading order; `words` are the brief's own texts, `told` those of the answers."""

    language: Language
    title: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    unanswered: tuple[Fact, ...]
    method: tuple[Fact, ...]
    footer: str
    words: Wording
    told: Wording


def document(brief: Brief) -> Document:
    """The document of a brief."""
    words = brief_words(brief.language)
    told = wording(brief.language)
    sections = tuple(_section(n, item, words, told) for n, item in enumerate(brief.answered, start=1))
    return Document(
        language=brief.language,
        title=brief.title,
        facts=_facts(brief, words, told),
        sections=sections,
        unanswered=tuple((i.question, i.answer.message) for i in brief.items if i.answer.status != "answered"),
        method=_method(brief, words, told),
        footer=words("page.footer", client=brief.client, build=brief.build.build_id),
        words=words,
        told=told,
    )


def _facts(brief: Brief, words: Wording, told: Wording) -> tuple[Fact, ...]:
    given = (
        ("client", brief.client),
        ("purpose", brief.purpose),
        ("date", told.day(brief.made_on)),
        ("data", words("fact.data_text", span=told.span(brief.first, brief.last))),
        ("build", brief.build.build_id),
    )
    return tuple((words(f"fact.{name}"), text) for name, text in given if text)


def _section(number: int, item: Item, words: Wording, told: Wording) -> Section:
    answer = item.answer
    hidden = told.counted("figure.groups", answer.hidden_groups) if answer.hidden_groups else ""
    notes = (
        ("interpretation", answer.interpretation),
        ("coverage", words("note.coverage_text", share=told.percent(100 * answer.coverage)) if answer.coverage else ""),
        ("hidden", words("note.hidden_text", groups=hidden) if hidden else ""),
        ("audit", answer.audit_id),
    )
    named = tuple((words(f"note.{name}"), text) for name, text in notes if text)
    return Section(
        number=number,
        question=item.question,
        sentence=answer.message,
        figure=str(answer.chart["text"]) if answer.chart and answer.chart["kind"] == "number" else "",
        change=_change(answer.comparison, words, told),
        comment=item.comment,
        chart=answer.chart,
        table=_table(answer, told),
        notes=named,
    )


def _change(against: Comparison | None, words: Wording, told: Wording) -> str:
    if against is None:
        return ""
    if against.change_points is not None:
        points = told.counted("figure.points", abs(round(against.change_points, 1)))
        return words("note.change", change=f"{'−' if against.change_points < 0 else '+'}{points}", label=against.label)
    if against.change_percent is None:
        return ""
    return words("note.change", change=told.percent(against.change_percent, signed=True), label=against.label)


def _table(answer: Answer, told: Wording) -> Table:
    columns = answer.columns
    rows = tuple(
        tuple(Cell(present.cell(v, c, told), v) for v, c in zip(row, columns, strict=True)) for row in answer.rows
    )
    heads = tuple(_capital(present.header(c, told)) for c in columns)
    numeric = tuple(_is_figure(c, [row[at] for row in answer.rows]) for at, c in enumerate(columns))
    return Table(heads, rows, numeric, tuple(c.unit == "%" for c in columns))


def _is_figure(column: AnswerColumn, values: Sequence[Value]) -> bool:
    return column.name != "hour" and any(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


def _method(brief: Brief, words: Wording, told: Wording) -> tuple[Fact, ...]:
    records = ", ".join(item.answer.audit_id for item in brief.items if item.answer.audit_id)
    given = (
        ("source", words("method.source_text", span=told.span(brief.first, brief.last))),
        ("terms", words("method.terms_text")),
        ("gaps", words("method.gaps_text")),
        ("protection", protection_note(brief.build, brief.threshold, brief.language)),
        ("records", words("method.records_text", ids=records) if records else ""),
    )
    return tuple((words(f"method.{name}"), text) for name, text in given if text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def titled(client: str, language: Language) -> str:
    """The title of a brief on a client's own questions."""
    return brief_words(language)("page.title", client=client)


@cache
def brief_words(language: Language) -> Wording:
    """The brief's own texts in a language, read once."""
    read = read_yaml(Path(__file__).parent / f"words_{language}.yaml")
    return Wording(language, cast(dict[str, dict[str, Any]], read))
