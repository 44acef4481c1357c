"""Records as an HTML table: one line each, that opens the record; cards on a phone."""

from collections.abc import Mapping, Sequence
from html import escape

from assistant.ui.desk.words import DeskWords
from guardrails.audit import Record

LONGEST = 140
COLUMNS = ("id", "time", "status", "rule", "role", "client", "question", "review")


def listing(records: Sequence[Record], states: Mapping[str, str], words: DeskWords) -> str:
    """The table; whoever presses a line's button wants the record that `data-open` names."""
    if not records:
        return f'<p class="ff-caption">{words("list.none")}</p>'
    head = "".join(f'<th scope="col">{words(f"list.{name}")}</th>' for name in COLUMNS)
    lines = "".join(_line(record, states.get(record.audit_id, ""), words) for record in records)
    return (
        f'<div class="fd-list"><table><caption class="fd-unseen">{words("list.caption")}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def badge(status: str, words: DeskWords) -> str:
    """An outcome, coloured."""
    return f'<span class="fd-badge fd-{escape(status)}">{escape(words.of("status", status))}</span>'


def state_name(state: str, words: DeskWords) -> str:
    """The state of a review, short enough for a table."""
    short = f"review.short_{state.replace(' ', '_')}"
    return words(short) if words.has(short) else words.of("review", state)


def _line(record: Record, state: str, words: DeskWords) -> str:
    body = record.body
    wanted = escape(record.audit_id)
    rules = " ".join(f'<span class="ff-rule">{escape(rule)}</span>' for rule in _rules(record))
    role = words.of("role", str(body.get("role", "")))
    signal = '<i class="fd-signal">⚑</i> ' if signalled(record) else ""
    reviewed = f'<span class="fd-state">{escape(state_name(state, words))}</span>' if state else ""
    cells = (
        f'<button type="button" class="fd-open" data-open="{wanted}">{wanted}</button>',
        f"<time>{words.stamp(body['time'])}</time>",
        badge(body["status"], words),
        rules,
        escape(role),
        escape(str(body.get("client", ""))),
        signal + escape(said(record, words)),
        reviewed,
    )
    return "<tr>" + "".join(_cell(name, cell, words) for name, cell in zip(COLUMNS, cells, strict=True)) + "</tr>"


def said(record: Record, words: DeskWords) -> str:
    """What a record is about, on one line."""
    body = record.body
    if body["kind"] == "feedback":
        good = words("feedback.good" if body["details"].get("good") else "feedback.bad")
        return " · ".join(filter(None, (good, body["about"], body["comment"])))
    text = body.get("question") or body.get("sql") or body.get("comment") or body.get("about") or ""
    line = " ".join(str(text).split()) or words.of("kind", body["kind"])
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _cell(name: str, content: str, words: DeskWords) -> str:
    """`data-label` names the cell where the table is shown as cards."""
    return f'<td class="fd-{name}" data-label="{words(f"list.{name}")}">{content}</td>'


def _rules(record: Record) -> list[str]:
    return list(dict.fromkeys(str(finding["rule"]) for finding in record.body.get("findings", ())))


def signalled(record: Record) -> bool:
    """Whether the run of questions stood out at this record."""
    return any(record.body.get("signals", {}).values())
