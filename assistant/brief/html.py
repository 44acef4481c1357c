"""The brief as one HTML file that needs nothing beside it: no script, no font, no request."""

from html import escape
from pathlib import Path

from assistant.brief.document import Document, Section, Table
from assistant.brief.drawing import drawn, svg

MOST_ROWS = 400
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html(document: Document) -> bytes:
    """The file, in UTF-8; readable on a phone, and printed one question after the other."""
    words = document.words
    style = (Path(__file__).parent / "brief.css").read_text("utf-8")
    body = [
        f"<header><h1>{escape(document.title)}</h1>{_facts(document.facts)}</header>",
        *_summary(document),
        *(_section(section, document) for section in document.sections),
        *_listed(words("page.unanswered"), document.unanswered),
        *_listed(words("page.method"), document.method),
        f"<footer>{escape(document.footer)}</footer>",
    ]
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(document.title)}</title><style>{style}</style>"
    )
    page = f'<!doctype html><html lang="{document.language}"><head>{head}</head><body>{"".join(body)}</body></html>'
    return page.encode("utf-8")


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts) + "</dl>"


def _summary(document: Document) -> list[str]:
    if len(document.sections) < 2:
        return []
    points = "".join(f'<li><a href="#q{s.number}">{escape(s.sentence)}</a></li>' for s in document.sections)
    return [f"<section><h2>{escape(document.words('page.summary'))}</h2><ol>{points}</ol></section>"]


def _section(section: Section, document: Document) -> str:
    parts = [
        f"<h2>{section.number}. {escape(section.question)}</h2>",
        f'<p class="said">{escape(section.sentence)}</p>',
    ]
    if section.figure:
        parts.append(f'<p class="key">{escape(section.figure)} <small>{escape(section.change)}</small></p>')
    if section.comment:
        parts.append(f'<p class="comment">{escape(section.comment)}</p>')
    if section.chart is not None and drawn(section.chart):
        drawing = svg(section.chart, document.told)
        parts.append(f'<figure role="img" aria-label="{escape(section.chart["title"], quote=True)}">{drawing}</figure>')
    if len(section.table.rows) > 1 or len(section.table.head) > 1:
        parts.append(_table(section.table, document))
    notes = "".join(f"<li>{escape(name)}: {escape(text)}</li>" for name, text in section.notes)
    return f'<section id="q{section.number}">{"".join(parts)}<ul class="notes">{notes}</ul></section>'


def _table(table: Table, document: Document) -> str:
    heads = "".join(
        f'<th scope="col"{_side(n)}>{escape(head)}</th>' for head, n in zip(table.head, table.numeric, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(f"<td{_side(n)}>{escape(c.text)}</td>" for c, n in zip(row, table.numeric, strict=True))
        + "</tr>"
        for row in table.rows[:MOST_ROWS]
    )
    more = ""
    if len(table.rows) > MOST_ROWS:
        rest = document.told.number(len(table.rows) - MOST_ROWS)
        more = f'<p class="notes">{escape(document.words("page.more_rows", n=rest))}</p>'
    return f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{more}'


def _side(numeric: bool) -> str:
    return ' class="figure"' if numeric else ""


def _listed(title: str, facts: tuple[tuple[str, str], ...]) -> list[str]:
    points = "".join(f"<h3>{escape(name)}</h3><p>{escape(text)}</p>" for name, text in facts)
    return [f"<section><h2>{escape(title)}</h2>{points}</section>"] if facts else []
