"""An answer as plain text: sentence, table, how it was understood and protected; for the command line."""

from collections.abc import Sequence

from assistant.answer import Answer, AnswerColumn
from assistant.wording import DASH, Value, Wording, wording
from warehouse.catalog import catalogue

MOST_ROWS = 60


def as_text(answer: Answer, note: str = "") -> str:
    """The whole answer; `note` says how it was protected and is left out where no figure was shown."""
    words = wording(answer.language)
    blocks = [
        answer.message,
        table(answer),
        _rules(answer, words),
        _offers(answer, words),
        "\n".join(f"{name}: {text}" for name, text in how(answer, note)),
    ]
    return "\n\n".join(block for block in blocks if block)


def table(answer: Answer) -> str:
    """The rows in aligned columns, numbers to the right; '' where the sentence already says all."""
    if not answer.rows or (len(answer.rows) == 1 and len(answer.columns) == 1):
        return ""
    words = wording(answer.language)
    head = [header(c, words) for c in answer.columns]
    body = [[cell(v, c, words) for v, c in zip(row, answer.columns, strict=True)] for row in answer.rows[:MOST_ROWS]]
    widths = [max(len(line[i]) for line in (head, *body)) for i in range(len(head))]
    right = [any(isinstance(row[i], int | float) for row in answer.rows) for i in range(len(head))]
    lines = [_line(head, widths, right), _line([DASH * w for w in widths], widths, right)]
    lines += [_line(row, widths, right) for row in body]
    if len(answer.rows) > MOST_ROWS:
        lines.append(words("label.more", n=words.number(len(answer.rows) - MOST_ROWS)))
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True))
    return "  ".join(padded).rstrip()


def header(column: AnswerColumn, words: Wording) -> str:
    """The column's name as people read it."""
    known = catalogue().columns.get(column.name)
    if known:
        return known.label[words.language]
    return words(f"column.{column.name}") if words.has(f"column.{column.name}") else column.name.replace("_", " ")


def cell(value: Value, column: AnswerColumn, words: Wording) -> str:
    """A value as people read it."""
    if value is None:
        return words("value.none")
    if column.unit == "%" and isinstance(value, int | float):
        return words.percent(float(value))
    if isinstance(value, bool):
        return words.value(column.name, value)
    if isinstance(value, int | float) and column.name != "hour":
        return words.number(value)
    return words.value(column.name, value)


def _rules(answer: Answer, words: Wording) -> str:
    """The rules that refused; what they say is the message."""
    return f"{words('label.rule')} {', '.join(f.id for f in answer.findings)}" if answer.findings else ""


def _offers(answer: Answer, words: Wording) -> str:
    offers = answer.choices or answer.suggestions
    if not offers or answer.status == "answered":
        return ""
    title = words("label.choices" if answer.choices else "label.suggestions")
    return "\n".join([f"{title}:", *(f"  {DASH} {offer}" for offer in offers)])


def how(answer: Answer, note: str) -> list[tuple[str, str]]:
    """How it was understood, computed, protected and recorded: name and text of each, without empty ones."""
    words, figures = wording(answer.language), answer.status == "answered"
    parts = [
        ("interpretation", answer.interpretation),
        ("coverage", words.percent(100 * answer.coverage) if answer.coverage is not None else ""),
        ("hidden", words.counted("figure.groups", answer.hidden_groups) if answer.hidden_groups else ""),
        ("protection", note if figures else ""),
        ("audit", answer.audit_id),
    ]
    return [(words(f"label.{name}"), text) for name, text in parts if text]
