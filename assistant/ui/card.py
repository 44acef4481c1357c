"""An answer as HTML: the figure or sentence first, then the table, then how it was computed. Everything is escaped."""

from html import escape

from assistant import present
from assistant.answer import Answer, AnswerColumn
from assistant.ui.single import single
from assistant.ui.wording import Wording
from assistant.wording import Value

MOST_ROWS = 200
PERCENT = "%"
NUMBER_TYPES = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL"}


def lead(answer: Answer, words: Wording) -> str:
    """What is read first: the key figure with its sentence, the reason of a refusal, or a question back."""
    if answer.status == "answered":
        return f'<div class="ff-lead">{single(answer, words)}<p class="ff-sentence">{_text(answer.message)}</p></div>'
    if answer.status == "help":
        return f'<div class="ff-lead"><p class="ff-sentence">{_text(answer.message)}</p></div>'
    return (
        f'<div class="ff-notice ff-{answer.status}" role="note"><h3>{escape(words(f"answer.{answer.status}"))}</h3>'
        f"{_reasons(answer, words)}</div>"
    )


def _reasons(answer: Answer, words: Wording) -> str:
    message = "" if answer.findings else f"<p>{_text(answer.message)}</p>"
    findings = "".join(
        f'<li>{_text(finding.message)} <span class="ff-rule">{escape(words("answer.rule", id=finding.id))}</span></li>'
        for finding in answer.findings
    )
    instead = f'<p class="ff-instead">{escape(words("answer.instead"))}</p>' if answer.suggestions else ""
    return message + (f"<ul>{findings}</ul>" if findings else "") + instead


def caption(answer: Answer, words: Wording) -> str:
    """The words under a chart that has gaps, or misses what has no known position."""
    chart = answer.chart or {}
    gap, unplaced = str(chart.get("gap", "")), chart.get("unplaced", ())
    told = [words("answer.gaps", gap=gap)] if gap else []
    told += [words("answer.unplaced", names=words.listed(unplaced))] if unplaced else []
    return f'<p class="ff-caption">{escape(" ".join(told))}</p>' if told else ""


def table(answer: Answer, words: Wording) -> str:
    """The rows, folded away where a single figure already says it; '' for an answer without columns."""
    if not answer.columns:
        return ""
    count = len(answer.rows)
    rows = words("answer.row") if count == 1 else words("answer.rows", count=words.number(count))
    folded = "" if count > 1 else None
    return (
        f'<details class="ff-fold ff-table"{" open" if folded is not None else ""}>'
        f"<summary>{escape(words('answer.table', rows=rows))}</summary>{_rows(answer, words)}</details>"
    )


def _rows(answer: Answer, words: Wording) -> str:
    if not answer.rows:
        return f'<p class="ff-caption">{escape(words("answer.no_rows"))}</p>'
    head = "".join(_head(column, words) for column in answer.columns)
    body = "".join(
        "<tr>"
        + "".join(_cell(value, column, words) for value, column in zip(row, answer.columns, strict=True))
        + "</tr>"
        for row in answer.rows[:MOST_ROWS]
    )
    more = ""
    if len(answer.rows) > MOST_ROWS:
        said = words("answer.first_rows", shown=words.number(MOST_ROWS), count=words.number(len(answer.rows)))
        more = f'<p class="ff-caption">{escape(said)}</p>'
    whole = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="ff-scroll" tabindex="0">{whole}</div>{more}'


def _head(column: AnswerColumn, words: Wording) -> str:
    label = present.header(column, words)
    label = label[:1].upper() + label[1:]
    unit = f' <span class="ff-unit">{PERCENT}</span>' if column.unit == PERCENT else ""
    return f'<th scope="col"{_side(column)}>{escape(label)}{unit}</th>'


def _cell(value: Value, column: AnswerColumn, words: Wording) -> str:
    return f"<td{_side(column, value is None)}>{escape(present.cell(value, column, words))}</td>"


def _side(column: AnswerColumn, absent: bool = False) -> str:
    numeric = column.type.split("(")[0] in NUMBER_TYPES and column.name != "hour"
    classes = ["ff-number"] * numeric + ["ff-absent"] * absent
    return f' class="{" ".join(classes)}"' if classes else ""


def computed(answer: Answer, words: Wording, protection: str) -> str:
    """The panel that says how: reading, coverage, what is not shown, protection (threshold, build), SQL, audit id.

    '' where nothing was computed or recorded (a question back, say).
    """
    parts = [
        ("interpretation", _text(answer.interpretation)),
        ("coverage", escape(_coverage(answer, words))),
        ("hidden", escape(_hidden(answer, words))),
        ("protection", escape(protection)),
        ("sql", _code(answer.sql)),
        ("sql_run", _code(answer.sql_run)),
        ("audit", f"<code>{escape(answer.audit_id)}</code>" if answer.audit_id else ""),
        ("time", escape(_time(answer, words))),
    ]
    if answer.status != "answered" and not (answer.sql or answer.audit_id):
        return ""
    rows = "".join(f"<dt>{escape(words(f'computed.{name}'))}</dt><dd>{html}</dd>" for name, html in parts if html)
    title = words("computed.title" if answer.status == "answered" else "computed.record")
    return f'<details class="ff-fold ff-computed"><summary>{escape(title)}</summary><dl>{rows}</dl></details>'


def _coverage(answer: Answer, words: Wording) -> str:
    return "" if answer.coverage is None else words("computed.coverage_text", share=words.share(answer.coverage))


def _hidden(answer: Answer, words: Wording) -> str:
    match answer.hidden_groups:
        case None:
            return ""
        case 0:
            return words("computed.hidden_none")
        case 1:
            return words("computed.hidden_one")
        case count:
            return words("computed.hidden_many", count=words.number(count))


def _time(answer: Answer, words: Wording) -> str:
    total = answer.timings_ms.get("total")
    return "" if total is None else words("computed.time_text", ms=words.number(round(total)))


def _code(sql: str) -> str:
    return f'<pre tabindex="0"><code>{escape(sql)}</code></pre>' if sql else ""


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")
